//! Numbers with their units, and free-form values.

use crate::define::integer;

integer! {
    /// An amount in US cents. Flex sends no currency; US dollars are inferred.
    ///
    /// ```
    /// use flex_checkout::models::Cents;
    ///
    /// let total = Cents(12_999);
    /// assert_eq!(format!("${}.{:02}", total.0 / 100, total.0 % 100), "$129.99");
    /// ```
    pub struct Cents;
}

integer! {
    /// Seconds since 1970-01-01T00:00:00Z (inferred).
    ///
    /// ```
    /// use std::time::{Duration, SystemTime};
    ///
    /// use flex_checkout::models::UnixSeconds;
    ///
    /// fn time(seconds: UnixSeconds) -> Option<SystemTime> {
    ///     let seconds = u64::try_from(seconds.0).ok()?;
    ///     SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
    /// }
    /// ```
    pub struct UnixSeconds;
}

integer! {
    /// A number of days, units or intervals.
    ///
    /// ```
    /// use flex_checkout::models::Count;
    ///
    /// assert_eq!(Count::from(3), Count(3));
    /// assert_eq!(Count(3).to_string(), "3");
    /// ```
    pub struct Count;
}

impl From<u32> for Count {
    fn from(count: u32) -> Self {
        Self(count.into())
    }
}

/// Data that a merchant attached to an object: usually strings by name, but any JSON is kept.
///
/// ```
/// use flex_checkout::CheckoutSession;
///
/// fn order_number(session: &CheckoutSession) -> Option<&str> {
///     session.metadata.as_ref()?.get("order_number")?.as_str()
/// }
/// ```
pub type Metadata = serde_json::Value;
