//! Typed values from JSON of any shape.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::json::integer::MAX_SAFE_INTEGER;

/// A type that is read from any JSON value.
#[doc(hidden)]
pub trait FromValue: Sized {
    /// Reads a value; `None` if it has another type.
    fn from_value(value: &Value) -> Option<Self>;

    /// Reads a field, which may be absent; `None` if the field is required.
    #[must_use]
    fn from_field(value: Option<&Value>) -> Option<Self> {
        Self::from_value(value?)
    }
}

/// Leaves out a field of another type.
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Option<Self> {
        Some(T::from_value(value))
    }

    fn from_field(value: Option<&Value>) -> Option<Self> {
        Some(value.filter(|value| !value.is_null()).and_then(T::from_value))
    }
}

/// Leaves out elements of another type.
impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: &Value) -> Option<Self> {
        Some(value.as_array()?.iter().filter_map(T::from_value).collect())
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> Option<Self> {
        value.as_bool()
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> Option<Self> {
        value.as_str().map(Self::from)
    }
}

impl FromValue for Value {
    fn from_value(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}

/// Reads an integer in any of JSON's notations, within JavaScript's safe range.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "the bound is exactly representable, and within it a whole f64 is an exact i64"
)]
pub(crate) fn integer(value: &Value) -> Option<i64> {
    if let Some(value) = value.as_i64() {
        return Some(value).filter(|value| value.unsigned_abs() <= MAX_SAFE_INTEGER);
    }
    let value = value.as_f64()?;
    (value.fract() == 0.0 && value.abs() <= MAX_SAFE_INTEGER as f64).then_some(value as i64)
}

/// Deserializes a value through [`Value`]. Fails if it has another type than `expected`.
pub(crate) fn deserialize<'de, T: FromValue, D: Deserializer<'de>>(
    deserializer: D,
    expected: &str,
) -> Result<T, D::Error> {
    let value = Value::deserialize(deserializer)?;
    T::from_value(&value).ok_or_else(|| D::Error::custom(format_args!("expected {expected}")))
}
