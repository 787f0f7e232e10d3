//! What the sandbox promises, over real HTTP.

mod binary;
mod client;
mod clock;
mod control;
mod expand;
mod faults;
mod idempotency;
mod keys;
mod reauth;
