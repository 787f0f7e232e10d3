use super::CustomerId;
use crate::define::model;

model! {
    /// Values that a checkout page was prefilled with. Personal data.
    ///
    /// ```
    /// use flex_checkout::models::Defaults;
    ///
    /// let defaults: Defaults = serde_json::from_str(r#"{"first_name": "Ada"}"#)?;
    /// assert_eq!(defaults.first_name.as_deref(), Some("Ada"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct Defaults {
        /// Id of a known customer.
        pub customer_id: Option<CustomerId> => withheld,
        /// E-mail address.
        pub email: Option<String> => withheld,
        /// First name.
        pub first_name: Option<String> => withheld,
        /// Last name.
        pub last_name: Option<String> => withheld,
        /// Telephone number.
        pub phone: Option<String> => withheld,
    }
}
