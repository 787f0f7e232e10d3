//! The platform that a client runs on: it sends requests, waits, tells the time and makes random bytes.

use std::future::Future;
use std::time::Duration;

use crate::config::milliseconds;
use crate::event::Event;
use crate::request::Request;

/// The platform that a client runs on.
///
/// On `wasm32` it is `Fetch`. Tests and other runtimes implement their own. Futures need not be `Send`:
/// browsers and edge runtimes run a client on one thread. Dropping a call's future cancels the call.
///
/// A platform for a test, which returns a recorded response:
///
/// ```
/// use std::time::Duration;
///
/// use flex_checkout::{ApiKey, Config, Failure, FlexClient, Method, Platform, Reply, Request};
///
/// struct Recorded(&'static str);
///
/// impl Platform for Recorded {
///     async fn send(&self, request: &Request) -> Result<Reply, Failure> {
///         assert_eq!(request.method(), Method::Post);
///         assert!(request.url().ends_with("/v1/checkout/sessions/fcs_1/reauth"));
///         Ok(Reply::new(200, self.0))
///     }
///     async fn sleep(&self, _: Duration) -> Result<(), Failure> {
///         Ok(())
///     }
///     fn now(&self) -> Duration {
///         Duration::ZERO
///     }
///     fn random(&self) -> Result<[u8; 16], Failure> {
///         Ok([7; 16])
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
/// let recorded = Recorded(
///     r#"{"checkout_session": {"checkout_session_id": "fcs_1", "payment_intent": "fpi_2"}}"#,
/// );
/// let flex = FlexClient::with_platform(Config::new(ApiKey::new("fsk_test_1")?), recorded);
/// let answer = block_on(flex.reauth("fcs_1"))?;
/// assert_eq!(answer.holds()[0].payment_intent_id, "fpi_2");
/// assert!(answer.idempotency_key().is_some());
/// # Ok::<(), flex_checkout::Error>(())
/// ```
pub trait Platform {
    /// Sends a request once and reads the response's body, within [`Request::timeout`] and up to
    /// [`Request::max_response_bytes`]. Follows no redirect.
    fn send(&self, request: &Request) -> impl Future<Output = Result<Reply, Failure>>;

    /// Waits. Fails only if the caller aborts.
    fn sleep(&self, duration: Duration) -> impl Future<Output = Result<(), Failure>>;

    /// Returns why the caller has aborted the call, if so. It is asked before each request.
    fn aborted(&self) -> Option<Failure> {
        None
    }

    /// Returns the time since a moment that stays the same during a call.
    fn now(&self) -> Duration;

    /// Returns unpredictable random bytes, for an idempotency key.
    ///
    /// # Errors
    ///
    /// If there is no source of them.
    fn random(&self) -> Result<[u8; 16], Failure>;

    /// Receives the events of each call.
    fn observe(&self, event: Event) {
        drop(event);
    }
}

/// A response with any status.
///
/// ```
/// use std::time::Duration;
///
/// use flex_checkout::{Failure, FailureKind, Reply};
///
/// let busy = Reply::new(503, "try later").with_retry_after(Some(Duration::from_secs(2)));
/// // A 2xx whose body stopped arriving: the hold is placed.
/// let cut = Reply::new(200, "{\"checkout_sess").with_cut(Failure::new(FailureKind::Connection, None));
/// ```
#[derive(Clone, Debug)]
pub struct Reply {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<u32>,
    pub(crate) body: Vec<u8>,
    pub(crate) cut: Option<Failure>,
}

impl Reply {
    /// Makes a response of a status and the body that arrived. The status 0 stands for a redirect that
    /// a browser hides.
    #[must_use]
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, retry_after: None, body: body.into(), cut: None }
    }

    /// Adds the wait that the response asks for; [`retry_after`](crate::retry_after) reads it from
    /// headers.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.retry_after = wait.map(milliseconds);
        self
    }

    /// Marks the body as incomplete: the rest of it did not arrive.
    #[must_use]
    pub fn with_cut(mut self, why: Failure) -> Self {
        self.cut = Some(why);
        self
    }
}

/// The reason why a response, or the rest of it, did not arrive.
///
/// ```
/// use flex_checkout::{Failure, FailureKind};
///
/// let failure = Failure::new(FailureKind::Connection, Some("connection reset by peer".into()));
/// assert_eq!(failure.kind, FailureKind::Connection);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Failure {
    /// The kind of failure.
    pub kind: FailureKind,
    /// The platform's own message, if it has one.
    pub reason: Option<String>,
}

/// A kind of [`Failure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// The platform refused before anything was sent.
    NotSent,
    /// The caller aborted before anything was sent.
    AbortedBefore,
    /// The caller aborted while the request was in flight.
    Aborted,
    /// It took too long.
    Timeout,
    /// The connection failed, or the platform returned something that is not a response.
    Connection,
    /// The body is larger than the client accepts.
    TooLarge,
}

impl Failure {
    /// Makes a failure with the platform's own message, if it has one.
    #[must_use]
    pub fn new(kind: FailureKind, reason: Option<String>) -> Self {
        Self { kind, reason }
    }
}
