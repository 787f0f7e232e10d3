//! A local stand-in for Flex's HTTP API without I/O, on the same models as the client.
//!
//! It keeps sessions in memory, counts every hold it places, records requests, and injects faults on
//! request. It follows Flex's public documentation; where nothing is documented it makes the plainest
//! guess, so its responses prove nothing about Flex.
//!
//! A transport passes each request to [`Sandbox::receive`], waits for [`Pending::wait`], and calls
//! [`Sandbox::respond`]. The [`Reply`] has the response and its [`Delivery`]: what the transport must
//! do to it. Clock readings and randomness are supplied by the caller as a [`Moment`].
//!
//! ```
//! use sandbox_core::{Delivery, KEY, Kind, Moment, ReauthMode, Request, Sandbox};
//!
//! let now = 1_800_000_000_000;
//! let mut sandbox = Sandbox::new(ReauthMode::default(), &Moment::new(now, 1));
//! let request = Request {
//!     method: "POST".to_owned(),
//!     path: format!("/v1/checkout/sessions/{}/reauth", Kind::Minimal.seed_id()),
//!     headers: vec![("authorization".to_owned(), format!("Bearer {KEY}"))],
//!     ..Request::default()
//! };
//! let pending = sandbox.receive(request, &Moment::new(now, 2));
//! let reply = sandbox.respond(pending, &Moment::new(now, 3));
//! assert_eq!((reply.response.status, reply.delivery), (200, Delivery::Whole));
//! ```

mod auth;
mod call;
mod capture;
mod clock;
mod control;
mod cors;
mod errors;
mod exchange;
mod expand;
mod faults;
mod idempotency;
mod ids;
mod intents;
mod json;
mod kinds;
mod message;
mod misbehave;
mod moment;
mod operations;
mod payment_intents;
mod reauth_mode;
mod requests;
mod routes;
mod seeds;
mod session;
mod sessions;
mod state;

pub use auth::{KEY, KEY_WITHOUT_SCOPE};
pub use exchange::{Delivery, Pending, Reply};
pub use faults::Name as FaultName;
pub use kinds::Kind;
pub use message::{Request, Response};
pub use moment::Moment;
pub use reauth_mode::ReauthMode;
pub use state::Sandbox;
