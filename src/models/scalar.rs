//! Numbers with their units, and the free-form values.

use crate::define::integer;

integer! {
    /// An amount in US cents. That all amounts are US dollars is inferred: Flex sends no currency.
    pub struct Cents;
}

integer! {
    /// Seconds since 1970-01-01T00:00:00Z (inferred).
    pub struct UnixSeconds;
}

integer! {
    /// A whole number of things: days, units, intervals.
    pub struct Count;
}

impl From<u32> for Count {
    fn from(count: u32) -> Self {
        Self(count.into())
    }
}

/// What a merchant attached to an object: usually a record of strings, but any JSON is kept.
pub type Metadata = serde_json::Value;
