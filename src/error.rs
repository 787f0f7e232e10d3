//! Errors, and the outcome of the calls that failed.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::define::closed_enum;
use crate::endpoint::Effect;
use crate::redact::{redact, redact_bytes};
use crate::text::join;

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
        ///
        /// Fix the option that the message names.
        Configuration = "configuration",
        /// The caller aborted the call.
        ///
        /// The request may still have reached Flex: check the outcome.
        Aborted = "aborted",
        /// An attempt, or the whole call, took too long.
        ///
        /// Already retried. If it happens often, raise `timeout`; a shorter one only causes more
        /// unknown outcomes.
        Timeout = "timeout",
        /// The response did not arrive, or only a part of it did.
        ///
        /// Already retried. In a browser a blocked request looks the same: check CORS, the policy's
        /// `connect-src` and extensions.
        Connection = "connection",
        /// The response was a redirect. The client follows none, because the key goes to one origin only.
        ///
        /// Check `baseURL`: `http` instead of `https`, a host that moved, or a login page.
        Redirect = "redirect",
        /// 401: the API key is invalid.
        ///
        /// Check that the key is complete, not revoked, and for this mode: `fsk_test_…` or `fsk_…`.
        Authentication = "authentication",
        /// 403: the API key may not do this.
        ///
        /// Add the missing scope to the key. With a gateway: its `authorize` refused the caller.
        Permission = "permission",
        /// 404: the session was not found for this key.
        ///
        /// Check that the session belongs to this account and mode.
        NotFound = "not_found",
        /// 409: the request conflicts with another one.
        ///
        /// The same key was sent with another request, or is in use right now (inferred). Derive keys
        /// from the session and the intent.
        Conflict = "conflict",
        /// 429: too many requests.
        ///
        /// Already retried. Wait for `retryAfter`, and send fewer requests at once.
        RateLimit = "rate_limit",
        /// Any other 4xx: Flex refused the request. Also a 3xx that is not a redirect, such as 304.
        ///
        /// Final for this call: the hold may be captured, canceled, or still live (inferred). `code` may
        /// say why.
        InvalidRequest = "invalid_request",
        /// 5xx, or an unexpected status.
        ///
        /// Already retried if a retry can help. Check the outcome.
        Server = "server",
        /// A 2xx arrived, but its body contains no valid session.
        ///
        /// Check `path` and `body`. The hold is placed: store the payment intents that `retrieve`
        /// returns, and report a change of the API to us.
        Decode = "decode",
        /// A webhook failed the check that `code` names. Only `flex-checkout/webhooks` has this kind.
        ///
        /// Respond with 400, and do nothing else. Check the secret, and that the body is passed as it
        /// arrived.
        Webhook = "webhook",
    }
}

impl ErrorKind {
    /// Returns the kind of an HTTP status; `None` for a 2xx.
    pub(crate) fn of_status(status: u16) -> Option<Self> {
        Some(match status {
            200..=299 => return None,
            // Browsers report the status 0 for a redirect that is not followed.
            0 | 301..=303 | 307 | 308 => Self::Redirect,
            401 => Self::Authentication,
            403 => Self::Permission,
            404 => Self::NotFound,
            409 => Self::Conflict,
            429 => Self::RateLimit,
            300..=499 => Self::InvalidRequest,
            _ => Self::Server,
        })
    }
}

closed_enum! {
    /// Effect of a call: a reauth places a hold, a capture captures money, a cancel releases a hold. Ordered by
    /// severity; of several attempts the most severe one counts.
    ///
    /// ```
    /// use flex_checkout::Outcome;
    ///
    /// assert!(Outcome::Unknown > Outcome::Rejected);
    /// assert_eq!(Outcome::Unknown.to_string(), "unknown");
    /// assert_eq!(Outcome::named("applied"), Some(Outcome::Applied));
    /// ```
    pub enum Outcome {
        /// The call only reads.
        ///
        /// Retry at any time.
        None = "none",
        /// No effect: nothing was sent.
        ///
        /// Fix the cause and retry. If the call repeated one with an unknown outcome, retry with the
        /// same key: this error says nothing about the first call.
        NotSent = "not_sent",
        /// No effect: Flex refused the request.
        ///
        /// Fix the cause and retry. If the call repeated one with an unknown outcome, retry with the
        /// same key: this error says nothing about the first call.
        Rejected = "rejected",
        /// Possibly an effect: no response arrived, or an inconclusive one.
        ///
        /// Retry with `idempotencyKey: error.idempotencyKey`, or read the session with `retrieve` and
        /// compare payment intents or captures. Never use a new key before that.
        Unknown = "unknown",
        /// The call took effect: a 2xx arrived.
        ///
        /// Do not retry. Read the session with `retrieve` and store its payment intents or captures.
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

/// The error of a call that returned no object, or of an invalid option.
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

    /// Makes the error of a call with an effect, without a source of random bytes.
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

    /// Returns whether the call took effect.
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

    /// Returns the idempotency key of every attempt. Repeating the call with it has no second effect
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

    /// Returns the path of the invalid value in the body, such as `checkout_session.tax_rate.amount`, or in the
    /// parameters, such as `line_items[2].amount_to_capture`.
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

    /// Sets the outcome of a call that only reads.
    pub(crate) fn without_outcome(mut self) -> Self {
        self.0.outcome = Outcome::None;
        self
    }

    /// Sets the outcome of all attempts together, and adds the next step to the message.
    ///
    /// `repeats` is set if the idempotency key is the caller's. The call may then repeat an earlier one that
    /// took effect, about which a rejection says nothing.
    pub(crate) fn with_outcome(mut self, outcome: Outcome, effect: &Effect, repeats: bool) -> Self {
        self.0.outcome = outcome;
        let Effect { subject, verb, check, values, .. } = effect;
        let unknown;
        let sentence: &[&str] = match outcome {
            Outcome::NotSent | Outcome::Rejected if repeats => &[
                " This call ",
                verb,
                " no ",
                subject,
                ", but an earlier one with its idempotency key may have: \
                 call again with the same key only.",
            ],
            Outcome::None | Outcome::NotSent => &[],
            Outcome::Rejected => &[" No ", subject, " was ", verb, "."],
            Outcome::Unknown => {
                unknown = effect.unknown();
                &[" ", &unknown]
            }
            Outcome::Applied => &[
                " By its status the ",
                subject,
                " was ",
                verb,
                ": do not repeat the call, call `",
                check,
                "` and store the ",
                values,
                ".",
            ],
        };
        self.0.message.push_str(&join(sentence));
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
