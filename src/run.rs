//! One call as a state machine without I/O: given a response or a failure, it returns the next step.
//! [`FlexClient`](crate::FlexClient) runs it on a [`Platform`](crate::Platform), and the npm package in
//! JavaScript.

use std::time::Duration;

use crate::answer::Answer;
use crate::attempt::{Attempt, Failed, aborted, classify};
use crate::config::{Call, Config};
use crate::error::{Error, ErrorKind, Outcome};
use crate::event::{AttemptEvent, Event, ResponseEvent, RetryAction, RetryEvent};
use crate::platform::{Failure, Reply};
use crate::request::{self, Action, Method, Request};
use crate::retry::{Next, Policy, State, next};

/// A call in flight.
#[derive(Debug)]
pub struct Run {
    config: Config,
    call: Call,
    id: String,
    key: Option<String>,
    request: Request,
    policy: Policy,
    time: Time,
    /// Time at which the last request was sent.
    sent_at: u64,
    attempts: u32,
    /// The most severe outcome so far.
    outcome: Outcome,
    /// The error of the 2xx that placed the hold. It is reported instead of a later failure, because it
    /// has the body that arrived; only the caller's abort takes precedence.
    applied: Option<Error>,
    /// The last error, and the action after the wait.
    failed: Option<(Error, RetryAction)>,
    /// Events not yet delivered; `None` without an observer.
    events: Option<Vec<Event>>,
}

/// The step after an attempt.
#[derive(Debug)]
pub enum Step {
    /// Ends the call.
    End(Result<Answer, Error>),
    /// Waits so many milliseconds, and continues with [`Run::waited`].
    Wait(u32),
}

/// A clock reading and randomness, supplied by the caller.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Milliseconds since a moment that stays the same during a call.
    pub now: u64,
    /// A uniformly distributed number.
    pub random: u32,
}

impl Run {
    /// Begins a call. A reauth needs an idempotency key.
    ///
    /// # Errors
    ///
    /// Returns an error if the session's id is invalid.
    pub fn start(
        config: Config,
        action: Action,
        id: String,
        call: Call,
        key: Option<String>,
        now: u64,
    ) -> Result<Self, Error> {
        let outcome = match action {
            Action::Reauth => Outcome::NotSent,
            Action::Retrieve => Outcome::None,
        };
        let request =
            request::build(&config, action, &id, &call, key.as_deref()).map_err(|error| {
                error.with_outcome(outcome, repeats(&call, outcome)).with_key(key.clone())
            })?;
        let policy = Policy {
            max_retries: call.max_retries.unwrap_or(config.max_retries),
            max_retry_delay: config.max_retry_delay,
        };
        let time = Time { start: now, deadline: call.deadline.or(config.deadline) };
        Ok(Self {
            config,
            call,
            id,
            key,
            request,
            policy,
            time,
            sent_at: now,
            attempts: 0,
            outcome,
            applied: None,
            failed: None,
            events: Some(Vec::new()),
        })
    }

    /// Returns the request to send now.
    pub fn send(&mut self, now: u64) -> &Request {
        self.attempts = self.attempts.saturating_add(1);
        self.sent_at = now;
        if let Some(left) = self.time.remaining(now) {
            self.request.timeout = self.request.timeout.min(left);
        }
        self.record(Event::Attempt(AttemptEvent {
            attempt: self.attempts,
            method: self.request.method.as_str(),
        }));
        &self.request
    }

    /// Returns the request that [`Self::send`] returned last.
    #[must_use]
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Takes the result of sending the request.
    pub fn sent(&mut self, result: Result<Reply, Failure>, moment: Moment) -> Step {
        if let Ok(reply) = &result {
            let duration = Duration::from_millis(moment.now.saturating_sub(self.sent_at));
            self.record(Event::Response(ResponseEvent {
                attempt: self.attempts,
                method: self.request.method.as_str(),
                status: reply.status,
                duration,
            }));
        }
        match classify(result, &self.config) {
            Attempt::Succeeded(answer) => Step::End(Ok(self.succeeded(answer))),
            Attempt::Failed(failed) => self.failed(failed, moment),
        }
    }

