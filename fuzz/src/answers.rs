//! The client on a platform with prepared responses, so that the targets use the crate's public API.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use flex_checkout::{
    Answer, ApiKey, Config, Error, Failure, FailureKind, FlexClient, Platform, Reply, Request,
};

/// A platform with its responses, which records requests and waits.
#[derive(Debug, Default)]
pub struct Answers {
    pub answers: RefCell<VecDeque<Result<Reply, Failure>>>,
    pub requests: RefCell<Vec<Request>>,
    pub waits: RefCell<Vec<Duration>>,
}

impl Platform for &Answers {
    async fn send(&self, request: &Request) -> Result<Reply, Failure> {
        self.requests.borrow_mut().push(request.clone());
        let answer = self.answers.borrow_mut().pop_front();
        answer.unwrap_or(Err(Failure::new(FailureKind::Connection, None)))
    }

    async fn sleep(&self, duration: Duration) -> Result<(), Failure> {
        self.waits.borrow_mut().push(duration);
        Ok(())
    }

    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn random(&self) -> Result<[u8; 16], Failure> {
        Ok([0xFF; 16])
    }
}

/// Runs a future that never waits.
pub fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits for something"),
    }
}

/// The requested session: the one of the API's example, so that most bodies have its id.
pub const SESSION_ID: &str = "fcs_01kbjcmbt5mhsmaggfqc1a4rns";

/// Runs a client on a 200 with this body.
///
/// # Errors
///
/// If it has no session.
pub fn answer(body: &[u8]) -> Result<Answer, Error> {
    let answers = Answers::default();
    answers.answers.borrow_mut().push_back(Ok(Reply::new(200, body)));
    let key = ApiKey::new("fsk_test_fuzz").expect("a key");
    let client = FlexClient::with_platform(Config::new(key).max_retries(0), &answers);
    run(client.retrieve(SESSION_ID))
}
