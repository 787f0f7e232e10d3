//! The client: runs calls on a platform.

use std::time::Duration;

use crate::answer::Answer;
use crate::config::{Call, Config};
use crate::error::Error;
use crate::event::Event;
use crate::platform::Platform;
use crate::request::{self, Action};
use crate::run::{Moment, Run, Step};

/// A client of Flex's checkout sessions.
///
/// ```
/// use flex_checkout::{Call, Error, FlexClient, Platform};
///
/// async fn renew(flex: &FlexClient<impl Platform>, session_id: &str) -> Result<(), Error> {
///     let before = flex.retrieve(session_id).await?;
///     let call = Call::new().expand("payment_intent")?;
///     let after = flex.reauth_with(session_id, &call).await?;
///     println!("{:?} instead of {:?}", after.holds(), before.holds());
///     println!("{:?}", flex.retrieve_with(session_id, &call).await?.session().payment_intent);
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct FlexClient<P> {
    config: Config,
    platform: P,
}

impl<P: Platform> FlexClient<P> {
    /// Makes a client that runs on the given platform.
    #[must_use]
    pub fn with_platform(config: Config, platform: P) -> Self {
        Self { config, platform }
    }

    /// Places a new hold for a session whose old one has expired. Flex documents no other case: a reauth
    /// while the old hold lives may be refused, or hold the money twice (inferred).
    ///
    /// Dropping the future cancels the call and loses the idempotency key that it made. Where that can
    /// happen, pass your own key with [`Call::idempotency_key`].
    ///
    /// # Errors
    ///
    /// If no session arrived. [`Error::outcome`] says whether a hold was placed.
    pub async fn reauth(&self, id: &str) -> Result<Answer, Error> {
        self.reauth_with(id, &Call::new()).await
    }

    /// Does the same with options.
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
    /// If no session arrived. The outcome is always [`Outcome::None`](crate::Outcome::None).
    pub async fn retrieve(&self, id: &str) -> Result<Answer, Error> {
        self.retrieve_with(id, &Call::new()).await
    }

    /// Does the same with options.
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
            self.now(),
        )?;
        loop {
            let request = run.send(self.now()).clone();
            let came = if let Some(failure) = platform.aborted() {
                // The attempt is not made, so its event is not delivered.
                run.events();
                Err(failure)
            } else {
                self.tell(run.events());
                platform.send(&request).await
            };
            let step = run.sent(came, self.moment());
            self.tell(run.events());
            match step {
                Step::End(result) => return result,
                Step::Wait(delay) => {
                    if let Err(failure) = platform.sleep(Duration::from_millis(delay.into())).await {
                        return Err(run.aborted(&failure));
                    }
                    run.waited(self.now())?;
                }
            }
        }
    }

    fn moment(&self) -> Moment {
        Moment {
            now: self.now(),
            // Without a random source the wait before a retry is the longest one.
            random: self
                .platform
                .random()
                .map_or(u32::MAX, |[a, b, c, d, ..]| u32::from_le_bytes([a, b, c, d])),
        }
    }

    /// Milliseconds by the platform's clock.
    fn now(&self) -> u64 {
        u64::try_from(self.platform.now().as_millis()).unwrap_or(u64::MAX)
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
