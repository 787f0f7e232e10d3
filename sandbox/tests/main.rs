//! The sandbox over real HTTP.

mod binary;
mod capture;
mod client;
mod clock;
mod control;
mod expand;
mod faults;
mod idempotency;
mod keys;
mod payment_intents;
mod reauth;
mod reauth_modes;
mod sessions;
