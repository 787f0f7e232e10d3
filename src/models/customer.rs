use super::ShippingAddress;
use super::define::model;

model! {
    /// The person who buys. Personal data throughout.
    pub struct Customer {
        /// The customer's id, `fcus_` and a ULID.
        pub customer_id: String => public,
        /// First name.
        pub first_name: String => withheld,
        /// Last name.
        pub last_name: String => withheld,
        /// E-mail address.
        pub email: String => withheld,
        /// Telephone number.
        pub phone: Option<String> => withheld,
        /// Employer, as far as known.
        pub employer: Option<String> => withheld,
        /// The address that goods go to.
        pub shipping: Option<ShippingAddress> => withheld,
        /// When the customer was first seen, in ISO 8601.
        pub created_at: String => public,
        /// Whether it was made with a test key.
        pub test_mode: bool => public,
    }
}
