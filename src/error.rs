//! What went wrong, and whether a hold may have been placed.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::define::closed_enum;
use crate::redact::{redact, redact_bytes};

closed_enum! {
    /// What went wrong.
    pub enum ErrorKind {
        /// An option or argument was refused. Nothing was sent.
        Configuration = "configuration",
        /// The caller aborted the call.
        Aborted = "aborted",
        /// An attempt, or the whole call, took too long.
        Timeout = "timeout",
        /// No answer, or only a part of one, could be had.
        Connection = "connection",
        /// The answer was a redirect. None is followed, because the key goes to one origin only.
        Redirect = "redirect",
        /// 401: the API key was refused.
        Authentication = "authentication",
        /// 403: the API key may not do this.
        Permission = "permission",
        /// 404: there is no such session for this key.
        NotFound = "not_found",
        /// 409: the request conflicts with another one.
        Conflict = "conflict",
        /// 429: too many requests.
        RateLimit = "rate_limit",
        /// Any other 4xx: Flex refused the request.
        InvalidRequest = "invalid_request",
        /// 5xx, or a status that makes no sense here.
        Server = "server",
        /// A 2xx arrived, but no session could be read from its body.
        Decode = "decode",
    }
}

impl ErrorKind {
    /// The kind that an HTTP status makes; a 2xx is none.
    pub(crate) fn of_status(status: u16) -> Option<Self> {
        Some(match status {
            200..=299 => return None,
            // Browsers hide a redirect that is not followed behind the status 0.
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
    /// Did the call place a hold? In the order of gravity: of several attempts the gravest counts.
    pub enum Outcome {
        /// The call reads and places nothing.
        None = "none",
        /// No: nothing was sent.
        NotSent = "not_sent",
        /// No: Flex refused.
        Rejected = "rejected",
        /// Perhaps: no answer came, or one that does not say.
        Unknown = "unknown",
        /// Yes: a 2xx arrived.
        Applied = "applied",
    }
}

impl Outcome {
    /// What a POST's status says of the hold.
    pub(crate) fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Self::Applied,
            408 => Self::Unknown,
            400..=499 => Self::Rejected,
            _ => Self::Unknown,
        }
    }
}

/// A call that gave no session.
///
/// Its text says what happened and what to do next, and holds no secret.
///
/// ```
/// use flex_checkout::{Config, ErrorKind, Outcome};
///
/// let error = Config::gateway("ftp://shop.example").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Configuration);
/// assert_eq!(error.outcome(), Outcome::NotSent);
/// assert_eq!(error.attempts(), 0);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Facts>);

#[derive(Clone, PartialEq, Eq)]
struct Facts {
    kind: ErrorKind,
    outcome: Outcome,
    message: String,
    status: Option<u16>,
    code: Option<String>,
    idempotency_key: Option<String>,
    attempts: u32,
    retry_after: Option<u32>,
    path: Option<String>,
    body: Option<Vec<u8>>,
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

    /// An option or argument that cannot be used; `message` has no full stop.
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        let mut message = message.into();
        message.push('.');
        Self::new(ErrorKind::Configuration, Outcome::NotSent, message)
    }

    /// A reauth whose key nobody can make.
    pub(crate) fn no_random_source() -> Self {
        Self::configuration(
            "there is no source of random bytes for an idempotency key; pass `idempotency_key`",
        )
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether a hold was placed.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// What happened and what to do next.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The HTTP status of the answer that the error is about.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Flex's machine code, such as `checkout_session_expired`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The key that every attempt carried. The same call made again with it places no second hold:
    /// that is inferred from what Flex documents for `confirm`.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.idempotency_key.as_deref()
    }

    /// How many requests were sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The wait that Flex asked for before the next attempt.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.retry_after_ms().map(|ms| Duration::from_millis(ms.into()))
    }

    pub(crate) fn retry_after_ms(&self) -> Option<u32> {
        self.0.retry_after
    }

    /// The place in the body that is wrong, `checkout_session.tax_rate.amount`.
    #[must_use]
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// The body that arrived, as text. It may hold personal data.
    #[must_use]
    pub fn body(&self) -> Option<Cow<'_, str>> {
        self.0.body.as_deref().map(String::from_utf8_lossy)
    }

    pub(crate) fn take_body(&mut self) -> Option<Vec<u8>> {
        self.0.body.take()
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

    /// Takes over what arrived with a 2xx before this error: nothing of it may be lost.
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

    /// Notes what the attempts together say of the hold, and what follows from it.
    ///
    /// `repeats` tells that the idempotency key is the caller's: then this may be the repetition of a
    /// call that placed a hold, of which a refusal now says nothing.
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

    /// Takes the key out of every text that a server or a platform wrote.
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
        // The body may hold personal data, so a log of the error does not.
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
