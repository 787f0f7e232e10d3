//! Errors, and the outcome of the calls that failed.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::define::closed_enum;
use crate::redact::{redact, redact_bytes};

closed_enum! {
    /// Kind of an error.
    ///
    /// ```
    /// use flex_checkout::ErrorKind;
    ///
    /// assert_eq!(ErrorKind::RateLimit.as_str(), "rate_limit");
    /// assert_eq!(ErrorKind::named("rate_limit"), Some(ErrorKind::RateLimit));
    /// assert_eq!(ErrorKind::named("unknown"), None);
    /// ```
    pub enum ErrorKind {
        /// An option or argument is invalid. Nothing was sent.
        Configuration = "configuration",
        /// The caller aborted the call.
        Aborted = "aborted",
        /// An attempt, or the whole call, took too long.
        Timeout = "timeout",
        /// The response did not arrive, or only a part of it did.
        Connection = "connection",
        /// The response was a redirect. The client follows none, because the key goes to one origin only.
        Redirect = "redirect",
        /// 401: the API key is invalid.
        Authentication = "authentication",
        /// 403: the API key may not do this.
        Permission = "permission",
        /// 404: the session was not found for this key.
        NotFound = "not_found",
        /// 409: the request conflicts with another one.
        Conflict = "conflict",
        /// 429: too many requests.
        RateLimit = "rate_limit",
        /// Any other 4xx: Flex refused the request.
        InvalidRequest = "invalid_request",
        /// 5xx, or an unexpected status.
        Server = "server",
        /// A 2xx arrived, but its body contains no valid session.
        Decode = "decode",
    }
}

impl ErrorKind {
    /// Returns the kind of an HTTP status; `None` for a 2xx.
    pub(crate) fn of_status(status: u16) -> Option<Self> {
        Some(match status {
            200..=299 => return None,
            // Browsers report the status 0 for a redirect that is not followed.
            0 | 300..=399 => Self::Redirect,
            401 => Self::Authentication,
            403 => Self::Permission,
            404 => Self::NotFound,
            409 => Self::Conflict,
            429 => Self::RateLimit,
            400..=499 => Self::InvalidRequest,
            _ => Self::Server,
        })
    }
}

closed_enum! {
    /// Result of a call for the hold: placed, not placed, or unknown. Ordered by severity; of several
    /// attempts the most severe one counts.
    ///
    /// ```
    /// use flex_checkout::Outcome;
    ///
    /// assert!(Outcome::Unknown > Outcome::Rejected);
    /// assert_eq!(Outcome::Unknown.to_string(), "unknown");
    /// assert_eq!(Outcome::named("applied"), Some(Outcome::Applied));
    /// ```
    pub enum Outcome {
        /// No hold: the call only reads.
        None = "none",
        /// No hold: nothing was sent.
        NotSent = "not_sent",
        /// No hold: Flex refused the request.
        Rejected = "rejected",
        /// Possibly a hold: no response arrived, or an inconclusive one.
        Unknown = "unknown",
        /// A hold was placed: a 2xx arrived.
        Applied = "applied",
    }
}

impl Outcome {
    /// Returns the outcome of a POST by its status.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Self::Applied,
            408 => Self::Unknown,
            400..=499 => Self::Rejected,
            _ => Self::Unknown,
        }
    }
}

/// The error of a call that returned no session, or of an invalid option.
///
/// The message describes the failure and the next step, and contains no secret.
///
/// ```
/// use flex_checkout::{Config, Error, ErrorKind, Outcome};
///
/// let error = Config::gateway("ftp://shop.example").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Configuration);
/// assert_eq!(error.outcome(), Outcome::NotSent);
/// assert_eq!(error.attempts(), 0);
/// assert_eq!(error.to_string(), error.message());
///
/// fn log(error: &Error) {
///     eprintln!("{} after {} requests: {error}", error.outcome(), error.attempts());
///     eprintln!("HTTP {:?}, code {:?}", error.status(), error.code());
///     eprintln!("retry after {:?} with key {:?}", error.retry_after(), error.idempotency_key());
///     if let (Some(path), Some(body)) = (error.path(), error.body()) {
///         eprintln!("{path} is invalid in {} bytes", body.len());
///     }
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Facts>);

