//! One call as a state machine without I/O: given a response or a failure, it returns the next step. The
//! state between two attempts is plain data.
//! [`FlexClient`](crate::FlexClient) runs it on a [`Platform`](crate::Platform), and the npm package in
//! JavaScript.

use std::time::Duration;

use crate::answer::Answer;
use crate::attempt::{Attempt, Failed, aborted, classify};
use crate::config::{Call, Config};
use crate::endpoint::Action;
use crate::error::{Error, ErrorKind, Outcome};
use crate::event::{AttemptEvent, Event, ResponseEvent, RetryAction, RetryEvent};
use crate::platform::{Failure, Reply};
use crate::request::{self, Method, Request, Target};
use crate::retry::{Next, Policy, Situation, next};

/// A call in flight: the caller's arguments, and the [`State`] between two attempts.
#[derive(Debug)]
pub struct Run {
    config: Config,
    target: Target,
    call: Call,
    key: Option<String>,
    /// Time at which the call began.
    start: u64,
    state: State,
    /// Events not yet delivered.
    events: Vec<Event>,
}

/// The progress of a call.
#[derive(Clone, Debug)]
pub struct State {
    /// Number of requests that were sent.
    pub attempts: u32,
    /// Time at which the last request was sent.
    pub sent_at: u64,
    /// The most severe outcome so far.
    pub outcome: Outcome,
    /// The next request reads the result instead of repeating the call.
    pub reads: bool,
    /// The error of the 2xx by which the call took effect. It is reported instead of a later failure, because it
    /// has the body that arrived; only the caller's abort takes precedence.
    pub applied: Option<Error>,
    /// The error of the last attempt.
    pub failed: Option<Error>,
}

/// The step after an attempt.
#[derive(Debug)]
pub enum Step {
    /// Ends the call.
    End(Result<Answer<()>, Error>),
    /// Waits so many milliseconds, and continues with [`Run::send`].
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
    /// Begins a call at the time `start`. A call with an effect needs an idempotency key.
    #[must_use]
    pub fn new(
        config: Config,
        target: Target,
        call: Call,
        key: Option<String>,
        start: u64,
    ) -> Self {
        let has_effect = target.action.endpoint().effect.is_some();
        let outcome = if has_effect { Outcome::NotSent } else { Outcome::None };
        let state = State {
            attempts: 0,
            sent_at: start,
            outcome,
            reads: !has_effect,
            applied: None,
            failed: None,
        };
        Self { config, target, call, key, start, state, events: Vec::new() }
    }

    /// Continues a call whose first request was sent when it began.
    pub fn sent_first(&mut self) {
        self.state.attempts = 1;
    }

    /// Continues a call that was in this state.
    pub fn resume(&mut self, state: State) {
        self.state = state;
    }

    /// Returns the state.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Returns the request to send now.
    ///
    /// # Errors
    ///
    /// Returns an error if the id or a parameter is invalid, and the last attempt's error if the call's deadline
    /// has passed.
    pub fn send(&mut self, now: u64) -> Result<Request, Error> {
        let remaining = self.remaining(now);
        if let Some(error) = self.state.failed.take()
            // A timer may fire late, as in a background tab or after a machine's sleep.
            && remaining == Some(0)
        {
            return Err(self.end(error));
        }
        let built = request::build(
            &self.config,
            self.request_action(),
            &self.target,
            &self.call,
            self.key.as_deref(),
        );
        let mut request = match built {
            Ok(request) => request,
            Err(error) => return Err(self.end(error)),
        };
        if let Some(remaining) = remaining {
            request.timeout = request.timeout.min(remaining);
        }
        self.state.attempts = self.state.attempts.saturating_add(1);
        self.state.sent_at = now;
        self.events.push(Event::Attempt(AttemptEvent {
            attempt: self.state.attempts,
            method: request.method.as_str(),
        }));
        Ok(request)
    }

