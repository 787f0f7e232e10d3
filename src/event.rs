//! Events of a call, for an observer. They hold no secret.

use std::time::Duration;

use serde::Serialize;

use crate::decode::Drift;
use crate::error::ErrorKind;
use crate::define::{closed_enum, event};

event! {
    "attempt",
    /// A request is about to be sent.
    pub struct AttemptEvent {
        /// Which one of the call's requests it is, from 1.
        pub attempt: u32,
        /// `POST`, or `GET` for a retrieve and for reading a session whose answer was cut off.
        pub method: &'static str,
    }
}

event! {
    "response",
    /// A response arrived.
    pub struct ResponseEvent {
        /// Which one of the call's requests it answers, from 1.
        pub attempt: u32,
        /// `POST` or `GET`.
        pub method: &'static str,
        /// Its HTTP status.
        pub status: u16,
        /// From sending the request to the end of the body.
        pub duration: Duration,
    }
}

event! {
    "retry",
    /// Another request will be sent.
    pub struct RetryEvent {
        /// Which one of the call's requests has failed, from 1.
        pub attempt: u32,
        /// The wait until the next one.
        pub delay: Duration,
        /// Why it failed.
        pub reason: ErrorKind,
        /// What the next one does.
        pub action: RetryAction,
    }
}

event! {
    "drift",
    /// The answer departs from the models.
    pub struct DriftEvent {
        /// The place, `checkout_session.captures[7].amount_captured`.
        pub path: String,
        /// What the models expect there.
        pub expected: &'static str,
        /// What stands there.
        pub found: &'static str,
    }
}

closed_enum! {
    /// The action of a retry.
    pub enum RetryAction {
        /// Sends the same request again, with the same idempotency key.
        Repeat = "repeat",
        /// Reads the session, whose hold has been placed.
        Read = "read",
    }
}

/// An event of a call in flight. It holds no secret.
///
/// ```
/// use flex_checkout::Event;
///
/// fn log(event: &Event) {
///     match event {
///         Event::Retry(retry) => eprintln!("retrying in {:?}: {}", retry.delay, retry.reason),
///         Event::Drift(drift) => eprintln!("{} is {}", drift.path, drift.found),
///         _ => {}
///     }
/// }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Event {
    /// A request is about to be sent.
    Attempt(AttemptEvent),
    /// A response arrived.
    Response(ResponseEvent),
    /// Another request will be sent.
    Retry(RetryEvent),
    /// The answer departs from the models.
    Drift(DriftEvent),
}

impl From<&Drift> for DriftEvent {
    fn from(drift: &Drift) -> Self {
        Self { path: drift.path.clone(), expected: drift.expected, found: drift.found }
    }
}
