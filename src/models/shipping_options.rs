use super::Cents;
use crate::define::model;

model! {
    /// The shipping rate that was chosen.
    pub struct ShippingOptions {
        /// The rate's id.
        pub shipping_rate_id: String => public,
        /// What shipping costs, in cents.
        pub shipping_amount: Option<Cents> => public,
        /// What the shop calls the rate.
        pub display_name: Option<String> => withheld,
    }
}
