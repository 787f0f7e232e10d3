use crate::define::{model, open_enum};
use super::{Cents, Count, Expandable, HsaFsaEligibility, Metadata, Product, Recurring};

model! {
    /// What one unit of a product costs.
    pub struct Price {
        /// The price's id, `fprice_` and a ULID.
        pub price_id: String => public,
        /// What it is, in the merchant's words.
        pub description: Option<String> => withheld,
        /// Length of a free trial, in days.
        pub trial_period_days: Option<Count> => public,
        /// The price of one unit, in cents.
        pub unit_amount: Option<Cents> => always public,
        /// How often it is charged, when it is.
        pub recurring: Option<Recurring> => public,
        /// Whether it can be used.
        pub active: Option<bool> => always public,
        /// The product: an id, or the object. Product names are health data.
        pub product: Option<Expandable<Product>> => always withheld,
        /// When it was made, in ISO 8601.
        pub created_at: Option<String> => always public,
        /// Once or recurring.
        pub r#type: Option<PriceType> => always public,
        /// What the merchant attached to the price.
        pub metadata: Option<Metadata> => withheld,
        /// Why it may or may not be paid from an HSA or FSA.
        pub hsa_fsa_eligibility: Option<HsaFsaEligibility> => public,
        /// Whether it was made with a test key.
        pub test_mode: Option<bool> => always public,
    }
}

open_enum! {
    /// How often a price is charged.
    pub enum PriceType {
        /// Once.
        OneTime = "one_time",
        /// Each period.
        Recurring = "recurring",
    }
}
