//! Holds of a session: the payment intents of its carts and invoices.

#![expect(
    clippy::inline_always,
    reason = "at opt-level z checking takes twice as long without, for 300 bytes less"
)]

use std::borrow::Cow;

use crate::define::{closed_enum, report};
use crate::json::integer;
use crate::json::scan::Literal;
use crate::models::{Cents, PaymentIntentId, PaymentIntentStatus};

report! {
    [serde::Deserialize]
    /// A payment intent that a merchant must store.
    ///
    /// Only the id and the cart are present if Flex sent the payment intent's id instead of the object.
    ///
    /// ```
    /// use flex_checkout::Hold;
    /// use flex_checkout::models::PaymentIntentStatus;
    ///
    /// fn store(order: &str, hold: &Hold) {
    ///     println!("{order} ({}): {}", hold.cart, hold.payment_intent_id);
    ///     if hold.status == Some(PaymentIntentStatus::RequiresCapture) {
    ///         println!("holds {:?} of {:?} cents", hold.amount_capturable, hold.amount);
    ///         println!("since {:?}", hold.created_at);
    ///     }
    /// }
    ///
    /// // A hold as JSON, for a database.
    /// let json = r#"{"payment_intent_id":"fpi_1","cart":"session"}"#;
    /// let hold: Hold = serde_json::from_str(json)?;
    /// assert_eq!(serde_json::to_string(&hold)?, json);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct Hold {
        /// The payment intent's id, `fpi_` and a ULID.
        pub payment_intent_id: PaymentIntentId,
        /// Status of the payment; `requires_capture` means that money is held.
        pub status: Option<PaymentIntentStatus>,
        /// The amount requested, in cents.
        pub amount: Option<Cents>,
        /// The amount held and not captured, in cents.
        pub amount_capturable: Option<Cents>,
        /// Time of creation, in ISO 8601.
        pub created_at: Option<String>,
        /// The part of the session that the money is for.
        pub cart: HoldCart,
    }
}

closed_enum! {
    /// The part of a session that a hold is for.
    ///
    /// ```
    /// use flex_checkout::HoldCart;
    ///
    /// assert_eq!(HoldCart::NonEligible.as_str(), "non_eligible");
    /// assert_eq!(HoldCart::named("session"), Some(HoldCart::Session));
    /// ```
    pub enum HoldCart {
        /// The whole session: `checkout_session.payment_intent`, or an element of `payment_intents` that
        /// holds money (inferred).
        Session = "session",
        /// The part that may be paid from an HSA or FSA: `split_cart.eligible_cart.payment_intent`.
        Eligible = "eligible",
        /// The rest: `split_cart.non_eligible_cart.payment_intent`.
        NonEligible = "non_eligible",
        /// An invoice: `invoice.payment_intent`, or that of `subscription.latest_invoice`.
        Invoice = "invoice",
    }
}

/// Name of a field that leads to a hold, or is a part of one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mark {
    None,
    CheckoutSessionId,
    PaymentIntent,
    PaymentIntents,
    SplitCart,
    EligibleCart,
    NonEligibleCart,
    Invoice,
    Subscription,
    LatestInvoice,
    PaymentIntentId,
    Status,
    Amount,
    AmountCapturable,
    CreatedAt,
}

impl Mark {
    /// Every mark, in the order of their numbers.
    const ALL: &[Self] = &[
        Self::None,
        Self::CheckoutSessionId,
        Self::PaymentIntent,
        Self::PaymentIntents,
        Self::SplitCart,
        Self::EligibleCart,
        Self::NonEligibleCart,
        Self::Invoice,
        Self::Subscription,
        Self::LatestInvoice,
        Self::PaymentIntentId,
        Self::Status,
        Self::Amount,
        Self::AmountCapturable,
        Self::CreatedAt,
    ];

    pub(crate) const fn of(name: &str) -> Self {
        match name.as_bytes() {
            b"checkout_session_id" => Self::CheckoutSessionId,
            b"payment_intent" => Self::PaymentIntent,
            b"payment_intents" => Self::PaymentIntents,
            b"split_cart" => Self::SplitCart,
            b"eligible_cart" => Self::EligibleCart,
            b"non_eligible_cart" => Self::NonEligibleCart,
            b"invoice" => Self::Invoice,
            b"subscription" => Self::Subscription,
            b"latest_invoice" => Self::LatestInvoice,
            b"payment_intent_id" => Self::PaymentIntentId,
            b"status" => Self::Status,
            b"amount" => Self::Amount,
            b"amount_capturable" => Self::AmountCapturable,
            b"created_at" => Self::CreatedAt,
            _ => Self::None,
        }
    }

