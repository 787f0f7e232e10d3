//! A local stand-in for Flex's HTTP API, on the same models as the client.
//!
//! It keeps its sessions in memory, counts every hold it places, records requests, and injects
//! faults on request. It follows Flex's public documentation; where nothing is documented it makes
//! the plainest guess, so its responses prove nothing about Flex.
//!
//! [`listen`] and [`serve`] run it inside a program; port 0 takes any free port. The binary of the
//! same name runs it alone.

mod auth;
mod call;
mod capture;
mod clock;
mod control;
mod cors;
mod errors;
mod expand;
mod faults;
mod flex;
mod idempotency;
mod ids;
mod intents;
mod json;
mod kinds;
mod log;
mod misbehave;
mod operations;
mod payment_intents;
mod reauth_mode;
mod requests;
mod seeds;
mod server;
mod session;
mod state;
mod wire;

pub use auth::{KEY, KEY_WITHOUT_SCOPE};
pub use kinds::Kind;
pub use log::Log;
pub use reauth_mode::ReauthMode;
pub use server::{listen, serve, serve_with};
