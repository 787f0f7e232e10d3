use super::Cents;
use crate::define::model;

model! {
    /// The parts of a session's total.
    ///
    /// ```
    /// use flex_checkout::models::{Cents, TotalDetails};
    ///
    /// let json = r#"{"amount_shipping": 595, "amount_tax": null}"#;
    /// let details: TotalDetails = serde_json::from_str(json)?;
    /// assert_eq!(details.amount_shipping, Some(Cents(595)));
    /// assert_eq!(details.amount_tax, None);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct TotalDetails {
        /// The discount, in cents.
        pub amount_discount: Option<Cents> => public,
        /// The tax, in cents; null until it is known.
        pub amount_tax: Option<Cents> => public,
        /// Shipping, in cents.
        pub amount_shipping: Option<Cents> => public,
        /// The amount eligible by an inventory information approval system (IIAS), in cents.
        pub amount_iias: Option<Cents> => public,
        /// The amount eligible as vision care, in cents.
        pub amount_vision: Option<Cents> => public,
        /// The amount eligible on prescription, in cents.
        pub amount_prescription: Option<Cents> => public,
        /// The amount eligible as a service, in cents.
        pub amount_service: Option<Cents> => public,
    }
}
