//! The WebAssembly module as a JavaScript string.
//!
//! Base64 hides repetition from brotli and gzip, since it maps three bytes to four characters. Here
//! a byte becomes one character, or rarely two, so the string compresses nearly as well as the
//! module: 3 percent larger, where base64 of the deflated module is 15 percent larger.

use std::cmp::Reverse;

use anyhow::{Context, Result};

/// The characters that begin a pair.
const FIRST: [u8; 2] = *b"}~";

/// Returns true if a byte is written as itself: printable ASCII that needs no escape in a string
/// and begins no pair.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'|') && !matches!(byte, b'"' | b'\\')
}

/// Returns a JavaScript module that exports the string, and the pairs of bytes that were swapped in
/// it.
pub fn module(bytes: &[u8]) -> Result<String> {
    let (plain, others): (Vec<u8>, Vec<u8>) = (0..=u8::MAX).partition(|byte| is_plain(*byte));
    let swaps = swaps(bytes, plain.len());
    let mut codes: Vec<Vec<u8>> = (0..=u8::MAX).map(|byte| vec![byte]).collect();
    for (index, byte) in others.iter().enumerate() {
        let first = FIRST.get(index / plain.len()).context("too few pairs")?;
        codes[usize::from(*byte)] = vec![*first, plain[index % plain.len()]];
    }
    for (one, other) in &swaps {
        codes.swap(usize::from(*one), usize::from(*other));
    }
    let string: Vec<u8> =
        bytes.iter().flat_map(|byte| &codes[usize::from(*byte)]).copied().collect();
    let swaps: Vec<String> =
        swaps.iter().flat_map(|(one, other)| [one.to_string(), other.to_string()]).collect();
    Ok(format!(
        "export const swaps = [{}];\nexport const encoded = \"{}\";\n",
        swaps.join(", "),
        String::from_utf8(string)?
    ))
}

/// Returns the pairs of bytes to swap, so that the most frequent ones take one character.
fn swaps(bytes: &[u8], plain: usize) -> Vec<(u8, u8)> {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
    let mut ranked: Vec<u8> = (0..=u8::MAX).collect();
    // The letters stay, so that brotli finds the JavaScript's words in the module's sentences.
    ranked.sort_by_key(|byte| (!byte.is_ascii_lowercase(), Reverse(counts[usize::from(*byte)])));
    let (frequent, rare) = ranked.split_at(plain);
    let mut wanting: Vec<u8> = frequent.iter().copied().filter(|byte| !is_plain(*byte)).collect();
    let mut giving: Vec<u8> = rare.iter().copied().filter(|byte| is_plain(*byte)).collect();
    wanting.sort_unstable();
    giving.sort_unstable();
    wanting.into_iter().zip(giving).collect()
}
