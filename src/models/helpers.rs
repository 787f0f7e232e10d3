//! Helpers that every caller needs.

use super::{
    Cents, Customer, Expandable, Invoice, MaybeCut, PaymentIntent, Product, SetupIntent, SplitCart,
    Subscription,
};

/// An object that Flex may send as its id.
pub trait Identified {
    /// Returns the object's own id; `None` if Flex sent `{}`.
    fn own_id(&self) -> Option<&str>;
}

macro_rules! identified {
    ($($model:ident $field:ident,)*) => {
        /// The fields that hold the ids of such objects.
        #[doc(hidden)]
        pub const ID_FIELDS: &[&str] = &[$(stringify!($field)),*];

        $(impl Identified for $model {
            fn own_id(&self) -> Option<&str> {
                Option::from(&self.$field).map(String::as_str)
            }
        })*
    };
}

identified! {
    Invoice invoice_id,
    PaymentIntent payment_intent_id,
    Product product_id,
    SetupIntent setup_intent_id,
    SplitCart split_cart_id,
    Subscription subscription_id,
    Customer customer_id,
}

impl<T: Identified> Identified for MaybeCut<T> {
    fn own_id(&self) -> Option<&str> {
        self.whole()?.own_id()
    }
}

/// Returns the id of a field that is an id or an object.
///
/// ```
/// use flex_checkout::CheckoutSession;
/// use flex_checkout::models::id_of;
///
/// for json in [
///     r#"{"checkout_session_id": "fcs_1", "payment_intent": "fpi_1"}"#,
///     r#"{"checkout_session_id": "fcs_1", "payment_intent": {"payment_intent_id": "fpi_1"}}"#,
/// ] {
///     let session: CheckoutSession = serde_json::from_str(json)?;
///     assert_eq!(id_of(session.payment_intent.as_ref()), Some("fpi_1"));
/// }
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn id_of<T: Identified>(field: Option<&Expandable<T>>) -> Option<&str> {
    match field? {
        Expandable::Id(id) => Some(id),
        Expandable::Object(object) => object.own_id(),
    }
}

/// Formats an amount in US dollars (inferred), as in American English.
///
/// ```
/// use flex_checkout::models::{Cents, format_cents};
///
/// assert_eq!(format_cents(Cents(12_999)), "$129.99");
/// assert_eq!(format_cents(Cents(-123_456_789)), "-$1,234,567.89");
/// ```
#[must_use]
pub fn format_cents(cents: Cents) -> String {
    let sign = if cents.0 < 0 { "-" } else { "" };
    let (dollars, rest) = (cents.0.unsigned_abs() / 100, cents.0.unsigned_abs() % 100);
    let digits = dollars.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && digits.len().wrapping_sub(index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}${grouped}.{rest:02}")
}
