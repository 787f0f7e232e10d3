use super::{CaptureId, CaptureItem, Cents, Metadata};
use crate::define::model;

model! {
    /// A capture: money moved from a hold to the merchant.
    ///
    /// ```
    /// use flex_checkout::CheckoutSession;
    ///
    /// fn captured_cents(session: &CheckoutSession) -> i64 {
    ///     let captures = session.captures.iter().flatten();
    ///     captures.filter_map(|capture| capture.amount_captured).map(|cents| cents.0).sum()
    /// }
    /// ```
    pub struct Capture {
        /// The amount captured, in cents.
        pub amount_captured: Option<Cents> => always public,
        /// The capture's id, `fcap_` and a ULID.
        pub capture_id: CaptureId => public,
        /// Time of the capture, in ISO 8601.
        pub created_at: Option<String> => always public,
        /// The captured lines.
        pub items: Option<Vec<CaptureItem>> => always public,
        /// The part for shipping, in cents.
        pub amount_shipping_captured: Option<Cents> => public,
        /// The discount on the captured part, in cents.
        pub amount_discount_captured: Option<Cents> => public,
        /// The part for tax, in cents.
        pub amount_tax_captured: Option<Cents> => public,
        /// Metadata that the merchant attached to the capture.
        pub metadata: Option<Metadata> => withheld,
        /// True if made with a test key.
        pub test_mode: Option<bool> => always public,
    }
}
