use super::ShippingAddress;
use crate::define::model;

model! {
    /// The person who buys. Personal data throughout.
    pub struct Customer {
        /// The customer's id, `fcus_` and a ULID.
        pub customer_id: String => public,
        /// First name.
        pub first_name: Option<String> => always withheld,
        /// Last name.
        pub last_name: Option<String> => always withheld,
        /// E-mail address.
        pub email: Option<String> => always withheld,
        /// Telephone number.
        pub phone: Option<String> => withheld,
        /// Employer, as far as known.
        pub employer: Option<String> => withheld,
        /// The address that goods go to.
        pub shipping: Option<ShippingAddress> => withheld,
        /// When the customer was first seen, in ISO 8601.
        pub created_at: Option<String> => always public,
        /// Whether it was made with a test key.
        pub test_mode: Option<bool> => always public,
    }
}
