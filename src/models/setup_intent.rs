use super::SetupIntentId;
use crate::define::model;

model! {
    /// A setup intent: saves a card for later payments.
    ///
    /// Flex documents no fields of it; the id's name follows that of its siblings (inferred).
    ///
    /// ```
    /// use flex_checkout::models::SetupIntent;
    ///
    /// let intent: SetupIntent = serde_json::from_str(r#"{"setup_intent_id": "fseti_1"}"#)?;
    /// assert_eq!(intent.setup_intent_id.as_deref(), Some("fseti_1"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct SetupIntent {
        /// The setup intent's id, `fseti_` and a ULID (inferred).
        pub setup_intent_id: Option<SetupIntentId> => public,
    }
}
