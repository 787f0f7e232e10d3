//! A client of [Flex](https://withflex.com)'s `POST /v1/checkout/sessions/{id}/reauth`, for
//! browsers and edge runtimes. It is independent of Flex.
//!
//! A merchant who ships days after checkout holds money on an HSA or FSA card. The hold may expire before
//! the merchant captures it, and the capture then fails. A reauth of an expired hold places a new one and
//! returns the session, which now names a **new** payment intent. The merchant must store its id.
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
//! # Errors
//!
//! An [`Error`] describes the failure, and its [`Outcome`] says whether a hold was placed anyway:
//!
//! ```
//! use flex_checkout::{Answer, Call, Error, FlexClient, Outcome, Platform};
//!
//! async fn renew(flex: &FlexClient<impl Platform>, id: &str) -> Result<Answer, Error> {
//!     let error = match flex.reauth(id).await {
//!         Ok(answer) => return Ok(answer),
//!         Err(error) => error,
//!     };
//!     match (error.outcome(), error.idempotency_key()) {
//!         // The hold may exist. Repeating the call with the same key places no second one. If Flex
//!         // refuses the repetition, the first call may still have placed a hold.
//!         (Outcome::Unknown, Some(key)) => {
//!             let call = Call::new().idempotency_key(key)?;
//!             let repeated = flex.reauth_with(id, &call).await;
//!             repeated.map_err(|last| if last.outcome() > error.outcome() { last } else { error })
//!         }
//!         // The hold exists: read the session, and store its payment intent.
//!         (Outcome::Applied, _) => flex.retrieve(id).await.map_err(|_| error),
//!         // This call placed no hold.
//!         _ => Err(error),
//!     }
//! }
//! ```
//!
//! # Options
//!
//! [`Config`] holds a client's options, and [`Call`] those of one call:
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
//! # Platforms
//!
//! On `wasm32`, `FlexClient::new` calls by `fetch`. Elsewhere, implement [`Platform`] for your HTTP
//! client and clock; its example is a platform for tests.
//!
//! # Features
//!
//! - `fetch` (default): on `wasm32`, a platform on `fetch`, with `FlexClient::new`. Leave it out if you use a
//!   platform of your own.
//! - `js`: on `wasm32`, exports the functions `reauth` and `retrieve` to JavaScript, and converts
//!   sessions, answers, holds and errors to JavaScript values and options from them.
//!
//! # Units
//!
//! Amounts are in US cents, `created_at` and `expires_at` of a session in Unix seconds, and other times in
//! ISO 8601. Where Flex documents nothing, our assumptions are marked *inferred*. The client keeps working
//! if one turns out to be wrong.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod attempt;
mod client;
mod config;
mod decode;
mod define;
mod endpoint;
mod error;
mod event;
#[cfg(all(feature = "fetch", target_arch = "wasm32"))]
mod fetch;
mod flex_fault;
#[doc(hidden)]
pub mod from_value;
mod holds;
#[doc(hidden)]
pub mod internal;
#[cfg(all(feature = "js", target_arch = "wasm32"))]
pub mod js;
mod json;
pub mod models;
mod names;
mod params;
mod platform;
mod redact;
mod request;
mod retry;
mod retry_after;
#[doc(hidden)]
pub mod rules;
mod run;
#[doc(hidden)]
pub mod schema;
mod secret;
mod text;

pub use answer::Answer;
pub use client::FlexClient;
pub use config::{Call, Config, Header};
pub use decode::Drift;
pub use endpoint::Action;
pub use error::{Error, ErrorKind, Outcome};
pub use event::{
    AttemptEvent, CallIdentity, DriftEvent, EndEvent, Event, ResponseEvent, RetryAction,
    RetryEvent, StartEvent,
};
#[cfg(all(feature = "fetch", target_arch = "wasm32"))]
pub use fetch::Fetch;
pub use holds::{Hold, HoldCart};
pub use models::CheckoutSession;
pub use params::{CaptureLineItem, CaptureParams, Page};
pub use platform::{Failure, FailureKind, Platform, Reply};
pub use request::{Method, Request};
pub use retry_after::retry_after;
pub use secret::ApiKey;
