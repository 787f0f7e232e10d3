//! Events of a call, for an observer. They contain no secret.

use std::time::Duration;

use serde::Serialize;

use crate::decode::Drift;
use crate::define::{closed_enum, event, made};
use crate::endpoint::Action;
use crate::error::{ErrorKind, Outcome};

made! {
    [] [#[serde(rename_all = "camelCase")]] None;
    /// The identity of a call. An observer tells concurrent calls apart by it.
    ///
    /// ```
    /// use flex_checkout::CallIdentity;
    ///
    /// fn describe(call: &CallIdentity) -> String {
    ///     format!("{} {} ({})", call.operation, call.session_id.as_deref().unwrap_or(""), call.call_id)
    /// }
    /// ```
    pub struct CallIdentity {
        /// Random id, new for each call. Empty if the platform has no source of random bytes.
        pub call_id: String,
        /// Name of the called method.
        pub operation: Action,
        /// The session's id, as the caller passed it. Absent if the operation takes a payment intent's id.
        pub session_id: Option<String>,
        /// The payment intent's id, as the caller passed it, if the operation takes one.
        pub payment_intent_id: Option<String>,
        /// The idempotency key of a call with an effect.
        pub idempotency_key: Option<String>,
    }
}

event! {
    "start",
    /// A call began. A call whose arguments are refused before it begins has no events.
    ///
    /// ```
    /// use flex_checkout::{CallIdentity, StartEvent};
    ///
    /// fn describe(call: &CallIdentity, _: &StartEvent) -> String {
    ///     format!("{} began", call.operation)
    /// }
    /// ```
    pub struct StartEvent {}
}

event! {
    "end",
    /// A call ended. It is the last event of the call.
    ///
    /// ```
    /// use flex_checkout::EndEvent;
    ///
    /// fn describe(event: &EndEvent) -> String {
    ///     let result = event.kind.map_or("succeeded", |kind| kind.as_str());
    ///     format!("{result} after {} attempts in {:?}", event.attempts, event.duration)
    /// }
    /// ```
    pub struct EndEvent {
        /// The outcome: of the error, or `applied` if a call with an effect succeeded, or `none` if a read succeeded.
        pub outcome: Outcome,
        /// Kind of the error. Absent if the call succeeded.
        pub kind: Option<ErrorKind>,
        /// Number of requests that were sent.
        pub attempts: u32,
        /// Time since the call began.
        pub duration: Duration,
    }
}

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
    /// A call began.
    Start(StartEvent),
    /// A request is about to be sent.
    Attempt(AttemptEvent),
    /// A response arrived.
    Response(ResponseEvent),
    /// Another request will be sent.
    Retry(RetryEvent),
    /// The response departs from the models.
    Drift(DriftEvent),
    /// A call ended.
    End(EndEvent),
}

impl From<&Drift> for DriftEvent {
    fn from(drift: &Drift) -> Self {
        Self { path: drift.path.clone(), expected: drift.expected, found: drift.found }
    }
}
