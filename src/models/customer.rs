use super::{CustomerId, Metadata, ShippingAddress};
use crate::define::model;

model! {
    /// The buyer. Personal data throughout.
    ///
    /// ```
    /// use flex_checkout::models::{Customer, Expandable};
    ///
    /// // `Call::expand("customer")` requests the object instead of its id.
    /// fn email(customer: &Expandable<Customer>) -> Option<&str> {
    ///     customer.object()?.email.as_deref()
    /// }
    /// ```
    pub struct Customer {
        /// The customer's id, `fcus_` and a ULID.
        pub customer_id: CustomerId => public,
        /// First name.
        pub first_name: Option<String> => always withheld,
        /// Last name.
        pub last_name: Option<String> => always withheld,
        /// E-mail address.
        pub email: Option<String> => always withheld,
        /// Telephone number.
        pub phone: Option<String> => withheld,
        /// Employer, if known.
        pub employer: Option<String> => withheld,
        /// Shipping address.
        pub shipping: Option<ShippingAddress> => withheld,
        /// Metadata that the merchant attached to the customer.
        pub metadata: Option<Metadata> => withheld,
        /// Time of creation, in ISO 8601.
        pub created_at: Option<String> => always public,
        /// True if made with a test key.
        pub test_mode: Option<bool> => always public,
    }
}
