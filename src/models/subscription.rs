use super::{
    Customer, Expandable, Invoice, MaybeCut, Metadata, SubscriptionClientSecret, SubscriptionId,
    SubscriptionItem,
};
use crate::define::{model, model_enum};

model! {
    /// A subscription: a recurring payment.
    ///
    /// ```
    /// use flex_checkout::models::{Subscription, SubscriptionStatus};
    ///
    /// let json = r#"{"subscription_id": "fsub_1", "status": "past_due"}"#;
    /// let subscription: Subscription = serde_json::from_str(json)?;
    /// assert_eq!(subscription.status, Some(SubscriptionStatus::PastDue));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct Subscription {
        /// The subscription's id, `fsub_` and a ULID.
        pub subscription_id: SubscriptionId => public,
        /// Time of creation, in ISO 8601.
        pub created_at: Option<String> => public,
        /// The subscription's lines.
        pub items: Option<Vec<SubscriptionItem>> => public,
        /// The last invoice: an id, or the object if it is expanded.
        pub latest_invoice: Option<Expandable<MaybeCut<Invoice>>> => public,
        /// The customer who pays: an id, or the object if it is expanded.
        pub customer: Option<Expandable<Customer>> => withheld,
        /// Status of the subscription.
        pub status: Option<SubscriptionStatus> => public,
        /// True if the subscription ends with the current period.
        pub cancel_at_period_end: Option<bool> => public,
        /// End of the current period, in Flex's format.
        pub current_period_end: Option<String> => public,
        /// Start of the current period, in Flex's format.
        pub current_period_start: Option<String> => public,
        /// Metadata that the merchant attached to the subscription.
        pub metadata: Option<Metadata> => withheld,
        /// True if made with a test key.
        pub test_mode: Option<bool> => public,
        /// Lets a browser complete the first payment. Secrets.
        pub client_secret: Option<SubscriptionClientSecret> => withheld,
        /// Billing of a change within a period.
        pub proration_behavior: Option<ProrationBehavior> => public,
        /// Start of the free trial, in Flex's format.
        pub trial_start: Option<String> => public,
        /// End of the free trial, in Flex's format.
        pub trial_end: Option<String> => public,
        /// Time at which the subscription ends, in ISO 8601.
        pub cancel_at: Option<String> => public,
    }
}

model_enum! {
    /// Status of a subscription.
    pub enum SubscriptionStatus {
        /// The first payment is missing.
        Incomplete = "incomplete",
        /// The first payment never came.
        IncompleteExpired = "incomplete_expired",
        /// In its free trial.
        Trialing = "trialing",
        /// Paid.
        Active = "active",
        /// The last payment is late.
        PastDue = "past_due",
        /// Ended.
        Canceled = "canceled",
        /// Payment was given up.
        Unpaid = "unpaid",
        /// Paused.
        Paused = "paused",
    }
}

model_enum! {
    /// Billing of a subscription's change within a period.
    pub enum ProrationBehavior {
        /// The difference is billed at once.
        AlwaysInvoice = "always_invoice",
        /// The difference is on the next invoice.
        CreateProrations = "create_prorations",
        /// The difference is not billed.
        None = "none",
    }
}