    /// Continues after a wait. [`Self::send`] is next.
    ///
    /// # Errors
    ///
    /// Returns the last attempt's error if the call's deadline has passed.
    pub fn waited(&mut self, now: u64) -> Result<(), Error> {
        let Some((error, action)) = self.failed.take() else { return Ok(()) };
        // A timer may fire late, as in a background tab or after a machine's sleep.
        if self.time.remaining(now) == Some(0) {
            return Err(self.end(error));
        }
        let (action, key) = match action {
            RetryAction::Repeat => return Ok(()),
            RetryAction::Read => (Action::Retrieve, None),
        };
        self.request = request::build(&self.config, action, &self.id, &self.call, key)?;
        Ok(())
    }

    /// Ends the call, because the caller aborted it between two requests.
    pub fn aborted(&mut self, failure: &Failure) -> Error {
        self.end(aborted(failure))
    }

    /// Sets whether events are kept for an observer.
    #[must_use]
    pub fn observed(mut self, observed: bool) -> Self {
        self.events = observed.then(Vec::new);
        self
    }

    fn record(&mut self, event: Event) {
        if let Some(events) = &mut self.events {
            events.push(event);
        }
    }

    /// Takes the events that were not delivered yet.
    pub fn events(&mut self) -> Vec<Event> {
        self.events.as_mut().map(std::mem::take).unwrap_or_default()
    }

    fn succeeded(&mut self, mut answer: Answer) -> Answer {
        if let Some(drift) = answer.drift() {
            self.record(Event::Drift(drift.into()));
        }
        answer.idempotency_key = self.key.take();
        answer.attempts = self.attempts;
        answer.recovered = self.applied.is_some();
        answer
    }

    fn failed(&mut self, failed: Failed, moment: Moment) -> Step {
        let Failed { error, outcome, class, retry_after } = failed;
        // With a status the request was sent, and a gateway reported that it sent nothing to Flex.
        if outcome == Outcome::NotSent && error.status().is_none() {
            self.attempts = self.attempts.saturating_sub(1);
        }
        if self.request.method == Method::Post {
            self.outcome = self.outcome.max(outcome);
            if outcome == Outcome::Applied {
                self.applied = Some(error.clone());
            }
        }
        let state = State {
            class,
            applied: self.applied.is_some(),
            attempts: self.attempts,
            retry_after,
            remaining: self.time.remaining(moment.now),
        };
        let (delay, action) = match next(self.policy, state, moment.random) {
            Next::Stop => return Step::End(Err(self.end(error))),
            Next::Repeat(delay) => (delay, RetryAction::Repeat),
            Next::Read(delay) => (delay, RetryAction::Read),
        };
        self.record(Event::Retry(RetryEvent {
            attempt: self.attempts,
            delay: Duration::from_millis(delay.into()),
            reason: error.kind(),
            action,
        }));
        self.failed = Some((error, action));
        Step::Wait(delay)
    }

    /// Completes an error with the facts of the whole call.
    fn end(&mut self, error: Error) -> Error {
        let error = match self.applied.take() {
            Some(applied) if error.kind() == ErrorKind::Aborted => error.with_arrived(applied),
            Some(applied) => applied,
            None => error,
        };
        let error = error
            .with_outcome(self.outcome, repeats(&self.call, self.outcome))
            .with_key(self.key.take())
            .with_attempts(self.attempts);
        match &self.config.api_key {
            Some(key) => error.redacted(key.as_str()),
            None => error,
        }
    }
}

/// Returns true if the call may repeat an earlier one: its idempotency key is the caller's own.
fn repeats(call: &Call, outcome: Outcome) -> bool {
    call.idempotency_key.is_some() && outcome != Outcome::None
}

/// The time budget of a call.
#[derive(Clone, Copy, Debug)]
struct Time {
    start: u64,
    deadline: Option<u32>,
}

impl Time {
    /// Returns the remaining milliseconds; `None` without a deadline.
    fn remaining(self, now: u64) -> Option<u32> {
        let spent = u32::try_from(now.saturating_sub(self.start)).unwrap_or(u32::MAX);
        self.deadline.map(|deadline| deadline.saturating_sub(spent))
    }
}
