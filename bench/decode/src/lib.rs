//! The package's walk over a response, by itself: what it costs without the call around it.

use wasm_bindgen::prelude::*;

/// A body that stands in WebAssembly's memory already.
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

    /// Walks over it so many times, and says how many holds the walks have found.
    #[must_use]
    pub fn check(&self, times: u32) -> usize {
        (0..times).map(|_| holds(&self.0)).sum()
    }
}

/// Copies the bytes, walks over them once, and says how many holds it has found.
#[wasm_bindgen]
#[must_use]
pub fn check(bytes: &[u8]) -> usize {
    holds(bytes)
}

fn holds(bytes: &[u8]) -> usize {
    flex_checkout::decode::check(std::hint::black_box(bytes))
        .map_or(0, |checked| checked.holds.len())
}
