//! The platform that a client runs on: HTTP, timers, a clock and random bytes.

use std::fmt;
use std::future::Future;
use std::time::{Duration, SystemTime};

use crate::config::milliseconds;
use crate::define::closed_enum;
use crate::event::{CallIdentity, Event};
use crate::request::Request;
use crate::retry_after::{Wait, until};

/// The platform that a client runs on: HTTP, timers, a clock and random bytes.
///
/// On `wasm32` it is `Fetch`. Implement your own for tests and other runtimes. Futures need not be `Send`:
/// browsers and edge runtimes run a client on one thread. Dropping a call's future cancels the call.
///
/// A platform for a test, which returns a recorded response:
///
/// ```
/// use std::cell::{Cell, RefCell};
/// use std::rc::Rc;
/// use std::time::Duration;
///
/// use flex_checkout::{ApiKey, CallIdentity, Config, Event, Failure, FailureKind, FlexClient};
/// use flex_checkout::{Method, Outcome, Platform, Reply, Request};
///
/// #[derive(Clone, Default)]
/// struct Recorded {
///     body: &'static str,
///     is_aborted: Rc<Cell<bool>>,
///     events: Rc<RefCell<Vec<Event>>>,
/// }
///
/// impl Platform for Recorded {
///     async fn send(&self, request: &Request) -> Result<Reply, Failure> {
///         assert_eq!(request.method(), Method::Post);
///         assert!(request.url().ends_with("/v1/checkout/sessions/fcs_1/reauth"));
///         Ok(Reply::new(200, self.body))
///     }
///     async fn sleep(&self, _: Duration) -> Result<(), Failure> {
///         Ok(())
///     }
///     fn aborted(&self) -> Option<Failure> {
///         self.is_aborted.get().then(|| Failure::new(FailureKind::AbortedBefore, None))
///     }
///     fn now(&self) -> Duration {
///         Duration::ZERO
///     }
///     fn random(&self) -> Result<[u8; 16], Failure> {
///         Ok([7; 16])
///     }
///     fn observe(&self, _: &CallIdentity, event: Event) {
///         self.events.borrow_mut().push(event);
///     }
/// }
///
/// # fn block_on<F: Future>(future: F) -> F::Output {
/// #     let mut future = std::pin::pin!(future);
/// #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// #     loop {
/// #         if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
/// #             return output;
/// #         }
/// #     }
/// # }
/// let recorded = Recorded {
///     body: r#"{"checkout_session": {"checkout_session_id": "fcs_1", "payment_intent": "fpi_2"}}"#,
///     ..Recorded::default()
/// };
/// let config = Config::new(ApiKey::new("fsk_test_1")?);
/// let flex = FlexClient::with_platform(config, recorded.clone());
///
/// let answer = block_on(flex.reauth("fcs_1"))?;
/// assert_eq!(answer.holds()[0].payment_intent_id, "fpi_2");
/// assert!(answer.idempotency_key().is_some());
/// assert!(matches!(recorded.events.borrow()[..], [Event::Start(_), Event::Attempt(_), .., Event::End(_)]));
///
/// recorded.is_aborted.set(true);
/// let error = block_on(flex.reauth("fcs_1")).unwrap_err();
/// assert_eq!(error.outcome(), Outcome::NotSent);
/// # Ok::<(), flex_checkout::Error>(())
/// ```
pub trait Platform {
    /// Sends a request once and reads the response's body, within [`Request::timeout`] and up to
    /// [`Request::max_response_bytes`]. It must not follow redirects, which would send the API key to
    /// another origin.
    fn send(&self, request: &Request) -> impl Future<Output = Result<Reply, Failure>>;

    /// Waits. Fails only if the caller aborts.
    fn sleep(&self, duration: Duration) -> impl Future<Output = Result<(), Failure>>;

    /// Returns the reason if the caller has aborted the call. The client checks it before each request.
    fn aborted(&self) -> Option<Failure> {
        None
    }

    /// Returns the time since a moment that stays the same during a call, such as the process's start.
    fn now(&self) -> Duration;

    /// Returns unpredictable random bytes, for an idempotency key.
    ///
    /// # Errors
    ///
    /// Returns an error if the platform has no source of random bytes.
    fn random(&self) -> Result<[u8; 16], Failure>;

    /// Returns false if no event is observed. A call then makes no identity.
    fn observes(&self) -> bool {
        true
    }

    /// Receives the events of each call.
    fn observe(&self, call: &CallIdentity, event: Event) {
        drop((call, event));
    }
}

