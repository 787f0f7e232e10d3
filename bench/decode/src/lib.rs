//! The package's check of a response, measured without the call.

use wasm_bindgen::prelude::*;

/// A body in WebAssembly's memory.
#[wasm_bindgen]
pub struct Body(Vec<u8>);

#[wasm_bindgen]
impl Body {
    /// Copies the bytes.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Checks it `times` times, and returns the sum of the holds found.
    #[must_use]
    pub fn check(&self, times: u32) -> usize {
        (0..times).map(|_| holds(&self.0)).sum()
    }
}

/// Copies the bytes, checks them once, and returns the number of holds found.
#[wasm_bindgen]
#[must_use]
pub fn check(bytes: &[u8]) -> usize {
    holds(bytes)
}

fn holds(bytes: &[u8]) -> usize {
    let checked = flex_checkout::internal::check(std::hint::black_box(bytes));
    checked.map_or(0, |checked| checked.holds.len())
}
