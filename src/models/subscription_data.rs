use super::Count;
use crate::define::model;

model! {
    /// Options of the subscription that a session starts.
    ///
    /// ```
    /// use flex_checkout::models::{Count, SubscriptionData};
    ///
    /// let data: SubscriptionData = serde_json::from_str(r#"{"trial_period_days": 14}"#)?;
    /// assert_eq!(data.trial_period_days, Some(Count(14)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct SubscriptionData {
        /// Time at which the subscription ends, in ISO 8601.
        pub cancel_at: Option<String> => public,
        /// End of the free trial, in Flex's format.
        pub trial_end: Option<String> => public,
        /// True if the subscription ends with its first period.
        pub cancel_at_period_end: Option<bool> => public,
        /// Length of the free trial, in days.
        pub trial_period_days: Option<Count> => public,
    }
}