/// A response with any status.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use flex_checkout::{Failure, FailureKind, Reply};
///
/// let busy = Reply::new(503, "try later").with_retry_after(Some(Duration::from_secs(2)));
/// // The same, from its headers.
/// let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_796_000_000); // `now()` where there is a clock
/// let busy = Reply::new(503, "try later").with_retry_headers(Some("2"), None, now);
/// let moved = Reply::new(308, "").with_location(Some("https://shop.example/flex/".into()));
/// // A 2xx with a truncated body: the hold is placed.
/// let cut = Reply::new(200, "{\"checkout_sess").with_cut(Failure::new(FailureKind::Connection, None));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    pub(crate) status: u16,
    pub(crate) wait: Wait,
    /// The path of the header `location`.
    pub(crate) location: Option<String>,
    pub(crate) body: Vec<u8>,
    pub(crate) cut: Option<Failure>,
}

impl Reply {
    /// Makes a response from its status and body. The status 0 stands for a redirect that a browser
    /// hides.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, wait: Wait::default(), location: None, body: body.into(), cut: None }
    }

    /// Sets the wait that the response asks for.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.wait.ms = wait.map(milliseconds);
        self
    }

    /// Sets the wait that the response asks for by its headers `retry-after` and `retry-after-ms`, as
    /// [`retry_after`](crate::retry_after()) reads them. A retry's event reports a value that is not a wait.
    #[must_use]
    pub fn with_retry_headers(
        mut self,
        retry_after: Option<&str>,
        retry_after_ms: Option<&str>,
        now: SystemTime,
    ) -> Self {
        self.wait = Wait::read(retry_after, retry_after_ms, |date| until(date, now));
        self
    }

    /// Sets the header `location`. The error of a redirect names its path.
    #[must_use]
    pub fn with_location(mut self, location: Option<String>) -> Self {
        self.location = location.map(|location| path(&location));
        self
    }

    /// Marks the body as truncated by a failure.
    #[must_use]
    pub fn with_cut(mut self, failure: Failure) -> Self {
        self.cut = Some(failure);
        self
    }
}

/// Returns the path of a redirect's target, without credentials, host, query and fragment.
fn path(location: &str) -> String {
    // As browsers read it, which skip tabs and take a backslash for a slash.
    let location: String = location
        .chars()
        .filter(char::is_ascii_graphic)
        .map(|character| if character == '\\' { '/' } else { character })
        .take_while(|character| !matches!(character, '?' | '#'))
        .collect();
    let after_scheme = match location.split_once(':') {
        Some((scheme, rest)) if !scheme.contains('/') => rest,
        _ if location.starts_with("//") => &location,
        _ => return location,
    };
    let host = after_scheme.trim_start_matches('/');
    host.find('/').and_then(|start| host.get(start..)).unwrap_or("/").to_owned()
}

/// A failure to receive a response, or the rest of it.
///
/// ```
/// use flex_checkout::{Failure, FailureKind};
///
/// let failure = Failure::new(FailureKind::Connection, Some("reset by peer".into()));
/// assert_eq!(failure.kind, FailureKind::Connection);
/// assert_eq!(failure.to_string(), "The connection failed: reset by peer");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Failure {
    /// The kind of failure.
    pub kind: FailureKind,
    /// The platform's own message, if any.
    pub reason: Option<String>,
}

closed_enum! {
    /// Kind of a [`Failure`].
    ///
    /// ```
    /// use std::io;
    ///
    /// use flex_checkout::FailureKind;
    ///
    /// fn kind(error: &io::Error) -> FailureKind {
    ///     match error.kind() {
    ///         io::ErrorKind::TimedOut => FailureKind::Timeout,
    ///         _ => FailureKind::Connection,
    ///     }
    /// }
    /// ```
    pub enum FailureKind {
        /// The platform refused before anything was sent.
        NotSent = "not_sent",
        /// The caller aborted before anything was sent.
        AbortedBefore = "aborted_before",
        /// The caller aborted while the request was in flight.
        Aborted = "aborted",
        /// The timeout passed.
        Timeout = "timeout",
        /// The connection failed, or the platform returned something that is not a response.
        Connection = "connection",
        /// The body is larger than the client accepts.
        TooLarge = "too_large",
    }
}

impl Failure {
    /// Makes a failure with the platform's own message, if any.
    #[must_use]
    pub fn new(kind: FailureKind, reason: Option<String>) -> Self {
        Self { kind, reason }
    }
}

impl FailureKind {
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::NotSent => "The request could not be sent",
            Self::AbortedBefore => "The call was aborted before its next request",
            Self::Aborted => "The call was aborted",
            Self::Timeout => "The request timed out",
            Self::Connection => "The connection failed",
            Self::TooLarge => "The body is larger than `max_response_bytes`",
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.describe())?;
        match &self.reason {
            Some(reason) => write!(f, ": {reason}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::{Failure, FailureKind};

    #[test]
    fn describes_a_failure_and_its_reason() {
        let reason = Some("reset by peer".to_owned());
        for (failure, expected) in [
            (Failure::new(FailureKind::Aborted, None), "The call was aborted"),
            (Failure::new(FailureKind::Connection, reason), "The connection failed: reset by peer"),
        ] {
            assert_eq!(failure.to_string(), expected);
        }
    }
}
