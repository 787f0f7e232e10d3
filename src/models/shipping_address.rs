use crate::define::model;

model! {
    /// The address that goods go to. Personal data.
    pub struct ShippingAddress {
        /// The address's id.
        pub shipping_address_id: String => withheld,
        /// Street and number.
        pub line1: Option<String> => withheld,
        /// Flat, suite or floor.
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
