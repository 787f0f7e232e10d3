//! A module of the package and, besides, what its counters say of the lines that ran: for
//! `cargo xtask coverage`.
#![cfg(target_arch = "wasm32")]

#[cfg(feature = "client")]
extern crate flex_checkout_npm as _;

use wasm_bindgen::prelude::*;

/// The counters of this instance, as LLVM writes them to a `.profraw` file.
#[wasm_bindgen]
#[must_use]
pub fn coverage() -> Vec<u8> {
    let mut profile = Vec::new();
    // SAFETY: there is one thread, and nobody else asks for the counters.
    match unsafe { minicov::capture_coverage(&mut profile) } {
        Ok(()) => profile,
        Err(_) => Vec::new(),
    }
}
