use super::Count;
use crate::define::{model, open_enum};

model! {
    /// How often a price is charged.
    pub struct Recurring {
        /// The unit of a period.
        pub interval: Option<Interval> => public,
        /// How many units make a period.
        pub interval_count: Option<Count> => public,
        /// Length of a free trial, in days.
        pub trial_period_days: Option<Count> => public,
    }
}

open_enum! {
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
