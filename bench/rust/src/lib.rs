//! The crate's client for JavaScript, exported by its feature `js`: Rust drives everything, from the
//! request to the object.

#[cfg(target_arch = "wasm32")]
extern crate flex_checkout as _;
