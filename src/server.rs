//! What the npm package's entries for servers ask of the second module: every decision by a number,
//! texts and bytes in, bytes out.

use wasm_bindgen::prelude::*;

/// Makes a decision. Nothing comes of a number that stands for none.
#[wasm_bindgen]
#[must_use]
pub fn decide(what: u32, texts: &str, body: &[u8]) -> Vec<u8> {
    crate::keeper::wire::decide(what, texts, body).unwrap_or_default()
}
