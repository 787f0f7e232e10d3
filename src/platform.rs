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
