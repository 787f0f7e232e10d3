use super::define::model;

model! {
    /// What a checkout page was filled in with. Personal data.
    pub struct Defaults {
        /// Id of a known customer.
        pub customer_id: Option<String>,
        /// E-mail address.
        pub email: Option<String>,
        /// First name.
        pub first_name: Option<String>,
        /// Last name.
        pub last_name: Option<String>,
        /// Telephone number.
        pub phone: Option<String>,
    }
}
