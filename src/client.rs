//! The call: requests and answers in turn, until there is a session or a reason why not.

use crate::answer::Answer;
use crate::attempt::{Attempt, judge};
use crate::config::{Call, Config};
use crate::error::{Error, Outcome};
use crate::platform::Platform;
use crate::request::{self, Action, Method};
use crate::retry::{Next, next};

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
        let build = |action| {
            request::build(&self.config, action, id, call, key.as_deref())
                .map_err(|error| error.with_outcome(outcome).with_key(key.clone()))
        };
        let mut request = build(action)?;
        let max_retries = call.max_retries.unwrap_or(self.config.max_retries);
        let mut attempts = 0_u32;
        let mut gravest = outcome;
        // What went wrong with the answer that placed the hold. No later failure is worth more:
        // it alone has what arrived of the body.
        let mut applied = None;
        loop {
            attempts = attempts.saturating_add(1);
            let sent = self.platform.send(&request).await;
            let failed = match judge(sent, self.config.strict) {
                Attempt::Succeeded(mut answer) => {
                    answer.idempotency_key = key;
                    answer.attempts = attempts;
                    answer.recovered = applied.is_some();
                    return Ok(answer);
                }
                Attempt::Failed(failed) => failed,
            };
            if request.method == Method::Post {
                gravest = gravest.max(failed.outcome);
                if failed.outcome == Outcome::Applied {
                    applied = Some(failed.error.clone());
                }
            }
            match next(failed.happened, applied.is_some(), attempts, max_retries) {
                Next::Read => request = build(Action::Retrieve)?,
                Next::Stop => {
                    return Err(applied
                        .unwrap_or(failed.error)
                        .with_outcome(gravest)
                        .with_key(key)
                        .with_attempts(attempts)
                        .redacted(|text| self.redact(text)));
                }
            }
        }
    }

    #[cfg(all(target_arch = "wasm32", feature = "bindings"))]
    pub(crate) fn into_platform(self) -> P {
        self.platform
    }

    fn idempotency_key(&self, call: &Call) -> Result<String, Error> {
        if let Some(key) = &call.idempotency_key {
            return Ok(key.clone());
        }
        self.platform.random().map(request::idempotency_key).map_err(|_| {
            Error::configuration(
                "there is no source of random bytes for an idempotency key; pass idempotencyKey",
            )
        })
    }

    fn redact(&self, text: String) -> String {
        match &self.config.api_key {
            Some(key) => key.redact(text),
            None => text,
        }
    }
}
