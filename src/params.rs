//! Parameters of calls.

use crate::decode::departure;
use crate::define::report;
use crate::error::Error;
use crate::models::{Cents, Metadata, ProductId};
use crate::text::{digits, join};

report! {
    [Default]
    /// Parameters of a capture. Without any, the whole hold is captured (inferred).
    ///
    /// ```
    /// use flex_checkout::models::Cents;
    /// use flex_checkout::{CaptureLineItem, CaptureParams};
    ///
    /// let mut line = CaptureLineItem::default();
    /// line.product = "fprod_01HW5KTQQAAQ66WV19MFW4DTT4".into();
    /// line.amount_to_capture = Cents(4_500);
    /// let mut params = CaptureParams::default();
    /// params.line_items = Some(vec![line]);
    /// params.final_capture = Some(false);
    /// assert_eq!(
    ///     serde_json::to_string(&params)?,
    ///     r#"{"final_capture":false,"line_items":[{"product":"fprod_01HW5KTQQAAQ66WV19MFW4DTT4","amount_to_capture":4500}]}"#,
    /// );
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub struct CaptureParams {
        /// `false` keeps the rest of the hold for a later capture; `true` releases it.
        pub final_capture: Option<bool>,
        /// The products and amounts to capture. An empty array is refused: leave it out to capture the whole hold.
        pub line_items: Option<Vec<CaptureLineItem>>,
        /// Metadata for the session.
        pub metadata: Option<Metadata>,
        /// Metadata for the capture.
        pub capture_metadata: Option<Metadata>,
        /// The part for shipping, in whole cents.
        pub amount_shipping: Option<Cents>,
        /// The discount, in whole cents.
        pub amount_discount: Option<Cents>,
        /// The part for tax, in whole cents.
        pub amount_tax: Option<Cents>,
    }
}

report! {
    [Default]
    /// A line of a capture.
    ///
    /// ```
    /// use flex_checkout::CaptureLineItem;
    /// use flex_checkout::models::Cents;
    ///
    /// let mut line = CaptureLineItem::default();
    /// line.product = "fprod_01HW5KTQQAAQ66WV19MFW4DTT4".into();
    /// line.amount_to_capture = Cents(4_500);
    /// ```
    pub struct CaptureLineItem {
        /// The product's id, `fprod_` and a ULID.
        pub product: ProductId,
        /// The amount to capture, in whole cents.
        pub amount_to_capture: Cents,
    }
}

/// A page of a list.
///
/// ```
/// use flex_checkout::Page;
///
/// let first = Page::new(100);
/// let next = Page::new(100).starting_after("fpi_01HW5KTQQAAQ66WV19MFW4DTT4");
/// let previous = Page::default().ending_before("fpi_01HW5KTQQAAQ66WV19MFW4DTT4");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Page {
    limit: Option<u32>,
    starting_after: Option<String>,
    ending_before: Option<String>,
}

impl Page {
    /// Makes a page of so many payment intents: 1 to 100 (inferred). The default page leaves the number to Flex,
    /// which is 10 (inferred).
    #[must_use]
    pub fn new(limit: u32) -> Self {
        Self { limit: Some(limit), ..Self::default() }
    }

    /// Sets the payment intent before the page's first one.
    #[must_use]
    pub fn starting_after(mut self, payment_intent_id: &str) -> Self {
        self.starting_after = Some(payment_intent_id.to_owned());
        self
    }

    /// Sets the payment intent after the page's last one.
    #[must_use]
    pub fn ending_before(mut self, payment_intent_id: &str) -> Self {
        self.ending_before = Some(payment_intent_id.to_owned());
        self
    }

    /// Returns the names and values of the query, in turn.
    pub(crate) fn query(&self) -> Vec<String> {
        let Self { limit, starting_after, ending_before } = self.clone();
        let pairs = [
            ("limit", limit.map(digits)),
            ("starting_after", starting_after),
            ("ending_before", ending_before),
        ];
        let given = pairs.into_iter().filter_map(|(name, value)| Some([name.to_owned(), value?]));
        given.flatten().collect()
    }
}

/// Checks the parameters of a capture, as JSON.
pub(crate) fn check(params: &str) -> Result<(), Error> {
    departure(params).map_or(Ok(()), |drift| {
        let path = drift.path.strip_prefix("params.").unwrap_or(&drift.path);
        let why = join(&[path, " must be ", drift.expected, "; got ", drift.found]);
        Err(Error::configuration(why).with_path(Some(path.to_owned())))
    })
}
