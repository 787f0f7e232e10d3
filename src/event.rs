//! Events of a call, for an observer. They contain no secret.

use std::time::Duration;

use serde::Serialize;

use crate::decode::Drift;
use crate::define::{closed_enum, event};
use crate::error::ErrorKind;

event! {
    "attempt",
    /// A request is about to be sent.
    ///
    /// ```
    /// use flex_checkout::AttemptEvent;
    ///
    /// fn describe(event: &AttemptEvent) -> String {
    ///     format!("attempt {}: {}", event.attempt, event.method)
    /// }
    /// ```
    pub struct AttemptEvent {
        /// Number of the request within the call, from 1.
        pub attempt: u32,
        /// `POST`, or `GET` for a retrieve and for reading a session after a truncated response.
        pub method: &'static str,
    }
}

event! {
    "response",
    /// A response arrived.
    ///
    /// ```
    /// use flex_checkout::ResponseEvent;
    ///
    /// fn describe(event: &ResponseEvent) -> String {
    ///     let ResponseEvent { attempt, method, status, duration, .. } = event;
    ///     format!("attempt {attempt}: {method} {status} in {duration:?}")
    /// }
    /// ```
    pub struct ResponseEvent {
        /// Number of the request within the call, from 1.
        pub attempt: u32,
        /// `POST` or `GET`.
        pub method: &'static str,
        /// HTTP status of the response.
        pub status: u16,
        /// Time from sending the request to the end of the body.
        pub duration: Duration,
    }
}

event! {
    "retry",
    /// Another request will be sent.
    ///
    /// ```
    /// use flex_checkout::{RetryAction, RetryEvent};
    ///
    /// fn describe(event: &RetryEvent) -> String {
    ///     let next = match event.action {
    ///         RetryAction::Read => "reading the session",
    ///         _ => "repeating the request",
    ///     };
    ///     format!("attempt {} failed ({}), {next} in {:?}", event.attempt, event.reason, event.delay)
    /// }
    /// ```
    pub struct RetryEvent {
        /// Number of the failed request within the call, from 1.
        pub attempt: u32,
        /// Wait until the next request.
        pub delay: Duration,
        /// Kind of the failure.
        pub reason: ErrorKind,
        /// Action of the next request.
        pub action: RetryAction,
        /// The value of the response's `retry-after` or `retry-after-ms` that is not a wait, and so was
        /// ignored; up to 200 characters.
        pub ignored: Option<String>,
    }
}

event! {
    "drift",
    /// The response departs from the models.
    ///
    /// ```
    /// use flex_checkout::DriftEvent;
    ///
    /// fn describe(event: &DriftEvent) -> String {
    ///     format!("{}: expected {}, found {}", event.path, event.expected, event.found)
    /// }
    /// ```
    pub struct DriftEvent {
        /// The path, such as `checkout_session.captures[7].amount_captured`.
        pub path: String,
        /// The expected type.
        pub expected: &'static str,
        /// The type found.
        pub found: &'static str,
    }
}

closed_enum! {
    /// The action of a retry.
    ///
    /// ```
    /// use flex_checkout::RetryAction;
    ///
    /// assert_eq!(RetryAction::Repeat.as_str(), "repeat");
    /// assert_eq!(RetryAction::named("read"), Some(RetryAction::Read));
    /// ```
    pub enum RetryAction {
        /// Sends the same request again, with the same idempotency key.
        Repeat = "repeat",
        /// Reads the session, because the hold is placed.
        Read = "read",
    }
}

/// An event of a call in flight. It contains no secret.
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
    /// The response departs from the models.
    Drift(DriftEvent),
}

impl From<&Drift> for DriftEvent {
    fn from(drift: &Drift) -> Self {
        Self { path: drift.path.clone(), expected: drift.expected, found: drift.found }
    }
}
