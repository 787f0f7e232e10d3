use crate::define::model;
use super::{Count, Price};

model! {
    /// One line of a subscription.
    pub struct SubscriptionItem {
        /// The item's id.
        pub subscription_item_id: String => public,
        /// What is subscribed to, and for how much.
        pub price: Option<Price> => withheld,
        /// How many.
        pub quantity: Option<Count> => public,
        /// When it was added, in ISO 8601.
        pub created_at: Option<String> => public,
        /// When it was last changed, in ISO 8601.
        pub updated_at: Option<String> => public,
        /// Whether it was made with a test key.
        pub test_mode: Option<bool> => public,
    }
}
