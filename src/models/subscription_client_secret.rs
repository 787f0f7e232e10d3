use crate::define::model;

model! {
    /// What a browser needs to complete a subscription's first payment. Secrets.
    pub struct SubscriptionClientSecret {
        /// For keeping the card. A secret.
        pub setup_secret: Option<String> => withheld,
        /// For the first payment. A secret.
        pub payment_secret: Option<String> => withheld,
    }
}
