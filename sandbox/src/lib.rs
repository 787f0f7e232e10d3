//! A local stand-in for Flex's HTTP API, on the same models as the client.
//!
//! It keeps its sessions in memory, counts every hold it places, remembers what was sent, and
//! misbehaves on request. What is public about Flex's API it follows; where nothing is public it
//! takes the plainest guess, so what it answers proves nothing about Flex.
//!
//! [`listen`] and [`serve`] run it inside a program, on any free port with port 0; the binary of the
//! same name runs it on its own.

mod auth;
mod call;
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
mod requests;
mod seeds;
mod server;
mod session;
mod state;
mod wire;

pub use auth::{KEY, KEY_WITHOUT_SCOPE};
pub use kinds::Kind;
pub use log::Log;
pub use server::{listen, serve};
