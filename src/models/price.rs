use super::{Cents, Count, Expandable, HsaFsaEligibility, Metadata, PriceId, Product, Recurring};
use crate::define::{model, model_enum};

model! {
    /// Price of one unit of a product.
    ///
    /// ```
    /// use flex_checkout::models::{Cents, Price, PriceType};
    ///
    /// let json = r#"{"price_id": "fprice_1", "unit_amount": 2500, "type": "one_time"}"#;
    /// let price: Price = serde_json::from_str(json)?;
    /// assert_eq!(price.unit_amount, Some(Cents(2_500)));
    /// assert_eq!(price.r#type, Some(PriceType::OneTime));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct Price {
        /// The price's id, `fprice_` and a ULID.
        pub price_id: PriceId => public,
        /// The merchant's description.
        pub description: Option<String> => withheld,
        /// Length of a free trial, in days.
        pub trial_period_days: Option<Count> => public,
        /// The price of one unit, in cents.
        pub unit_amount: Option<Cents> => always public,
        /// Billing period of a recurring price.
        pub recurring: Option<Recurring> => public,
        /// True if the price can be used.
        pub active: Option<bool> => always public,
        /// The product: an id, or the object. Product names are health data.
        pub product: Option<Expandable<Product>> => always withheld,
        /// Time of creation, in ISO 8601.
        pub created_at: Option<String> => always public,
        /// One-time or recurring.
        pub r#type: Option<PriceType> => always public,
        /// Metadata that the merchant attached to the price.
        pub metadata: Option<Metadata> => withheld,
        /// Eligibility for payment from an HSA or FSA, and its reason.
        pub hsa_fsa_eligibility: Option<HsaFsaEligibility> => public,
        /// True if made with a test key.
        pub test_mode: Option<bool> => always public,
    }
}

model_enum! {
    /// Frequency of a price's charge.
    pub enum PriceType {
        /// Once.
        OneTime = "one_time",
        /// Each period.
        Recurring = "recurring",
    }
}
