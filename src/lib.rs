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
//!     println!("for {:?}", answer.session().client_reference_id);
//!     Ok(())
//! }
//! ```
//!
//! # When it fails
//!
//! An [`Error`] says what went wrong, and whether a hold was placed all the same:
//!
//! ```
//! use flex_checkout::{Call, Error, FlexClient, Outcome, Platform};
//!
//! async fn renew(flex: &FlexClient<impl Platform>, session_id: &str) -> Result<(), Error> {
//!     let Err(error) = flex.reauth(session_id).await else { return Ok(()) };
//!     match (error.outcome(), error.idempotency_key()) {
//!         // Perhaps there is a hold: the same key again makes no second one.
//!         (Outcome::Unknown, Some(key)) => {
//!             flex.reauth_with(session_id, &Call::new().idempotency_key(key)?).await?;
//!         }
//!         // There is a hold, whose payment intent is to be stored.
//!         (Outcome::Applied, _) => {
//!             flex.retrieve(session_id).await?;
//!         }
//!         // There is none.
//!         _ => return Err(error),
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Options
//!
//! [`Config`] is what a client is told once, [`Call`] what one call does differently:
//!
//! ```
//! use std::time::Duration;
//!
//! use flex_checkout::{ApiKey, Call, Config};
//!
//! let config = Config::new(ApiKey::new("fsk_test_123")?)
//!     .timeout(Duration::from_secs(10))
//!     .deadline(Duration::from_secs(45));
//! let call = Call::new().expand("payment_intent")?.max_retries(0);
//! # Ok::<(), flex_checkout::Error>(())
//! ```
//!
//! # Units
//!
//! Amounts are in US cents, `created_at` and `expires_at` of a session in Unix seconds, every other
//! time in ISO 8601. What the docs mark as inferred is in no public source; the client survives its
//! being wrong.

mod answer;
mod attempt;
mod client;
mod config;
mod decode;
mod define;
mod error;
mod event;
#[cfg(target_arch = "wasm32")]
mod fetch;
mod flex_fault;
mod holds;
#[doc(hidden)]
pub mod internal;
#[cfg(all(feature = "js", target_arch = "wasm32"))]
pub mod js;
mod json;
pub mod models;
mod names;
mod platform;
mod redact;
mod request;
mod retry;
mod retry_after;
mod run;
#[doc(hidden)]
pub mod schema;
mod secret;
mod text;

pub use answer::Answer;
pub use client::FlexClient;
pub use config::{Call, Config, Header};
pub use decode::Drift;
pub use error::{Error, ErrorKind, Outcome};
pub use event::{AttemptEvent, DriftEvent, Event, ResponseEvent, RetryAction, RetryEvent};
#[cfg(target_arch = "wasm32")]
pub use fetch::Fetch;
pub use holds::{Hold, HoldCart};
pub use models::CheckoutSession;
pub use platform::{Failure, FailureKind, Platform, Reply};
pub use request::{Method, Request};
pub use retry_after::retry_after;
pub use secret::ApiKey;
