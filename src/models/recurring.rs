use super::Count;
use crate::define::{model, model_enum};

model! {
    /// Billing period of a recurring price.
    ///
    /// ```
    /// use flex_checkout::models::{Count, Interval, Recurring};
    ///
    /// let json = r#"{"interval": "monthly", "interval_count": 3}"#;
    /// let quarterly: Recurring = serde_json::from_str(json)?;
    /// assert_eq!(quarterly.interval, Some(Interval::Monthly));
    /// assert_eq!(quarterly.interval_count, Some(Count(3)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct Recurring {
        /// The unit of a period.
        pub interval: Option<Interval> => public,
        /// Number of units in a period.
        pub interval_count: Option<Count> => public,
        /// Length of a free trial, in days.
        pub trial_period_days: Option<Count> => public,
    }
}

model_enum! {
    /// The unit of a billing period.
    pub enum Interval {
        /// A day.
        Daily = "daily",
        /// A week.
        Weekly = "weekly",
        /// A month.
        Monthly = "monthly",
        /// A year.
        Yearly = "yearly",
    }
}
