use super::{Cents, Expandable, PaymentIntent};
use crate::define::model;

model! {
    /// One half of a split cart.
    ///
    /// ```
    /// use flex_checkout::models::{Cart, Expandable};
    ///
    /// let json = r#"{"amount_total": 4999, "payment_intent": "fpi_1"}"#;
    /// let cart: Cart = serde_json::from_str(json)?;
    /// assert_eq!(cart.payment_intent.as_ref().and_then(Expandable::id), Some("fpi_1"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct Cart {
        /// This cart's total after discounts, tax and shipping, in cents.
        pub amount_total: Option<Cents> => public,
        /// This cart's total before discounts, tax and shipping, in cents.
        pub amount_subtotal: Option<Cents> => public,
        /// The tax on this cart, in cents.
        pub amount_tax: Option<Cents> => public,
        /// The discount on this cart, in cents.
        pub amount_discount: Option<Cents> => public,
        /// The payment intent that holds this cart's money: the object, or its id (inferred).
        pub payment_intent: Option<Expandable<PaymentIntent>> => public,
        /// The shipping charged with this cart, in cents.
        pub amount_shipping: Option<Cents> => public,
    }
}
