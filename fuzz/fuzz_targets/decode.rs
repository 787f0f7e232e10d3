//! Decode says of every body what a walk over `serde_json`'s reading of it says: whether it is JSON and
//! holds a session, where it departs from the models, which holds it names, and every typed value.
#![no_main]

use flex_checkout_fuzz::{decode, shaped};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| decode::compare(&shaped::body(input)));
