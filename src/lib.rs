//! A client of [Flex](https://withflex.com)'s `POST /v1/checkout/sessions/{id}/reauth`, for
//! browsers and edge runtimes. It is independent of Flex.
//!
//! A merchant who ships days after checkout holds money on an HSA or FSA card. Holds expire, and
//! the capture then fails. A reauth places a new hold and answers with the session, in which the
//! payment intent is a **new** one that the merchant must store.
//!
//! ```
//! use flex_checkout::{Error, FlexClient, Platform};
//!
//! // On wasm32, `FlexClient::new(Config::new(ApiKey::new("fsk_test_…")?))` calls by `fetch`.
//! async fn renew(flex: &FlexClient<impl Platform>, session_id: &str) -> Result<(), Error> {
//!     let answer = flex.reauth(session_id).await?;
//!     for hold in answer.holds() {
//!         println!("{} holds {:?} cents", hold.payment_intent_id, hold.amount_capturable);
//!     }
//!     println!("for {:?}", answer.session()?.client_reference_id);
//!     Ok(())
//! }
//! ```
//!
//! Amounts are in US cents, `created_at` and `expires_at` of a session in Unix seconds, every other
//! time in ISO 8601. What the docs mark as inferred is in no public source; the client survives its
//! being wrong.

mod answer;
mod attempt;
#[cfg(feature = "bindings")]
mod bindings;
mod client;
#[cfg(any(feature = "bindings", target_arch = "wasm32"))]
mod clock;
mod config;
pub mod decode;
mod error;
mod event;
#[cfg(all(target_arch = "wasm32", not(feature = "bindings")))]
mod fetch;
mod flex_fault;
#[cfg(feature = "server")]
pub mod gateway;
mod holds;
mod http_date;
#[cfg(feature = "keeper")]
pub mod keeper;
pub mod models;
mod platform;
mod request;
mod retry;
mod retry_after;
mod run;
pub mod schema;
mod secret;
#[cfg(feature = "server")]
mod server;
mod text;

pub use answer::Answer;
pub use client::FlexClient;
pub use config::{Call, Config, Header};
pub use decode::Drift;
pub use error::{Error, ErrorKind, Outcome};
pub use event::{AttemptEvent, DriftEvent, Event, ResponseEvent, RetryAction, RetryEvent};
#[cfg(all(target_arch = "wasm32", not(feature = "bindings")))]
pub use fetch::Fetch;
pub use holds::{Hold, HoldCart};
pub use models::CheckoutSession;
pub use platform::{Failure, FailureKind, Platform, Reply};
pub use request::{Method, Request};
pub use retry_after::RetryAfter;
pub use secret::ApiKey;
