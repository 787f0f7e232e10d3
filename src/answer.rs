//! What a call gives back.

use std::fmt;

use serde::Deserialize;

use crate::decode::{Checked, Drift, text};
use crate::error::{Error, ErrorKind, Outcome};
use crate::holds::Hold;
use crate::models::CheckoutSession;

/// A session as Flex sent it, and what the client knows of how it came.
///
/// ```
/// use flex_checkout::{Answer, models::Expandable};
///
/// fn note(answer: &Answer) -> Result<(), flex_checkout::Error> {
///     // What a merchant must store, whether the models fit or not.
///     for hold in answer.holds() {
///         println!("{} for {:?}", hold.payment_intent_id, hold.cart);
///     }
///     if let Some(drift) = answer.drift() {
///         eprintln!("{}: expected {}, found {}", drift.path, drift.expected, drift.found);
///     }
///     // Typed, where the models fit.
///     match answer.session()?.payment_intent {
///         Some(Expandable::Object(intent)) => println!("{:?}", intent.status),
///         Some(Expandable::Id(id)) => println!("{id}"),
///         None => println!("a split cart, or nothing to hold"),
///     }
///     Ok(())
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    pub(crate) status: u16,
    pub(crate) attempts: u32,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) checked: Checked,
    pub(crate) recovered: bool,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The session, typed. Fields that the models do not know are in [`Self::body`] only.
    ///
    /// # Errors
    ///
    /// Of kind `decode`, if the body [departs from the models](Self::drift). The hold is placed
    /// all the same, and [`Self::holds`] and [`Self::body`] are there.
    pub fn session(&self) -> Result<CheckoutSession, Error> {
        #[derive(Deserialize)]
        struct Envelope {
            checkout_session: CheckoutSession,
        }

        let outcome = if self.idempotency_key.is_some() { Outcome::Applied } else { Outcome::None };
        if let Some(drift) = self.drift() {
            let error = Error::new(ErrorKind::Decode, outcome, drift.sentence());
            return Err(error.with_path(Some(drift.path.clone())));
        }
        text(&self.body)
            .ok()
            .and_then(|json| serde_json::from_str(json).ok())
            .map(|Envelope { checkout_session }| checkout_session)
            .ok_or_else(|| {
                Error::new(ErrorKind::Decode, outcome, "The session does not fit its models.")
            })
    }

    /// The payment intents that hold the session's money. A reauth makes new ones: store their ids.
    #[must_use]
    pub fn holds(&self) -> &[Hold] {
        &self.checked.holds
    }

    /// The first place where the answer departs from the models.
    #[must_use]
    pub fn drift(&self) -> Option<&Drift> {
        self.checked.drift.as_ref()
    }

    /// The HTTP status of the answer that held the session.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// How many requests were sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The key that every POST carried; `None` for a retrieve.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// Whether the answer to the POST was cut off, and the session was read by a GET instead.
    #[must_use]
    pub fn recovered(&self) -> bool {
        self.recovered
    }

    /// The body as it came. It holds personal data and secrets.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("attempts", &self.attempts)
            .field("idempotency_key", &self.idempotency_key)
            .field("holds", &self.checked.holds)
            .field("drift", &self.checked.drift)
            .field("recovered", &self.recovered)
            .finish_non_exhaustive()
    }
}
