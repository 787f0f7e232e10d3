use super::ShippingAddressId;
use crate::define::model;

model! {
    /// A shipping address. Personal data.
    ///
    /// ```
    /// use flex_checkout::models::ShippingAddress;
    ///
    /// let json = r#"{"shipping_address_id": "1", "city": "Austin", "state": "TX"}"#;
    /// let address: ShippingAddress = serde_json::from_str(json)?;
    /// assert_eq!(address.city.as_deref(), Some("Austin"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct ShippingAddress {
        /// The address's id.
        pub shipping_address_id: ShippingAddressId => withheld,
        /// Street and number.
        pub line1: Option<String> => withheld,
        /// Apartment, suite or floor.
        pub line2: Option<String> => withheld,
        /// City.
        pub city: Option<String> => withheld,
        /// State.
        pub state: Option<String> => withheld,
        /// ZIP code.
        pub postal_code: Option<String> => withheld,
        /// Country.
        pub country: Option<String> => withheld,
    }
}
