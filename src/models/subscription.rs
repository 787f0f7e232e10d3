use crate::define::{model, open_enum};
use super::{
    Customer, Expandable, Invoice, MaybeCut, Metadata, SubscriptionClientSecret, SubscriptionItem,
};

model! {
    /// A payment that repeats.
    pub struct Subscription {
        /// The subscription's id, `fsub_` and a ULID.
        pub subscription_id: String => public,
        /// When it was made, in ISO 8601.
        pub created_at: Option<String> => public,
        /// What is subscribed to.
        pub items: Option<Vec<SubscriptionItem>> => public,
        /// The last bill: an id, or the object where it is expanded.
        pub latest_invoice: Option<Expandable<MaybeCut<Invoice>>> => public,
        /// Who pays: an id, or the object where it is expanded.
        pub customer: Option<Expandable<Customer>> => withheld,
        /// How far it is.
        pub status: Option<SubscriptionStatus> => public,
        /// Whether it ends with the period that runs.
        pub cancel_at_period_end: Option<bool> => public,
        /// End of the period that runs, as Flex writes it.
        pub current_period_end: Option<String> => public,
        /// Start of the period that runs, as Flex writes it.
        pub current_period_start: Option<String> => public,
        /// What the merchant attached to the subscription.
        pub metadata: Option<Metadata> => withheld,
        /// Whether it was made with a test key.
        pub test_mode: Option<bool> => public,
        /// Lets a browser complete the first payment. Secrets.
        pub client_secret: Option<SubscriptionClientSecret> => withheld,
        /// What a change in mid-period costs.
        pub proration_behavior: Option<ProrationBehavior> => public,
        /// Start of the free trial, as Flex writes it.
        pub trial_start: Option<String> => public,
        /// End of the free trial, as Flex writes it.
        pub trial_end: Option<String> => public,
        /// When it ends, in ISO 8601.
        pub cancel_at: Option<String> => public,
    }
}

open_enum! {
    /// How far a subscription is.
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

open_enum! {
    /// What a change of subscription in mid-period costs.
    pub enum ProrationBehavior {
        /// The difference, billed at once.
        AlwaysInvoice = "always_invoice",
        /// The difference, on the next bill.
        CreateProrations = "create_prorations",
        /// Nothing.
        None = "none",
    }
}
