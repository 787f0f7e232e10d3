//! A platform with scripted responses and its own clock, which records requests.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use flex_checkout::{CallIdentity, Event, Failure, FailureKind, Platform, Reply, Request};

/// The result of one request.
pub type Step = Result<Reply, Failure>;

#[derive(Debug, Default)]
pub struct Scripted {
    /// The time by which a wait exceeds the requested one.
    pub oversleeps: Duration,
    pub steps: RefCell<VecDeque<Step>>,
    /// The duration of each request.
    pub takes: Duration,
    /// Set if the caller aborts in the first wait.
    pub aborts_in_wait: bool,
    /// Set if the caller aborts after so many requests, while none is in flight.
    pub aborts_after: Option<usize>,
    /// Set if there are no random bytes.
    pub has_no_random: bool,
    pub clock: Cell<Duration>,
    pub requests: RefCell<Vec<Request>>,
    pub waits: RefCell<Vec<Duration>>,
    pub events: RefCell<Vec<Event>>,
}

impl Scripted {
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: RefCell::new(steps.into_iter().collect()), ..Self::default() }
    }

    /// Returns the headers of one name in all requests so far.
    pub fn sent(&self, name: &str) -> Vec<Option<String>> {
        let value = |request: &Request| {
            request.headers().find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
        };
        self.requests.borrow().iter().map(value).collect()
    }

    /// Returns the methods of all requests so far.
    pub fn methods(&self) -> Vec<&'static str> {
        self.requests.borrow().iter().map(|request| request.method().as_str()).collect()
    }
}

impl Platform for &Scripted {
    async fn send(&self, request: &Request) -> Step {
        self.requests.borrow_mut().push(request.clone());
        self.clock.set(self.clock.get() + self.takes.min(request.timeout()));
        if self.takes > request.timeout() {
            return Err(Failure::new(FailureKind::Timeout, None));
        }
        self.steps.borrow_mut().pop_front().expect("the script has no further step")
    }

    async fn sleep(&self, duration: Duration) -> Result<(), Failure> {
        self.waits.borrow_mut().push(duration);
        if self.aborts_in_wait {
            return Err(Failure::new(FailureKind::AbortedBefore, Some("changed my mind".into())));
        }
        self.clock.set(self.clock.get() + duration + self.oversleeps);
        Ok(())
    }

    fn aborted(&self) -> Option<Failure> {
        let is_aborted = self.aborts_after == Some(self.requests.borrow().len());
        is_aborted.then(|| Failure::new(FailureKind::AbortedBefore, Some("left".into())))
    }

    fn now(&self) -> Duration {
        self.clock.get()
    }

    fn random(&self) -> Result<[u8; 16], Failure> {
        if self.has_no_random {
            return Err(Failure::new(FailureKind::NotSent, None));
        }
        Ok([0xFF; 16])
    }

    fn observe(&self, _: &CallIdentity, event: Event) {
        self.events.borrow_mut().push(event);
    }
}

pub fn reply(status: u16, body: &str) -> Step {
    Ok(Reply::new(status, body))
}

/// A 2xx with only the first half of its body.
pub fn cut(body: &str) -> Step {
    let failure = Failure::new(FailureKind::Connection, Some("socket hang up".into()));
    Ok(Reply::new(200, &body[..body.len() / 2]).with_cut(failure))
}

pub fn asks_to_wait(status: u16, seconds: u64) -> Step {
    Ok(Reply::new(status, "").with_retry_after(Some(Duration::from_secs(seconds))))
}

pub fn fails(kind: FailureKind) -> Step {
    Err(Failure::new(kind, Some("socket hang up".into())))
}

/// Runs a future that never waits for anything outside.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits for something"),
    }
}
