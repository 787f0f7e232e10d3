//! The call: requests and answers in turn, until there is a session or a reason why not.

use crate::answer::Answer;
use crate::attempt::{Attempt, aborted, judge};
use crate::config::{Call, Config};
use crate::error::{Error, ErrorKind, Outcome};
use crate::event::{AttemptEvent, Event, ResponseEvent, RetryAction, RetryEvent};
use crate::platform::{Failure, Platform, Reply};
use crate::request::{self, Action, Method, Request};
use crate::retry::{Next, Policy, Situation, next};

/// A client of Flex's checkout sessions.
#[derive(Clone, Debug)]
pub struct FlexClient<P> {
    config: Config,
    platform: P,
}

impl<P: Platform> FlexClient<P> {
    /// A client that runs on a platform of the caller's.
    #[must_use]
    pub fn with_platform(config: Config, platform: P) -> Self {
        Self { config, platform }
    }

    /// Places a new hold for a session whose old one has expired or is about to.
    ///
    /// Dropping the future cancels the call, and with it goes the idempotency key that it made. Bring
    /// one of your own with [`Call::idempotency_key`] where that can happen.
    ///
    /// # Errors
    ///
    /// If no session came back; [`Error::outcome`] tells whether a hold was placed all the same.
    pub async fn reauth(&self, id: &str) -> Result<Answer, Error> {
        self.reauth_with(id, &Call::new()).await
    }

    /// The same with options.
    ///
    /// # Errors
    ///
    /// As for [`Self::reauth`].
    pub async fn reauth_with(&self, id: &str, call: &Call) -> Result<Answer, Error> {
        self.run(Action::Reauth, id, call).await
    }

    /// Reads a session. It changes nothing and sends no idempotency key.
    ///
    /// # Errors
    ///
    /// If no session came back; the outcome is always [`Outcome::None`].
    pub async fn retrieve(&self, id: &str) -> Result<Answer, Error> {
        self.retrieve_with(id, &Call::new()).await
    }

    /// The same with options.
    ///
    /// # Errors
    ///
    /// As for [`Self::retrieve`].
    pub async fn retrieve_with(&self, id: &str, call: &Call) -> Result<Answer, Error> {
        self.run(Action::Retrieve, id, call).await
    }

    pub(crate) async fn run(&self, action: Action, id: &str, call: &Call) -> Result<Answer, Error> {
        let (outcome, key) = match action {
            Action::Retrieve => (Outcome::None, None),
            Action::Reauth => (Outcome::NotSent, Some(self.idempotency_key(call)?)),
        };
        let repeats = action == Action::Reauth && call.idempotency_key.is_some();
        let build = |action| {
            request::build(&self.config, action, id, call, key.as_deref())
                .map_err(|error| error.with_outcome(outcome, repeats).with_key(key.clone()))
        };
        let mut request = build(action)?;
        let timeout = request.timeout;
        let time = Time::start(&self.platform, call.deadline.or(self.config.deadline));
        let policy = Policy {
            max_retries: call.max_retries.unwrap_or(self.config.max_retries),
            max_retry_delay: self.config.max_retry_delay,
        };
        let mut attempts = 0_u32;
        let mut gravest = outcome;
        // What went wrong with the answer that placed the hold. Of a later failure only the caller's
        // own abort is worth more: this one has what arrived of the body.
        let mut applied: Option<Error> = None;
        let error = loop {
            if let Err(failure) = self.platform.check() {
                break aborted(&failure);
            }
            attempts = attempts.saturating_add(1);
            request.timeout = time.remaining().map_or(timeout, |left| left.min(timeout));
            let sent = self.send(&request, attempts).await;
            let failed = match judge(sent, self.config.strict, self.platform.unix_time()) {
                Attempt::Succeeded(mut answer) => {
                    if let Some(drift) = answer.drift() {
                        self.platform.observe(Event::Drift(drift.into()));
                    }
                    answer.idempotency_key = key;
                    answer.attempts = attempts;
                    answer.recovered = applied.is_some();
                    return Ok(answer);
                }
                Attempt::Failed(failed) => failed,
            };
            if failed.outcome == Outcome::NotSent {
                attempts = attempts.saturating_sub(1);
            }
            if request.method == Method::Post {
                gravest = gravest.max(failed.outcome);
                if failed.outcome == Outcome::Applied {
                    applied = Some(failed.error.clone());
                }
            }
            let situation = Situation {
                happened: failed.happened,
                applied: applied.is_some(),
                attempts,
                retry_after: failed.retry_after,
                remaining: time.remaining(),
            };
            let next = next(policy, situation, self.jitter());
            let (delay, retry) = match next {
                Next::Stop => break failed.error,
                Next::Repeat(delay) => (delay, RetryAction::Repeat),
                Next::Read(delay) => (delay, RetryAction::Read),
            };
            self.platform.observe(Event::Retry(RetryEvent {
                attempt: attempts.into(),
                delay: delay.into(),
                reason: failed.error.kind(),
                action: retry,
            }));
            if let Err(failure) = self.platform.sleep(delay).await {
                break aborted(&failure);
            }
            // A wait may take longer than asked: a tab in the background, a machine that slept.
            if time.remaining() == Some(0) {
                break failed.error;
            }
            if retry == RetryAction::Read {
                request = build(Action::Retrieve)?;
            }
        };
        let error = match applied {
            Some(applied) if error.kind() == ErrorKind::Aborted => error.with_arrived(applied),
            Some(applied) => applied,
            None => error,
        };
        Err(error
            .with_outcome(gravest, repeats)
            .with_key(key)
            .with_attempts(attempts)
            .redacted(|text| self.redact(text)))
    }

