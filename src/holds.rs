//! Holds of a session: the payment intents of its carts and invoices.

#![expect(
    clippy::inline_always,
    reason = "at opt-level z checking takes twice as long without, for 300 bytes less"
)]

use crate::define::{closed_enum, report};
use crate::json::integer;
use crate::json::scan::Literal;
use crate::models::{Cents, PaymentIntentStatus};
use crate::schema::Mark;

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
        pub payment_intent_id: String,
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
        /// The whole session: `checkout_session.payment_intent`.
        Session = "session",
        /// The part that may be paid from an HSA or FSA: `split_cart.eligible_cart.payment_intent`.
        Eligible = "eligible",
        /// The rest: `split_cart.non_eligible_cart.payment_intent`.
        NonEligible = "non_eligible",
        /// An invoice: `invoice.payment_intent`, or that of `subscription.latest_invoice`.
        Invoice = "invoice",
    }
}

/// Number of locations at which a session names payment intents.
const LOCATIONS: usize = 5;

/// The location of a value in a session, as far as it matters to holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Location {
    Elsewhere,
    Session,
    SessionId,
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
            (Self::Session, Mark::CheckoutSessionId) => Self::SessionId,
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
    intents: [Intent<'a>; LOCATIONS],
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
            Location::Elsewhere | Location::Session | Location::SessionId => return,
            Location::Detail(..) => return self.set(location, None),
        };
        self.intents.get_mut(stale).unwrap_or_default().fill(Intent::default());
    }

    /// Sets the value of a field.
    pub(crate) fn set(&mut self, location: Location, value: Option<Literal<'a>>) {
        let (Index(index), detail) = match location {
            Location::Intent(index) => (index, Detail::Id),
            Location::Detail(index, detail) => (index, detail),
            _ => return,
        };
        let intent = self.intents.get_mut(index);
        if let Some(field) = intent.and_then(|intent| intent.get_mut(detail as usize)) {
            *field = value;
        }
    }

    /// Returns the holds in order, each id once. Fields missing at one location are taken from another with
    /// the same id.
    pub(crate) fn finish(self) -> Vec<Hold> {
        const CARTS: [HoldCart; LOCATIONS] = [
            HoldCart::Session,
            HoldCart::Eligible,
            HoldCart::NonEligible,
            HoldCart::Invoice,
            HoldCart::Invoice,
        ];
        let mut holds: Vec<Hold> = Vec::new();
        for (intent, cart) in self.intents.into_iter().zip(CARTS) {
            let [id, status, amount, amount_capturable, created_at] = intent;
            let Some(id) = id else { continue };
            let id = id.unescape();
            let status = status.map(|status| PaymentIntentStatus::from(&*status.unescape()));
            let amount = amount.and_then(cents);
            let amount_capturable = amount_capturable.and_then(cents);
            let created_at = created_at.map(|time| time.unescape().into_owned());
            if let Some(known) = holds.iter_mut().find(|hold| hold.payment_intent_id == id) {
                known.status = known.status.take().or(status);
                known.amount = known.amount.or(amount);
                known.amount_capturable = known.amount_capturable.or(amount_capturable);
                known.created_at = known.created_at.take().or(created_at);
            } else {
                holds.push(Hold {
                    payment_intent_id: id.into_owned(),
                    status,
                    amount,
                    amount_capturable,
                    created_at,
                    cart,
                });
            }
        }
        holds
    }
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
