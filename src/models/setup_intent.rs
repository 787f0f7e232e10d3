use crate::define::model;

model! {
    /// The keeping of a card for later payments.
    ///
    /// Flex documents no fields of it; the id's name follows that of its siblings (inferred).
    pub struct SetupIntent {
        /// The setup intent's id, `fseti_` and a ULID (inferred).
        pub setup_intent_id: Option<String> => public,
    }
}