    /// Returns the mark of a number.
    pub(crate) fn numbered(number: u8) -> Self {
        Self::ALL.get(usize::from(number)).copied().unwrap_or(Self::None)
    }
}

/// Number of locations at which a session names one payment intent each. Those of `payment_intents` follow.
const LOCATIONS: usize = 5;

/// Largest number of payment intents that are read: comparing their ids takes quadratic time.
const MAX_INTENTS: usize = 100;

/// The location of a value in a session, as far as it matters to holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Location {
    Elsewhere,
    Session,
    /// A payment intent that is not part of a session.
    PaymentIntent,
    /// The id of the session or that payment intent.
    OwnId,
    /// The session's `payment_intents`.
    List,
    SplitCart,
    Subscription,
    /// An object with a field `payment_intent`: a cart or an invoice.
    Owner(Index),
    Intent(Index),
    Detail(Index, Detail),
}

/// Index of a payment intent's location. Holds are listed in this order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Index(usize);

/// Index of a payment intent's field in [`Intent`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Detail {
    Id,
    Status,
    Amount,
    AmountCapturable,
    CreatedAt,
}

const DETAILS: usize = 5;

impl Location {
    /// Returns the location of a field of the object at this location.
    #[inline(always)]
    pub(crate) fn field(self, mark: Mark) -> Self {
        match (self, mark) {
            (Self::Session, Mark::CheckoutSessionId)
            | (Self::PaymentIntent, Mark::PaymentIntentId) => Self::OwnId,
            (Self::Session, Mark::PaymentIntents) => Self::List,
            (Self::Session, Mark::PaymentIntent) => Self::Intent(Index(0)),
            (Self::Session, Mark::SplitCart) => Self::SplitCart,
            (Self::SplitCart, Mark::EligibleCart) => Self::Owner(Index(1)),
            (Self::SplitCart, Mark::NonEligibleCart) => Self::Owner(Index(2)),
            (Self::Session, Mark::Invoice) => Self::Owner(Index(3)),
            (Self::Session, Mark::Subscription) => Self::Subscription,
            (Self::Subscription, Mark::LatestInvoice) => Self::Owner(Index(4)),
            (Self::Owner(index), Mark::PaymentIntent) => Self::Intent(index),
            (Self::Intent(index), Mark::PaymentIntentId) => Self::Detail(index, Detail::Id),
            (Self::Intent(index), Mark::Status) => Self::Detail(index, Detail::Status),
            (Self::Intent(index), Mark::Amount) => Self::Detail(index, Detail::Amount),
            (Self::Intent(index), Mark::AmountCapturable) => {
                Self::Detail(index, Detail::AmountCapturable)
            }
            (Self::Intent(index), Mark::CreatedAt) => Self::Detail(index, Detail::CreatedAt),
            _ => Self::Elsewhere,
        }
    }
}

/// Payment intents found so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holds<'a> {
    /// By their [`Index`].
    intents: Vec<Intent<'a>>,
}

/// A payment intent's fields as JSON literals.
type Intent<'a> = [Option<Literal<'a>>; DETAILS];

impl<'a> Holds<'a> {
    /// Clears the value of an earlier field of the same name: the last one counts, as in `JSON.parse`.
    pub(crate) fn clear(&mut self, location: Location) {
        let stale = match location {
            Location::SplitCart => 1..3,
            Location::Subscription => 4..5,
            Location::Owner(Index(index)) | Location::Intent(Index(index)) => {
                index..index.saturating_add(1)
            }
            Location::List => return self.intents.truncate(LOCATIONS),
            Location::Detail(..) => return self.set(location, None),
            _ => return,
        };
        for index in stale {
            if let Some(intent) = self.intents.get_mut(index) {
                *intent = Intent::default();
            }
        }
    }

