use crate::define::model;
use super::{CaptureItem, Cents, Metadata};

model! {
    /// Money moved from a hold to the merchant.
    pub struct Capture {
        /// The amount captured, in cents.
        pub amount_captured: Option<Cents> => always public,
        /// The capture's id, `fcap_` and a ULID.
        pub capture_id: String => public,
        /// When it was made, in ISO 8601.
        pub created_at: Option<String> => always public,
        /// What was captured, line by line.
        pub items: Option<Vec<CaptureItem>> => always public,
        /// What the merchant attached to the capture.
        pub metadata: Option<Metadata> => withheld,
        /// Whether it was made with a test key.
        pub test_mode: Option<bool> => always public,
    }
}
