//! Tests of the crate without a browser or a network.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::unnecessary_wraps,
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails"
)]

mod answers;
mod client;
mod conformance;
mod decode;
mod endpoints;
mod models;
mod options;
mod requests;
mod retry_after;
mod scripted;
mod sentences;
