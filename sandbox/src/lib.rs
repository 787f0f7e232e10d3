//! A local stand-in for Flex's HTTP API, on the same models as the client.
//!
//! The crate `sandbox-core` has its routes, sessions and faults. This crate serves it over HTTP, and
//! carries faults out on the connection.
//!
//! [`listen`] and [`serve`] run it inside a program; port 0 takes any free port. The binary of the
//! same name runs it alone.

mod log;
mod server;
mod wire;

pub use log::Log;
pub use sandbox_core::{KEY, KEY_WITHOUT_SCOPE, Kind, ReauthMode};
pub use server::{listen, serve, serve_with};
