use super::define::model;

model! {
    /// The address that goods go to. Personal data.
    pub struct ShippingAddress {
        /// The address's id.
        pub shipping_address_id: String,
        /// Street and number.
        pub line1: Option<String>,
        /// Flat, suite or floor.
        pub line2: Option<String>,
        /// City.
        pub city: Option<String>,
        /// State.
        pub state: Option<String>,
        /// ZIP code.
        pub postal_code: Option<String>,
        /// Country.
        pub country: Option<String>,
    }
}