    /// Takes the result of sending the request.
    pub fn sent(&mut self, result: Result<Reply, Failure>, moment: Moment) -> Step {
        if let Ok(reply) = &result {
            let duration = Duration::from_millis(moment.now.saturating_sub(self.state.sent_at));
            self.events.push(Event::Response(ResponseEvent {
                attempt: self.state.attempts,
                method: self.request_action().endpoint().method.as_str(),
                status: reply.status,
                duration,
            }));
        }
        let envelope = self.request_action().endpoint().returns;
        match classify(result, &self.config, envelope, &self.target.id) {
            Attempt::Succeeded(answer) => Step::End(Ok(self.succeeded(answer))),
            Attempt::Failed(failed) => self.failed(failed, moment),
        }
    }

    /// Ends the call, because the caller aborted it between two requests.
    pub fn aborted(&mut self, failure: &Failure) -> Error {
        self.end(aborted(failure))
    }

    /// Takes the events that were not delivered yet.
    pub fn events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// The action of the last or the next request: a call that took effect only reads.
    fn request_action(&self) -> Action {
        let action = self.target.action;
        if self.state.reads { action.endpoint().read } else { action }
    }

    /// Returns the remaining milliseconds; `None` without a deadline.
    fn remaining(&self, now: u64) -> Option<u32> {
        let spent = u32::try_from(now.saturating_sub(self.start)).unwrap_or(u32::MAX);
        let deadline = self.call.deadline.or(self.config.deadline);
        deadline.map(|deadline| deadline.saturating_sub(spent))
    }

    fn succeeded(&mut self, mut answer: Answer<()>) -> Answer<()> {
        if let Some(drift) = answer.drift() {
            self.events.push(Event::Drift(drift.into()));
        }
        answer.idempotency_key = self.key.take();
        answer.attempts = self.state.attempts;
        answer.recovered = self.state.applied.is_some();
        answer
    }

    fn failed(&mut self, failed: Failed, moment: Moment) -> Step {
        let Failed { error, outcome, class, wait } = failed;
        let has_effect = !self.state.reads;
        let posts = self.request_action().endpoint().method == Method::Post;
        let remaining = self.remaining(moment.now);
        let state = &mut self.state;
        // With a status the request was sent, and a gateway reported that it sent nothing to Flex.
        if outcome == Outcome::NotSent && error.status().is_none() {
            state.attempts = state.attempts.saturating_sub(1);
        }
        if has_effect {
            state.outcome = state.outcome.max(outcome);
            if outcome == Outcome::Applied {
                state.applied = Some(error.clone());
            }
        }
        let policy = Policy {
            max_retries: self.call.max_retries.unwrap_or(self.config.max_retries),
            max_retry_delay: self.config.max_retry_delay,
        };
        let situation = Situation {
            class,
            applied: state.applied.is_some(),
            attempts: state.attempts,
            retry_after: wait.ms,
            remaining,
        };
        let (delay, action) = match next(policy, situation, moment.random) {
            Next::Stop => return Step::End(Err(self.end(error))),
            Next::Repeat(delay) => (delay, RetryAction::Repeat),
            // A preview is read by another POST.
            Next::Read(delay) if !has_effect && posts => (delay, RetryAction::Repeat),
            Next::Read(delay) => (delay, RetryAction::Read),
        };
        self.events.push(Event::Retry(RetryEvent {
            attempt: state.attempts,
            delay: Duration::from_millis(delay.into()),
            reason: error.kind(),
            action,
            ignored: wait.ignored,
        }));
        state.reads |= action == RetryAction::Read;
        state.failed = Some(error);
        Step::Wait(delay)
    }

    /// Completes an error with the facts of the whole call.
    fn end(&mut self, error: Error) -> Error {
        let State { outcome, attempts, .. } = self.state;
        let error = match self.state.applied.take() {
            Some(applied) if error.kind() == ErrorKind::Aborted => error.with_arrived(applied),
            Some(applied) => applied,
            None => error,
        };
        let error = match &self.target.action.endpoint().effect {
            // A call with its caller's key may repeat an earlier one.
            Some(effect) => {
                error.with_outcome(outcome, effect, self.call.idempotency_key.is_some())
            }
            None => error.without_outcome(),
        };
        let error = error.with_key(self.key.take()).with_attempts(attempts);
        match &self.config.api_key {
            Some(key) => error.redacted(key.as_str()),
            None => error,
        }
    }
}
