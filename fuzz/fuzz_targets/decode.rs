//! Decode agrees with a traversal of `serde_json`'s value on every body: whether it is JSON and has a
//! session, where it drifts, its holds, and every typed value.
#![no_main]

use flex_checkout_fuzz::{decode, shaped};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| decode::compare(&shaped::body(input)));
