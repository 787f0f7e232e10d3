use super::ShippingAddress;
use super::define::model;

model! {
    /// The person who buys. Personal data throughout.
    pub struct Customer {
        /// The customer's id, `fcus_` and a ULID.
        pub customer_id: String,
        /// First name.
        pub first_name: String,
        /// Last name.
        pub last_name: String,
        /// E-mail address.
        pub email: String,
        /// Telephone number.
        pub phone: Option<String>,
        /// Employer, as far as known.
        pub employer: Option<String>,
        /// The address that goods go to.
        pub shipping: Option<ShippingAddress>,
        /// When the customer was first seen, in ISO 8601.
        pub created_at: String,
        /// Whether it was made with a test key.
        pub test_mode: bool,
    }
}
