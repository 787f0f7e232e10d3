use super::{Cents, Metadata, PaymentIntentId, RefundId};
use crate::define::{model, model_enum};

model! {
    /// A refund.
    ///
    /// ```
    /// use flex_checkout::models::{Refund, RefundReason, RefundStatus};
    ///
    /// let json = r#"{"refund_id": "fre_1", "status": "succeeded", "reason": "duplicate"}"#;
    /// let refund: Refund = serde_json::from_str(json)?;
    /// assert_eq!(refund.status, Some(RefundStatus::Succeeded));
    /// assert_eq!(refund.reason, Some(RefundReason::Duplicate));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct Refund {
        /// The refund's id, `fre_` and a ULID.
        pub refund_id: RefundId => public,
        /// Id of the refunded payment intent.
        pub payment_intent_id: Option<PaymentIntentId> => public,
        /// The amount refunded, in cents.
        pub amount: Option<Cents> => always public,
        /// Time of creation, in ISO 8601.
        pub created_at: Option<String> => always public,
        /// Reason for the refund.
        pub reason: Option<RefundReason> => public,
        /// Status of the refund.
        pub status: Option<RefundStatus> => always public,
        /// True if made with a test key.
        pub test_mode: Option<bool> => always public,
        /// Metadata that the merchant attached to the refund.
        pub metadata: Option<Metadata> => withheld,
    }
}

model_enum! {
    /// Reason for a refund.
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

model_enum! {
    /// Status of a refund.
    pub enum RefundStatus {
        /// In progress.
        Pending = "pending",
        /// Waiting for someone to act.
        RequiresAction = "requires_action",
        /// Done.
        Succeeded = "succeeded",
        /// Failed.
        Failed = "failed",
        /// Canceled.
        Canceled = "canceled",
    }
}
