use crate::define::model;
use super::{Cents, Expandable, PaymentIntent};

model! {
    /// One half of a split cart.
    pub struct Cart {
        /// This cart's total after discounts, tax and shipping, in cents.
        pub amount_total: Option<Cents> => public,
        /// This cart's total before discounts, tax and shipping, in cents.
        pub amount_subtotal: Option<Cents> => public,
        /// The tax on this cart, in cents.
        pub amount_tax: Option<Cents> => public,
        /// The discount on this cart, in cents.
        pub amount_discount: Option<Cents> => public,
        /// Where this cart's money is held: the object, or its id (inferred).
        pub payment_intent: Option<Expandable<PaymentIntent>> => public,
        /// The shipping charged with this cart, in cents.
        pub amount_shipping: Option<Cents> => public,
    }
}
