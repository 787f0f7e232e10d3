use crate::define::model;
use super::{Cents, Price};

model! {
    /// One line of a capture.
    pub struct CaptureItem {
        /// The amount captured for this line, in cents.
        pub amount_captured: Option<Cents> => always public,
        /// The item's id, `fcapi_` and a ULID.
        pub capture_item_id: String => public,
        /// When it was captured, in ISO 8601.
        pub created_at: Option<String> => always public,
        /// What was sold, and for how much.
        pub price: Option<Price> => withheld,
        /// Id of the payment intent that the money came from.
        pub payment_intent: Option<String> => public,
        /// Whether it was made with a test key.
        pub test_mode: Option<bool> => always public,
    }
}