    /// Returns the location of the next element of an array.
    pub(crate) fn element(&self, list: Location) -> Location {
        let index = self.intents.len().max(LOCATIONS);
        if matches!(list, Location::List) && index < MAX_INTENTS {
            Location::Intent(Index(index))
        } else {
            Location::Elsewhere
        }
    }

    /// Sets the value of a field.
    pub(crate) fn set(&mut self, location: Location, value: Option<Literal<'a>>) {
        let (Index(index), detail) = match location {
            Location::Intent(index) => (index, Detail::Id),
            Location::Detail(index, detail) => (index, detail),
            _ => return,
        };
        while self.intents.len() <= index {
            self.intents.push(Intent::default());
        }
        let intent = self.intents.get_mut(index);
        if let Some(field) = intent.and_then(|intent| intent.get_mut(detail as usize)) {
            *field = value;
        }
    }

    /// Returns the holds in order, each id once. Fields missing at one location are taken from another with
    /// the same id. An element of `payment_intents`, whose meaning is not documented, is a hold of its own only
    /// if its status says so.
    pub(crate) fn finish(self) -> Vec<Held<'a>> {
        const CARTS: [HoldCart; LOCATIONS] = [
            HoldCart::Session,
            HoldCart::Eligible,
            HoldCart::NonEligible,
            HoldCart::Invoice,
            HoldCart::Invoice,
        ];
        let mut intents = self.intents;
        let mut holds = Vec::new();
        let mut index = 0;
        while let Some((intent, others)) = intents.get_mut(index..).and_then(<[_]>::split_first_mut)
        {
            let cart = CARTS.get(index).copied();
            index = index.saturating_add(1);
            let id = id_of(intent);
            for other in others.iter_mut().filter(|other| id_of(other) == id) {
                for (value, more) in intent.iter_mut().zip(std::mem::take(other)) {
                    *value = value.or(more);
                }
            }
            let [Some(id), status, amount, amount_capturable, created_at] = *intent else {
                continue;
            };
            if cart.is_none() && !status.is_some_and(|status| status.is(b"requires_capture")) {
                continue;
            }
            let cart = cart.unwrap_or(HoldCart::Session);
            holds.push(Held { id, status, amount, amount_capturable, created_at, cart });
        }
        holds
    }
}

/// A [`Hold`] as it is in the body.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    /// See [`Hold::payment_intent_id`].
    pub id: Literal<'a>,
    /// See [`Hold::status`].
    pub status: Option<Literal<'a>>,
    /// See [`Hold::amount`].
    pub amount: Option<Literal<'a>>,
    /// See [`Hold::amount_capturable`].
    pub amount_capturable: Option<Literal<'a>>,
    /// See [`Hold::created_at`].
    pub created_at: Option<Literal<'a>>,
    /// See [`Hold::cart`].
    pub cart: HoldCart,
}

impl Held<'_> {
    /// Reads the hold's values.
    pub(crate) fn into_hold(self) -> Hold {
        Hold {
            payment_intent_id: self.id.unescape().into_owned(),
            status: self.status.map(|status| PaymentIntentStatus::from(&*status.unescape())),
            amount: self.amount.and_then(cents),
            amount_capturable: self.amount_capturable.and_then(cents),
            created_at: self.created_at.map(|time| time.unescape().into_owned()),
            cart: self.cart,
        }
    }
}

fn id_of<'a>(intent: &Intent<'a>) -> Option<Cow<'a, str>> {
    intent.first().copied().flatten().map(Literal::unescape)
}

fn cents(number: Literal<'_>) -> Option<Cents> {
    integer::parse(number.raw()).map(Cents)
}

#[cfg(test)]
mod tests {
    use super::{Hold, HoldCart};

    #[test]
    fn reads_a_hold_that_was_written_as_json() {
        let json = r#"{"payment_intent_id":"fpi_1","status":"requires_capture","amount":7,"cart":"eligible"}"#;
        let hold: Hold = serde_json::from_str(json).unwrap();
        assert_eq!((hold.amount_capturable, hold.cart), (None, HoldCart::Eligible));
        assert_eq!(serde_json::to_string(&hold).unwrap(), json);
    }

    #[test]
    fn rejects_an_unknown_cart() {
        let error = serde_json::from_str::<HoldCart>(r#""whole""#).unwrap_err();
        assert!(error.to_string().starts_with("`whole` is not a HoldCart"), "{error}");
    }
}