/// The facts of an error, for [`internal`](crate::internal).
#[derive(Clone, PartialEq, Eq)]
pub struct Facts {
    /// See [`Error::kind`].
    pub kind: ErrorKind,
    /// See [`Error::outcome`].
    pub outcome: Outcome,
    /// See [`Error::message`].
    pub message: String,
    /// See [`Error::status`].
    pub status: Option<u16>,
    /// See [`Error::code`].
    pub code: Option<String>,
    /// See [`Error::idempotency_key`].
    pub idempotency_key: Option<String>,
    /// See [`Error::attempts`].
    pub attempts: u32,
    /// See [`Error::retry_after`], in milliseconds.
    pub retry_after: Option<u32>,
    /// See [`Error::path`].
    pub path: Option<String>,
    /// See [`Error::body`].
    pub body: Option<Vec<u8>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<String>) -> Self {
        Self(Box::new(Facts {
            kind,
            outcome,
            message: message.into(),
            status: None,
            code: None,
            idempotency_key: None,
            attempts: 0,
            retry_after: None,
            path: None,
            body: None,
        }))
    }

    /// Makes the error of an invalid option or argument; `message` has no full stop.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        let mut message = message.into();
        message.push('.');
        Self::new(ErrorKind::Configuration, Outcome::NotSent, message)
    }

    /// Makes the error of a reauth without a source of random bytes.
    pub(crate) fn no_random_source() -> Self {
        Self::configuration(
            "there is no source of random bytes for an idempotency key; pass `idempotency_key`",
        )
    }

    /// Returns the kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns whether a hold was placed.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// Returns the message: the failure, and the next step.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the HTTP status of the response that the error is about.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns Flex's machine code, such as `checkout_session_expired`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns the idempotency key of every attempt. Repeating the call with it places no second hold
    /// (inferred from Flex's documentation of `confirm`).
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key.as_deref()
    }

    /// Returns the number of requests sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns the wait that Flex asked for before the next attempt.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after_ms().map(|ms| Duration::from_millis(ms.into()))
    }

    pub(crate) fn retry_after_ms(&self) -> Option<u32> {
        self.0.retry_after
    }

    /// Returns the path of the invalid value in the body, such as `checkout_session.tax_rate.amount`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Returns the response's body as a string. It may contain personal data.
    #[must_use]
    pub fn body(&self) -> Option<Cow<'_, str>> {
        self.0.body.as_deref().map(String::from_utf8_lossy)
    }

    pub(crate) fn facts(&self) -> &Facts {
        &self.0
    }

    pub(crate) fn of(facts: Facts) -> Self {
        Self(Box::new(facts))
    }

    pub(crate) fn with_status(mut self, status: Option<u16>) -> Self {
        self.0.status = status;
        self
    }

    pub(crate) fn with_code(mut self, code: Option<String>) -> Self {
        self.0.code = code;
        self
    }

    pub(crate) fn with_retry_after(mut self, milliseconds: Option<u32>) -> Self {
        self.0.retry_after = milliseconds;
        self
    }

    pub(crate) fn with_path(mut self, path: Option<String>) -> Self {
        self.0.path = path;
        self
    }

    pub(crate) fn with_body(mut self, body: Vec<u8>) -> Self {
        self.0.body = Some(body);
        self
    }

    /// Takes over the status and body of a 2xx that arrived before this error.
    pub(crate) fn with_arrived(mut self, applied: Self) -> Self {
        self.0.status = applied.0.status;
        self.0.body = applied.0.body;
        self
    }

    pub(crate) fn with_key(mut self, key: Option<String>) -> Self {
        self.0.idempotency_key = key;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// Sets the outcome of all attempts together, and adds the next step to the message.
    ///
    /// `repeats` is set if the idempotency key is the caller's. The call may then repeat an earlier one that
    /// placed a hold, about which a rejection says nothing.
    pub(crate) fn with_outcome(mut self, outcome: Outcome, repeats: bool) -> Self {
        self.0.outcome = outcome;
        self.0.message.push_str(match outcome {
            Outcome::NotSent | Outcome::Rejected if repeats => {
                " This call placed no hold; whether an earlier one with its idempotency key did, it \
                 does not say: call again with the same key only."
            }
            Outcome::None | Outcome::NotSent => "",
            Outcome::Rejected => " No hold was placed.",
            Outcome::Unknown => {
                " A hold may have been placed: read the session with retrieve and compare its \
                 payment intent, or repeat the call with this error's idempotency key, before any \
                 call with a new one."
            }
            Outcome::Applied => {
                " By its status the hold was placed: do not call reauth again, read the session \
                 with retrieve and store its payment intent."
            }
        });
        self
    }

    /// Removes the API key from every string that a server or a platform wrote.
    pub(crate) fn redacted(mut self, key: &str) -> Self {
        let facts = &mut *self.0;
        redact(key, &mut facts.message);
        if let Some(code) = &mut facts.code {
            redact(key, code);
        }
        if let Some(body) = &mut facts.body {
            redact_bytes(key, body);
        }
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let facts = &*self.0;
        // Without the body, which may contain personal data.
        f.debug_struct("Error")
            .field("kind", &facts.kind)
            .field("outcome", &facts.outcome)
            .field("message", &facts.message)
            .field("status", &facts.status)
            .field("code", &facts.code)
            .field("idempotency_key", &facts.idempotency_key)
            .field("attempts", &facts.attempts)
            .field("retry_after", &self.retry_after())
            .field("path", &facts.path)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::Error;
    use crate::{Answer, Call, Config, Event, Failure, FlexClient};

    #[test]
    fn converts_to_a_boxed_error_that_crosses_threads() {
        let error = Error::configuration("invalid");
        let boxed: Box<dyn std::error::Error + Send + Sync> = error.into();
        assert_eq!(boxed.to_string(), "invalid.");
    }

    #[test]
    fn sends_and_shares_values_between_threads() {
        fn is_send_and_sync<T: Send + Sync + 'static>() {}
        is_send_and_sync::<Answer>();
        is_send_and_sync::<Call>();
        is_send_and_sync::<Config>();
        is_send_and_sync::<Error>();
        is_send_and_sync::<Event>();
        is_send_and_sync::<Failure>();
        is_send_and_sync::<FlexClient<()>>();
    }
}
