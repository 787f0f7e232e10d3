//! The crate's own client for JavaScript, as its feature `js` exports it: Rust drives everything, from the
//! request to the object.

#[cfg(target_arch = "wasm32")]
extern crate flex_checkout as _;
