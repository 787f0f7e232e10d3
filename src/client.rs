//! The client: drives calls on a platform.

use crate::answer::Answer;
use crate::config::{Call, Config};
use crate::error::Error;
use crate::event::Event;
use crate::platform::Platform;
use crate::request::{self, Action};
use crate::run::{Moment, Run, Step};

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
    /// If no session came back; the outcome is always [`Outcome::None`](crate::Outcome::None).
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

    async fn run(&self, action: Action, id: &str, call: &Call) -> Result<Answer, Error> {
        let platform = &self.platform;
        let key = match action {
            Action::Reauth => Some(self.idempotency_key(call)?),
            Action::Retrieve => None,
        };
        let mut run = Run::start(
            self.config.clone(),
            action,
            id.to_owned(),
            call.clone(),
            key,
            platform.now(),
        )?;
        loop {
            let request = run.send(platform.now()).clone();
            self.tell(run.events());
            let came = platform.send(&request).await;
            let step = run.sent(came, self.moment());
            self.tell(run.events());
            match step {
                Step::End(result) => return result,
                Step::Wait(delay) => {
                    if let Err(failure) = platform.sleep(delay).await {
                        return Err(run.aborted(&failure));
                    }
                    run.waited(platform.now())?;
                }
            }
        }
    }

    fn moment(&self) -> Moment {
        let platform = &self.platform;
        Moment {
            now: platform.now(),
            unix_time: platform.unix_time(),
            // Without a random source the wait before a retry is the longest one.
            random: platform
                .random()
                .map_or(u32::MAX, |[a, b, c, d, ..]| u32::from_le_bytes([a, b, c, d])),
        }
    }

    fn tell(&self, events: Vec<Event>) {
        for event in events {
            self.platform.observe(event);
        }
    }

    fn idempotency_key(&self, call: &Call) -> Result<String, Error> {
        if let Some(key) = &call.idempotency_key {
            return Ok(key.clone());
        }
        let random = self.platform.random().map_err(|_| Error::no_random_source())?;
        Ok(request::idempotency_key(random))
    }
}
