//! Numbers with their units, and the free-form values.

use std::fmt;

use serde::de::{self, Visitor};

use super::define::integer;

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

/// The largest whole number that JavaScript's numbers hold exactly, 2^53 - 1.
pub(crate) const MAX_SAFE_INTEGER: u64 = 9_007_199_254_740_991;

/// Reads a whole number in any of JSON's notations, as JavaScript would see it.
pub(crate) fn deserialize_integer<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<i64, D::Error> {
    deserializer.deserialize_any(Integer)
}

struct Integer;

impl Visitor<'_> for Integer {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("integer")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<i64, E> {
        if value.unsigned_abs() <= MAX_SAFE_INTEGER {
            Ok(value)
        } else {
            Err(E::invalid_type(de::Unexpected::Signed(value), &self))
        }
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<i64, E> {
        i64::try_from(value)
            .map_err(|_| E::invalid_type(de::Unexpected::Unsigned(value), &self))
            .and_then(|value| self.visit_i64(value))
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "the bound is exactly representable, and within it a whole f64 is an exact i64"
    )]
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<i64, E> {
        if value.fract() == 0.0 && value.abs() <= MAX_SAFE_INTEGER as f64 {
            Ok(value as i64)
        } else {
            Err(E::invalid_type(de::Unexpected::Float(value), &self))
        }
    }
}
