use super::Cart;
use crate::define::model;

model! {
    /// An order in two halves: what may be paid from an HSA or FSA, and the rest.
    pub struct SplitCart {
        /// The split cart's id.
        pub split_cart_id: String => public,
        /// What may be paid from an HSA or FSA.
        pub eligible_cart: Option<Cart> => public,
        /// The rest.
        pub non_eligible_cart: Option<Cart> => public,
        /// Id of the session that the order belongs to.
        pub checkout_session_id: Option<String> => public,
    }
}
