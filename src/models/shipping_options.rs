use super::{Cents, ShippingRateId};
use crate::define::model;

model! {
    /// The chosen shipping rate.
    ///
    /// ```
    /// use flex_checkout::models::{Cents, ShippingOptions};
    ///
    /// let json = r#"{"shipping_rate_id": "1", "shipping_amount": 595}"#;
    /// let shipping: ShippingOptions = serde_json::from_str(json)?;
    /// assert_eq!(shipping.shipping_amount, Some(Cents(595)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct ShippingOptions {
        /// The rate's id.
        pub shipping_rate_id: ShippingRateId => public,
        /// Cost of shipping, in cents.
        pub shipping_amount: Option<Cents> => public,
        /// The shop's name for the rate.
        pub display_name: Option<String> => withheld,
    }
}
