//! What the client asks of the world: to send a request, to wait, the time, and random bytes.

use std::future::Future;

use crate::event::Event;
use crate::request::Request;
use crate::retry_after::RetryAfter;

/// The world that a client runs in.
///
/// On `wasm32` it is `Fetch`; tests and other runtimes bring their own. Futures
/// need not be `Send`: browsers and edge runtimes run a client on one thread. A call is cancelled by
/// dropping its future.
///
/// One that gives what was recorded, for a test:
///
/// ```
/// use flex_checkout::{
///     ApiKey, Config, Failure, FlexClient, Method, Platform, Reply, Request, RetryAfter,
/// };
///
/// struct Recorded(&'static str);
///
/// impl Platform for Recorded {
///     async fn send(&self, request: &Request) -> Result<Reply, Failure> {
///         assert_eq!(request.method, Method::Post);
///         assert!(request.url.ends_with("/v1/checkout/sessions/fcs_1/reauth"));
///         let body = self.0.as_bytes().to_vec();
///         Ok(Reply { status: 200, retry_after: RetryAfter::default(), body, cut: None })
///     }
///     async fn sleep(&self, _milliseconds: u32) -> Result<(), Failure> {
///         Ok(())
///     }
///     fn now(&self) -> u64 {
///         0
///     }
///     fn unix_time(&self) -> u64 {
///         1_772_000_000_000
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
    /// Sends one request once, following no redirect, and reads the body of its answer, all within
    /// [`Request::timeout`].
    fn send(&self, request: &Request) -> impl Future<Output = Result<Reply, Failure>>;

    /// Waits so many milliseconds. Fails only if the caller aborts.
    fn sleep(&self, milliseconds: u32) -> impl Future<Output = Result<(), Failure>>;

    /// Milliseconds since some moment that stays the same during a call.
    fn now(&self) -> u64;

    /// Milliseconds since 1970-01-01T00:00:00Z.
    fn unix_time(&self) -> u64;

    /// Random bytes that nobody can guess, for an idempotency key.
    ///
    /// # Errors
    ///
    /// If there is no source of them.
    fn random(&self) -> Result<[u8; 16], Failure>;

    /// Is told what happens.
    fn observe(&self, event: Event) {
        drop(event);
    }
}

/// An answer with any status.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status; 0 stands for a redirect that a browser hides.
    pub status: u16,
    /// The headers that ask to wait.
    pub retry_after: RetryAfter,
    /// What arrived of the body.
    pub body: Vec<u8>,
    /// Why the rest of the body did not arrive, if it did not.
    pub cut: Option<Failure>,
}

/// Why an answer, or the rest of it, did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What happened.
    pub kind: FailureKind,
    /// The platform's own words, if it has any.
    pub reason: Option<String>,
}

/// What kept an answer from arriving.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FailureKind {
    /// The platform refused before anything was sent.
    NotSent,
    /// The caller aborted before anything was sent.
    AbortedBefore,
    /// The caller aborted while the request was under way.
    Aborted,
    /// It took too long.
    Timeout,
    /// The connection failed, or the platform answered with something that is no response.
    Connection,
    /// The body is larger than the client accepts.
    TooLarge,
}

impl Failure {
    /// A failure in the platform's own words.
    #[must_use]
    pub fn new(kind: FailureKind, reason: Option<String>) -> Self {
        Self { kind, reason }
    }
}
