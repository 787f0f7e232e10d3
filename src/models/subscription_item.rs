use super::{Count, Price, SubscriptionItemId};
use crate::define::model;

model! {
    /// One line of a subscription.
    ///
    /// ```
    /// use flex_checkout::models::{Count, SubscriptionItem};
    ///
    /// let json = r#"{"subscription_item_id": "1", "quantity": 2}"#;
    /// let item: SubscriptionItem = serde_json::from_str(json)?;
    /// assert_eq!(item.quantity, Some(Count(2)));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct SubscriptionItem {
        /// The item's id.
        pub subscription_item_id: SubscriptionItemId => public,
        /// Price of the item.
        pub price: Option<Price> => withheld,
        /// Quantity.
        pub quantity: Option<Count> => public,
        /// Time of creation, in ISO 8601.
        pub created_at: Option<String> => public,
        /// Time of the last change, in ISO 8601.
        pub updated_at: Option<String> => public,
        /// True if made with a test key.
        pub test_mode: Option<bool> => public,
    }
}