    async fn send(&self, request: &Request, attempt: u32) -> Result<Reply, Failure> {
        let method = request.method.as_str();
        self.platform.observe(Event::Attempt(AttemptEvent { attempt: attempt.into(), method }));
        let start = self.platform.now();
        let sent = self.platform.send(request).await;
        if let Ok(reply) = &sent {
            let duration = self.platform.now().saturating_sub(start);
            self.platform.observe(Event::Response(ResponseEvent {
                attempt: attempt.into(),
                method,
                status: u32::from(reply.status).into(),
                duration: u32::try_from(duration).unwrap_or(u32::MAX).into(),
            }));
        }
        sent
    }

    /// A number for the wait before a retry. Without a random source it is the longest one.
    fn jitter(&self) -> u32 {
        self.platform.random().map_or(u32::MAX, |[a, b, c, d, ..]| u32::from_le_bytes([a, b, c, d]))
    }

    #[cfg(all(target_arch = "wasm32", feature = "bindings"))]
    pub(crate) fn into_platform(self) -> P {
        self.platform
    }

    fn idempotency_key(&self, call: &Call) -> Result<String, Error> {
        match call.idempotency_key.as_ref().or(call.new_key.as_ref()) {
            Some(key) => Ok(key.clone()),
            None => new_idempotency_key(&self.platform),
        }
    }

    fn redact(&self, text: String) -> String {
        match &self.config.api_key {
            Some(key) => key.redact(text),
            None => text,
        }
    }
}

/// The time that a call has.
struct Time<'a, P> {
    platform: &'a P,
    start: u64,
    deadline: Option<u32>,
}

impl<'a, P: Platform> Time<'a, P> {
    fn start(platform: &'a P, deadline: Option<u32>) -> Self {
        Self { platform, start: platform.now(), deadline }
    }

    /// What is left of it, in milliseconds.
    fn remaining(&self) -> Option<u32> {
        let spent = self.platform.now().saturating_sub(self.start);
        let spent = u32::try_from(spent).unwrap_or(u32::MAX);
        self.deadline.map(|deadline| deadline.saturating_sub(spent))
    }
}

/// A key for one intended reauth.
pub(crate) fn new_idempotency_key(platform: &impl Platform) -> Result<String, Error> {
    platform.random().map(request::idempotency_key).map_err(|_| {
        Error::configuration(
            "there is no source of random bytes for an idempotency key; pass idempotencyKey",
        )
    })
}
