use super::Count;
use crate::define::model;

model! {
    /// What a session asks of the subscription that it starts.
    pub struct SubscriptionData {
        /// When it ends, in ISO 8601.
        pub cancel_at: Option<String> => public,
        /// End of the free trial, as Flex writes it.
        pub trial_end: Option<String> => public,
        /// Whether it ends with its first period.
        pub cancel_at_period_end: Option<bool> => public,
        /// Length of the free trial, in days.
        pub trial_period_days: Option<Count> => public,
    }
}
