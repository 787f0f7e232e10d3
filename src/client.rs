//! The client: runs calls on a platform.

use std::time::Duration;

use crate::answer::Answer;
use crate::config::{Call, Config};
use crate::error::Error;
use crate::event::Event;
use crate::platform::{Failure, FailureKind, Platform};
use crate::request::{self, Action};
use crate::run::{Moment, Run, Step};

/// A client of Flex's checkout sessions.
///
/// ```
/// use flex_checkout::{ApiKey, Config, Error, FlexClient, Platform};
///
/// async fn renew(platform: impl Platform, session_id: &str) -> Result<(), Error> {
///     let config = Config::new(ApiKey::new("fsk_test_123")?);
///     let flex = FlexClient::with_platform(config, platform);
///     let before = flex.retrieve(session_id).await?;
///     let after = flex.reauth(session_id).await?;
///     println!("{:?} instead of {:?}", after.holds(), before.holds());
///     Ok(())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct FlexClient<P> {
    config: Config,
    platform: P,
}

impl<P: Platform> FlexClient<P> {
    /// Makes a client that runs on a platform.
    #[must_use]
    pub fn with_platform(config: Config, platform: P) -> Self {
        Self { config, platform }
    }

    /// Places a new hold for a session whose old hold has expired. Flex documents no other case: a reauth
    /// during the old hold may be refused, or hold the money twice (inferred).
    ///
    /// Dropping the future cancels the call and loses its generated idempotency key. If your program may
    /// drop it, pass your own key with [`Call::idempotency_key`].
    ///
    /// # Errors
    ///
    /// Returns an error if no session arrived. [`Error::outcome`] says whether a hold was placed.
    pub async fn reauth(&self, id: &str) -> Result<Answer, Error> {
        self.reauth_with(id, &Call::new()).await
    }

    /// Places a new hold like [`Self::reauth`], with options.
    ///
    /// ```
    /// use flex_checkout::{Answer, Call, Error, FlexClient, Platform};
    ///
    /// async fn renew(flex: &FlexClient<impl Platform>) -> Result<Answer, Error> {
    ///     let call = Call::new().idempotency_key("order-4711-hold-2")?.expand("payment_intent")?;
    ///     flex.reauth_with("fcs_01HW5KTQQAAQ66WV19MFW4DTT4", &call).await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Self::reauth`].
    pub async fn reauth_with(&self, id: &str, call: &Call) -> Result<Answer, Error> {
        self.run(Action::Reauth, id, call).await
    }

    /// Reads a session. It changes nothing and sends no idempotency key.
    ///
    /// # Errors
    ///
    /// Returns an error if no session arrived. Its outcome is always
    /// [`Outcome::None`](crate::Outcome::None).
    pub async fn retrieve(&self, id: &str) -> Result<Answer, Error> {
        self.retrieve_with(id, &Call::new()).await
    }

    /// Reads a session like [`Self::retrieve`], with options.
    ///
    /// ```
    /// use flex_checkout::models::{Expandable, PaymentIntentStatus};
    /// use flex_checkout::{Call, Error, FlexClient, Platform};
    ///
    /// async fn status(flex: &FlexClient<impl Platform>) -> Result<(), Error> {
    ///     let call = Call::new().expand("payment_intent")?;
    ///     let answer = flex.retrieve_with("fcs_01HW5KTQQAAQ66WV19MFW4DTT4", &call).await?;
    ///     if let Some(Expandable::Object(intent)) = answer.session().payment_intent {
    ///         println!("expired: {}", intent.status == Some(PaymentIntentStatus::Canceled));
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Self::retrieve`].
    pub async fn retrieve_with(&self, id: &str, call: &Call) -> Result<Answer, Error> {
        self.run(Action::Retrieve, id, call).await
    }

    async fn run(&self, action: Action, id: &str, call: &Call) -> Result<Answer, Error> {
        let platform = &self.platform;
        let key = match action {
            Action::Reauth => Some(self.idempotency_key(call)?),
            Action::Retrieve => None,
        };
        let config = self.config.clone();
        let mut run = Run::new(config, action, id.to_owned(), call.clone(), key, self.now());
        loop {
            let request = run.send(self.now())?;
            let result = if let Some(failure) = platform.aborted() {
                // The request is not sent, so its event is not delivered.
                run.events();
                Err(Failure { kind: FailureKind::AbortedBefore, ..failure })
            } else {
                self.observe(run.events());
                platform.send(&request).await
            };
            let step = run.sent(result, self.moment());
            self.observe(run.events());
            match step {
                Step::End(result) => return result,
                Step::Wait(delay) => {
                    if let Err(failure) = platform.sleep(Duration::from_millis(delay.into())).await
                    {
                        return Err(run.aborted(&failure));
                    }
                }
            }
        }
    }

    fn moment(&self) -> Moment {
        Moment {
            now: self.now(),
            // Without a source of random bytes, the wait before a retry is the longest.
            random: self
                .platform
                .random()
                .map_or(u32::MAX, |[a, b, c, d, ..]| u32::from_le_bytes([a, b, c, d])),
        }
    }

    /// Returns the platform's time in milliseconds.
    fn now(&self) -> u64 {
        u64::try_from(self.platform.now().as_millis()).unwrap_or(u64::MAX)
    }

    fn observe(&self, events: Vec<Event>) {
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
