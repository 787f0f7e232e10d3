use super::define::model;
use super::{CaptureItem, Cents, Metadata};

model! {
    /// Money moved from a hold to the merchant.
    pub struct Capture {
        /// The amount captured, in cents.
        pub amount_captured: Cents => public,
        /// The capture's id, `fcap_` and a ULID.
        pub capture_id: String => public,
        /// When it was made, in ISO 8601.
        pub created_at: String => public,
        /// What was captured, line by line.
        pub items: Vec<CaptureItem> => public,
        /// What the merchant attached to the capture.
        pub metadata: Option<Metadata> => withheld,
        /// Whether it was made with a test key.
        pub test_mode: bool => public,
    }
}
