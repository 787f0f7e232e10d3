//! The result of a successful call.

use std::fmt;
use std::marker::PhantomData;

use serde_json::Value;

use crate::decode::{Drift, Envelope, check, drifts, text};
use crate::from_value::FromValue;
use crate::holds::Hold;
use crate::json::tree;
use crate::models::CheckoutSession;

/// A session or another object as Flex sent it, and details of the call.
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
///     // A field that the models do not know, and the exact bytes.
///     println!("{} in {} bytes", answer.json()["new_field"], answer.body().len());
///     // Fields that the typed session lacks, because Flex sent another type.
///     if answer.drift().is_some() {
///         for drift in answer.drifts() {
///             eprintln!("{drift}");
///         }
///     }
/// }
///
/// fn log(answer: &Answer) {
///     println!("HTTP {} after {} requests", answer.status(), answer.attempts());
///     println!("idempotency key {:?}", answer.idempotency_key());
///     if answer.recovered() {
///         println!("the session was read by a GET");
///     }
/// }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Answer<T = CheckoutSession> {
    pub(crate) status: u16,
    pub(crate) attempts: u32,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) holds: Vec<Hold>,
    pub(crate) drift: Option<Drift>,
    pub(crate) recovered: bool,
    pub(crate) body: Vec<u8>,
    pub(crate) envelope: Envelope,
    /// A function, so that an answer is `Send` whatever it contains.
    pub(crate) object: PhantomData<fn() -> T>,
}

impl Answer {
    /// Returns the typed session. It never fails: a field of another type is left out, and
    /// [`Self::drifts`] lists it. Fields unknown to the models are in [`Self::json`].
    #[must_use]
    pub fn session(&self) -> CheckoutSession {
        self.data()
    }

    /// Returns the payment intents that hold the session's money. A reauth makes new ones; store their ids.
    #[must_use]
    pub fn holds(&self) -> &[Hold] {
        &self.holds
    }
}

impl<T: FromValue + Default> Answer<T> {
    /// Returns the typed object. It never fails: a field of another type is left out, and [`Self::drifts`] lists
    /// it. Fields unknown to the models are in [`Self::json`].
    #[must_use]
    pub fn data(&self) -> T {
        T::from_value(&self.json()).unwrap_or_default()
    }
}

impl<T> Answer<T> {
    /// Says which object the body contains, and reads the holds of a session. The npm package reads them when
    /// they are asked for.
    pub(crate) fn with_object<U>(self) -> Answer<U> {
        let Self { status, attempts, idempotency_key, drift, recovered, body, envelope, .. } = self;
        let holds = match envelope {
            Envelope::Session => check(&body).map(|checked| checked.holds).unwrap_or_default(),
            _ => Vec::new(),
        };
        Answer {
            status,
            attempts,
            idempotency_key,
            holds,
            drift,
            recovered,
            body,
            envelope,
            object: PhantomData,
        }
    }

    /// Returns the object as JSON, with all the fields that Flex sent.
    ///
    /// Half a surrogate pair becomes U+FFFD, and a number beyond an `f64` becomes null, because Rust cannot
    /// represent them. [`Self::body`] is exact.
    #[must_use]
    pub fn json(&self) -> Value {
        let mut body = text(&self.body).map(tree::parse).unwrap_or_default();
        body.get_mut(self.envelope.name()).map(Value::take).unwrap_or_default()
    }

    /// Returns the first path at which the response departs from the models.
    #[must_use]
    pub fn drift(&self) -> Option<&Drift> {
        self.drift.as_ref()
    }

    /// Returns the paths at which the response departs from the models, up to 100, in reading order.
    #[must_use]
    pub fn drifts(&self) -> Vec<Drift> {
        self.drift.as_ref().map_or_else(Vec::new, |first| drifts(&self.body, self.envelope, first))
    }

    /// Returns the HTTP status of the response with the object.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the number of requests that were sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the idempotency key of every POST; `None` for a call that only reads.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.idempotency_key.as_deref()
    }

    /// Returns true if the response to the POST was truncated, and the object was read by a GET instead.
    #[must_use]
    pub fn recovered(&self) -> bool {
        self.recovered
    }

    /// Returns the response's body. It contains personal data and secrets.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl<T> fmt::Debug for Answer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("attempts", &self.attempts)
            .field("idempotency_key", &self.idempotency_key)
            .field("holds", &self.holds)
            .field("drift", &self.drift)
            .field("recovered", &self.recovered)
            .finish_non_exhaustive()
    }
}
