//! Where a session's money is held: the payment intents across its carts and invoices.

#![expect(
    clippy::inline_always,
    reason = "at opt-level z the walk takes twice as long without, for 300 bytes less"
)]

use crate::define::{closed_enum, report};
use crate::json::integer;
use crate::json::scan::Literal;
use crate::models::{Cents, PaymentIntentStatus};
use crate::schema::Mark;

report! {
    /// A payment intent that a merchant must store, whether it came as an id or as an object.
    pub struct Hold {
        /// The payment intent's id, `fpi_` and a ULID.
        pub payment_intent_id: String,
        /// How far it is, where it came as an object; `requires_capture` means that money is held.
        pub status: Option<PaymentIntentStatus>,
        /// The amount asked for, in cents, where it came as an object.
        pub amount: Option<Cents>,
        /// The amount held and not captured, in cents, where it came as an object that says so.
        pub amount_capturable: Option<Cents>,
        /// When it was made, in ISO 8601, where it came as an object.
        pub created_at: Option<String>,
        /// What the money is for.
        pub cart: HoldCart,
    }
}

closed_enum! {
    /// What part of a session a hold is for.
    pub enum HoldCart {
        /// The whole session: `checkout_session.payment_intent`.
        Session = "session",
        /// What may be paid from an HSA or FSA: `split_cart.eligible_cart.payment_intent`.
        Eligible = "eligible",
        /// The rest: `split_cart.non_eligible_cart.payment_intent`.
        NonEligible = "non_eligible",
        /// A bill: `invoice.payment_intent`, or that of `subscription.latest_invoice`.
        Invoice = "invoice",
    }
}

/// How many places of a session can name a payment intent that holds its money.
const PLACES: usize = 5;

/// What of a session the reading stands in, as far as holds go.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Spot {
    Elsewhere,
    Session,
    SessionId,
    SplitCart,
    Subscription,
    /// An object that has a `payment_intent`: a cart or an invoice.
    Owner(Index),
    Intent(Index),
    Detail(Index, Detail),
}

/// One of the places, in the order in which holds are listed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Index(usize);

/// What is told of a payment intent, by its place among what was read of it.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Detail {
    Id,
    Status,
    Amount,
    AmountCapturable,
    CreatedAt,
}

const DETAILS: usize = 5;

impl Spot {
    /// Where the reading stands in a field of the object that it stands in.
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

/// What has been read of a session's payment intents.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holds<'a> {
    intents: [Intent<'a>; PLACES],
}

/// The details, strings and numbers alike as they stand in the text.
type Intent<'a> = [Option<Literal<'a>>; DETAILS];

impl<'a> Holds<'a> {
    /// Forgets what an earlier field of the same name said: of two, the last one counts, as it
    /// does for `JSON.parse`.
    pub(crate) fn forget(&mut self, spot: Spot) {
        let stale = match spot {
            Spot::SplitCart => 1..3,
            Spot::Subscription => 4..5,
            Spot::Owner(Index(index)) | Spot::Intent(Index(index)) => {
                index..index.saturating_add(1)
            }
            Spot::Elsewhere | Spot::Session | Spot::SessionId => return,
            Spot::Detail(..) => return self.note(spot, None),
        };
        self.intents.get_mut(stale).unwrap_or_default().fill(Intent::default());
    }

    /// Notes what a field says.
    pub(crate) fn note(&mut self, spot: Spot, said: Option<Literal<'a>>) {
        let (Index(index), detail) = match spot {
            Spot::Intent(index) => (index, Detail::Id),
            Spot::Detail(index, detail) => (index, detail),
            _ => return,
        };
        let intent = self.intents.get_mut(index);
        if let Some(place) = intent.and_then(|intent| intent.get_mut(detail as usize)) {
            *place = said;
        }
    }

    /// The holds in their order, each id once; what one place leaves out of a payment intent is
    /// taken from another that names the same.
    pub(crate) fn finish(self) -> Vec<Hold> {
        const CARTS: [HoldCart; PLACES] = [
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
