use super::define::model;
use super::{CaptureItem, Cents, Metadata};

model! {
    /// Money moved from a hold to the merchant.
    pub struct Capture {
        /// The amount captured, in cents.
        pub amount_captured: Cents,
        /// The capture's id, `fcap_` and a ULID.
        pub capture_id: String,
        /// When it was made, in ISO 8601.
        pub created_at: String,
        /// What was captured, line by line.
        pub items: Vec<CaptureItem>,
        /// What the merchant attached to the capture.
        pub metadata: Option<Metadata>,
        /// Whether it was made with a test key.
        pub test_mode: bool,
    }
}
