use crate::define::model;

model! {
    /// What a checkout page was filled in with. Personal data.
    pub struct Defaults {
        /// Id of a known customer.
        pub customer_id: Option<String> => withheld,
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
