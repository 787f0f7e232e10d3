use super::{CaptureItemId, Cents, PaymentIntentId, Price};
use crate::define::model;

model! {
    /// One line of a capture.
    ///
    /// ```
    /// use flex_checkout::models::{CaptureItem, Cents};
    ///
    /// let json = r#"{"capture_item_id": "fcapi_1", "amount_captured": 2500}"#;
    /// let item: CaptureItem = serde_json::from_str(json)?;
    /// assert_eq!(item.amount_captured, Some(Cents(2_500)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct CaptureItem {
        /// The amount captured for this line, in cents.
        pub amount_captured: Option<Cents> => always public,
        /// The item's id, `fcapi_` and a ULID.
        pub capture_item_id: CaptureItemId => public,
        /// Time of the capture, in ISO 8601.
        pub created_at: Option<String> => always public,
        /// Price of the item sold.
        pub price: Option<Price> => withheld,
        /// Id of the payment intent that the money came from.
        pub payment_intent: Option<PaymentIntentId> => public,
        /// True if made with a test key.
        pub test_mode: Option<bool> => always public,
    }
}
