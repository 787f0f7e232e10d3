use crate::define::{model, open_enum};
use super::{Cents, Metadata};

model! {
    /// Money given back.
    pub struct Refund {
        /// The refund's id, `fre_` and a ULID.
        pub refund_id: String => public,
        /// Id of the payment intent that it came from.
        pub payment_intent_id: Option<String> => public,
        /// The amount given back, in cents.
        pub amount: Option<Cents> => always public,
        /// When it was made, in ISO 8601.
        pub created_at: Option<String> => always public,
        /// Why.
        pub reason: Option<RefundReason> => public,
        /// How far it is.
        pub status: Option<RefundStatus> => always public,
        /// Whether it was made with a test key.
        pub test_mode: Option<bool> => always public,
        /// What the merchant attached to the refund.
        pub metadata: Option<Metadata> => withheld,
    }
}

open_enum! {
    /// Why money was given back.
    pub enum RefundReason {
        /// Paid twice.
        Duplicate = "duplicate",
        /// Not paid by the card's owner.
        Fraudulent = "fraudulent",
        /// The customer asked for it.
        RequestedByCustomer = "requested_by_customer",
        /// The hold expired before it was captured.
        ExpiredUncapturedCharge = "expired_uncaptured_charge",
    }
}

open_enum! {
    /// How far a refund is.
    pub enum RefundStatus {
        /// Under way.
        Pending = "pending",
        /// Somebody must do something.
        RequiresAction = "requires_action",
        /// Done.
        Succeeded = "succeeded",
        /// Not possible.
        Failed = "failed",
        /// Called off.
        Canceled = "canceled",
    }
}
