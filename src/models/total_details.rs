use super::Cents;
use crate::define::model;

model! {
    /// The parts that a session's total is made of.
    pub struct TotalDetails {
        /// The discount, in cents.
        pub amount_discount: Option<Cents> => public,
        /// The tax, in cents; null until it is known.
        pub amount_tax: Option<Cents> => public,
        /// Shipping, in cents.
        pub amount_shipping: Option<Cents> => public,
        /// What is eligible by an inventory information approval system (IIAS), in cents.
        pub amount_iias: Option<Cents> => public,
        /// What is eligible as vision care, in cents.
        pub amount_vision: Option<Cents> => public,
        /// What is eligible on prescription, in cents.
        pub amount_prescription: Option<Cents> => public,
        /// What is eligible as a service, in cents.
        pub amount_service: Option<Cents> => public,
    }
}
