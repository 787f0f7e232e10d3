//! The client: runs calls on a platform.

use std::time::Duration;

use crate::answer::Answer;
use crate::config::{Call, Config};
use crate::decode::Envelope;
use crate::endpoint::Action;
use crate::error::{Error, Outcome};
use crate::event::{CallIdentity, EndEvent, Event, StartEvent};
use crate::models::{Allocation, PaymentIntent};
use crate::params::{CaptureParams, Page};
use crate::platform::{Failure, FailureKind, Platform};
use crate::redact::redact;
use crate::request::{self, Target};
use crate::run::{Moment, Run, Step};

/// A client of Flex's checkout sessions and payment intents.
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
        self.run(target(Action::Reauth, id), call).await
    }

    /// Reads a session. It changes nothing and sends no idempotency key.
    ///
    /// # Errors
    ///
    /// Returns an error if no session arrived. Its outcome is always
    /// [`Outcome::None`].
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
        self.run(target(Action::Retrieve, id), call).await
    }

    /// Captures held money. Without parameters the whole hold is captured (inferred).
    ///
    /// # Errors
    ///
    /// Returns an error if no session arrived. [`Error::outcome`] says whether money was captured; if it is unknown, read the
    /// session and compare its captures before any further capture.
    pub async fn capture(&self, id: &str, params: &CaptureParams) -> Result<Answer, Error> {
        self.capture_with(id, params, &Call::new()).await
    }

    /// Captures held money like [`Self::capture`], with options.
    ///
    /// ```
    /// use flex_checkout::models::Cents;
    /// use flex_checkout::{Answer, Call, CaptureLineItem, CaptureParams, Error, FlexClient, Platform};
    ///
    /// // Captures the first parcel's part, and keeps the rest of the hold.
    /// async fn ship(flex: &FlexClient<impl Platform>, id: &str) -> Result<Answer, Error> {
    ///     let mut line = CaptureLineItem::default();
    ///     line.product = "fprod_01HW5KTQQAAQ66WV19MFW4DTT4".into();
    ///     line.amount_to_capture = Cents(4_500);
    ///     let mut params = CaptureParams::default();
    ///     params.line_items = Some(vec![line]);
    ///     params.final_capture = Some(false);
    ///     let call = Call::new().idempotency_key("order-4711-parcel-1")?;
    ///     flex.capture_with(id, &params, &call).await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Self::capture`].
    pub async fn capture_with(
        &self,
        id: &str,
        params: &CaptureParams,
        call: &Call,
    ) -> Result<Answer, Error> {
        self.run(with_params(Action::Capture, id, params)?, call).await
    }

    /// Returns the amounts that a capture would take from each payment method. It executes nothing.
    ///
    /// # Errors
    ///
    /// Returns an error if no allocations arrived. Its outcome is always
    /// [`Outcome::None`].
    pub async fn preview_capture(
        &self,
        id: &str,
        params: &CaptureParams,
    ) -> Result<Answer<Vec<Allocation>>, Error> {
        self.preview_capture_with(id, params, &Call::new()).await
    }

    /// Previews a capture like [`Self::preview_capture`], with options.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Self::preview_capture`].
    pub async fn preview_capture_with(
        &self,
        id: &str,
        params: &CaptureParams,
        call: &Call,
    ) -> Result<Answer<Vec<Allocation>>, Error> {
        self.run(with_params(Action::PreviewCapture, id, params)?, call).await
    }

    /// Releases the money that a session holds.
    ///
    /// # Errors
    ///
    /// Returns an error if no session arrived. [`Error::outcome`] says whether the hold was released.
    pub async fn cancel(&self, id: &str) -> Result<Answer, Error> {
        self.cancel_with(id, &Call::new()).await
    }

    /// Releases the money that a session holds like [`Self::cancel`], with options.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Self::cancel`].
    pub async fn cancel_with(&self, id: &str, call: &Call) -> Result<Answer, Error> {
        self.run(target(Action::Cancel, id), call).await
    }

    /// Reads a page of a session's payment intents, those that a reauth replaced included.
    ///
    /// # Errors
    ///
    /// Returns an error if no payment intents arrived. Its outcome is always
    /// [`Outcome::None`].
    pub async fn list_payment_intents(
        &self,
        session_id: &str,
        page: &Page,
    ) -> Result<Answer<Vec<PaymentIntent>>, Error> {
        self.list_payment_intents_with(session_id, page, &Call::new()).await
    }

    /// Reads a page of payment intents like [`Self::list_payment_intents`], with options.
    ///
    /// ```
    /// use flex_checkout::models::PaymentIntent;
    /// use flex_checkout::{Call, Error, FlexClient, Page, Platform};
    ///
    /// // Every page, until one contains nothing.
    /// async fn all(flex: &FlexClient<impl Platform>, id: &str) -> Result<Vec<PaymentIntent>, Error> {
    ///     let call = Call::new().max_retries(5);
    ///     let mut all: Vec<PaymentIntent> = Vec::new();
    ///     let mut page = Page::new(100);
    ///     loop {
    ///         let mut next = flex.list_payment_intents_with(id, &page, &call).await?.data();
    ///         let Some(last) = next.last() else { return Ok(all) };
    ///         page = Page::new(100).starting_after(&last.payment_intent_id);
    ///         all.append(&mut next);
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Self::list_payment_intents`].
    pub async fn list_payment_intents_with(
        &self,
        session_id: &str,
        page: &Page,
        call: &Call,
    ) -> Result<Answer<Vec<PaymentIntent>>, Error> {
        let query = page.query();
        self.run(Target { query, ..target(Action::ListPaymentIntents, session_id) }, call).await
    }

    /// Reads a payment intent.
    ///
    /// # Errors
    ///
    /// Returns an error if no payment intent arrived. Its outcome is always
    /// [`Outcome::None`].
    pub async fn retrieve_payment_intent(&self, id: &str) -> Result<Answer<PaymentIntent>, Error> {
        self.retrieve_payment_intent_with(id, &Call::new()).await
    }

    /// Reads a payment intent like [`Self::retrieve_payment_intent`], with options.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Self::retrieve_payment_intent`].
    pub async fn retrieve_payment_intent_with(
        &self,
        id: &str,
        call: &Call,
    ) -> Result<Answer<PaymentIntent>, Error> {
        self.run(target(Action::RetrievePaymentIntent, id), call).await
    }

    /// Releases the money that a payment intent holds, such as one that a reauth replaced.
    ///
    /// # Errors
    ///
    /// Returns an error if no payment intent arrived. [`Error::outcome`] says whether the hold was released.
    pub async fn cancel_payment_intent(&self, id: &str) -> Result<Answer<PaymentIntent>, Error> {
        self.cancel_payment_intent_with(id, &Call::new()).await
    }

    /// Releases the money that a payment intent holds like [`Self::cancel_payment_intent`], with options.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`Self::cancel_payment_intent`].
    pub async fn cancel_payment_intent_with(
        &self,
        id: &str,
        call: &Call,
    ) -> Result<Answer<PaymentIntent>, Error> {
        self.run(target(Action::CancelPaymentIntent, id), call).await
    }

    pub(crate) async fn run<T>(&self, target: Target, call: &Call) -> Result<Answer<T>, Error> {
        let key = match target.action.endpoint().effect {
            Some(_) => Some(self.idempotency_key(call)?),
            None => None,
        };
        let start = self.now();
        let identity = self.platform.observes().then(|| self.identity(&target, key.as_deref()));
        self.observe(identity.as_ref(), [Event::Start(StartEvent {})]);
        let run = Run::new(self.config.clone(), target, call.clone(), key, start);
        let result = self.drive(run, identity.as_ref()).await;
        let (outcome, kind, attempts) = match &result {
            Ok(answer) => {
                let has_effect = answer.idempotency_key().is_some();
                let outcome = if has_effect { Outcome::Applied } else { Outcome::None };
                (outcome, None, answer.attempts())
            }
            Err(error) => (error.outcome(), Some(error.kind()), error.attempts()),
        };
        let duration = Duration::from_millis(self.now().saturating_sub(start));
        let end = EndEvent { outcome, kind, attempts, duration };
        self.observe(identity.as_ref(), [Event::End(end)]);
        result
    }

    async fn drive<T>(
        &self,
        mut run: Run,
        call: Option<&CallIdentity>,
    ) -> Result<Answer<T>, Error> {
        let platform = &self.platform;
        loop {
            let request = run.send(self.now())?;
            let result = if let Some(failure) = platform.aborted() {
                // The request is not sent, so its event is not delivered.
                run.events();
                Err(Failure { kind: FailureKind::AbortedBefore, ..failure })
            } else {
                self.observe(call, run.events());
                platform.send(&request).await
            };
            let step = run.sent(result, self.moment());
            self.observe(call, run.events());
            match step {
                Step::End(result) => return result.map(Answer::with_object),
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

    fn identity(&self, target: &Target, key: Option<&str>) -> CallIdentity {
        let Target { action, id, .. } = target;
        let mut id = id.clone();
        if let Some(key) = &self.config.api_key {
            redact(key.as_str(), &mut id);
        }
        let (session_id, payment_intent_id) = match action.endpoint().returns {
            Envelope::PaymentIntent => (None, Some(id)),
            _ => (Some(id), None),
        };
        CallIdentity {
            call_id: self.platform.random().map(request::idempotency_key).unwrap_or_default(),
            operation: *action,
            session_id,
            payment_intent_id,
            idempotency_key: key.map(str::to_owned),
        }
    }

    fn observe(&self, call: Option<&CallIdentity>, events: impl IntoIterator<Item = Event>) {
        let Some(call) = call else { return };
        for event in events {
            self.platform.observe(call, event);
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

fn target(action: Action, id: &str) -> Target {
    Target { action, id: id.to_owned(), params: None, query: Vec::new() }
}

/// Makes a target with parameters, which are sent if there are any.
fn with_params(action: Action, id: &str, params: &CaptureParams) -> Result<Target, Error> {
    let json = serde_json::to_string(params)
        .map_err(|_| Error::configuration("the parameters cannot be written as JSON"))?;
    Ok(Target { params: (json != "{}").then_some(json), ..target(action, id) })
}
