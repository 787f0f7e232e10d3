//! The result of a successful call.

use std::fmt;

use serde_json::Value;

use crate::decode::{Checked, Drift, drifts, text};
use crate::holds::Hold;
use crate::json::tree;
use crate::models::{CheckoutSession, FromValue};

/// A session as Flex sent it, and the facts of the call that fetched it.
///
/// ```
/// use flex_checkout::{Answer, models::Expandable};
///
/// fn store(answer: &Answer) {
///     // The payment intents that a merchant must store.
///     for hold in answer.holds() {
///         println!("{} for {:?}", hold.payment_intent_id, hold.cart);
///     }
///     match answer.session().payment_intent {
///         Some(Expandable::Object(intent)) => println!("{:?}", intent.status),
///         Some(Expandable::Id(id)) => println!("{id}"),
///         None => println!("a split cart, or nothing to hold"),
///     }
///     // Fields that the typed session lacks, because Flex sent something else.
///     for drift in answer.drifts() {
///         eprintln!("{}: expected {}, found {}", drift.path, drift.expected, drift.found);
///     }
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
    /// Returns the typed session. It never fails: a field that does not fit its type is left out, and
    /// [`Self::drifts`] lists it. Fields unknown to the models are in [`Self::json`].
    #[must_use]
    pub fn session(&self) -> CheckoutSession {
        CheckoutSession::from_value(&self.json()).unwrap_or_default()
    }

    /// Returns the session as JSON, with all the fields that Flex sent.
    ///
    /// Rust's strings and numbers hold less than JSON's: half a surrogate pair becomes U+FFFD, and a
    /// number too large for an `f64` becomes null. [`Self::body`] is exact.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut body = text(&self.body).map(tree::parse).unwrap_or_default();
        body.get_mut("checkout_session").map(Value::take).unwrap_or_default()
    }

    /// Returns the payment intents that hold the session's money. A reauth makes new ones: store their
    /// ids.
    #[must_use]
    pub fn holds(&self) -> &[Hold] {
        &self.checked.holds
    }

    /// Returns the first path at which the response departs from the models.
    #[must_use]
    pub fn drift(&self) -> Option<&Drift> {
        self.checked.drift.as_ref()
    }

    /// Returns every path at which the response departs from the models, up to 100, in reading order.
    #[must_use]
    pub fn drifts(&self) -> Vec<Drift> {
        if self.checked.drift.is_some() { drifts(&self.body) } else { Vec::new() }
    }

    /// Returns the HTTP status of the response that held the session.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the number of requests that were sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the key that every POST carried; `None` for a retrieve.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// Returns true if the response to the POST was cut off, and the session was read by a GET instead.
    #[must_use]
    pub fn recovered(&self) -> bool {
        self.recovered
    }

    /// Returns the body, byte for byte. It holds personal data and secrets.
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
