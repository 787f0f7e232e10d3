use super::{Cart, CheckoutSessionId, SplitCartId};
use crate::define::model;

model! {
    /// An order in two halves: the part that may be paid from an HSA or FSA, and the rest.
    ///
    /// ```
    /// use flex_checkout::models::{Cents, SplitCart};
    ///
    /// let json = r#"{"split_cart_id": "1", "eligible_cart": {"amount_total": 2500}}"#;
    /// let order: SplitCart = serde_json::from_str(json)?;
    /// assert_eq!(order.eligible_cart.and_then(|cart| cart.amount_total), Some(Cents(2_500)));
    /// assert_eq!(order.non_eligible_cart, None);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct SplitCart {
        /// The split cart's id.
        pub split_cart_id: SplitCartId => public,
        /// The part that may be paid from an HSA or FSA.
        pub eligible_cart: Option<Cart> => public,
        /// The rest.
        pub non_eligible_cart: Option<Cart> => public,
        /// Id of the order's session.
        pub checkout_session_id: Option<CheckoutSessionId> => public,
    }
}
