//! Related objects: an id, an object, or `{}`.

use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

use crate::from_value::{FromValue, deserialize};
use crate::schema::{Field, Model, Object, Reference, Shape, Wire};

/// A related object: its id, or the object itself if [`Call::expand`](crate::Call::expand) requested it.
///
/// ```
/// use flex_checkout::models::{Customer, Expandable};
///
/// let customer: Expandable<Customer> = serde_json::from_str(r#""fcus_1""#)?;
/// assert_eq!(customer.id(), Some("fcus_1"));
/// assert!(customer.object().is_none());
///
/// let customer: Expandable<Customer> = serde_json::from_str(r#"{"customer_id": "fcus_1"}"#)?;
/// assert_eq!(customer.object().map(|customer| &*customer.customer_id), Some("fcus_1"));
/// assert!(customer.id().is_none());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expandable<T> {
    /// The object's id.
    Id(String),
    /// The object.
    Object(Box<T>),
}

impl<T> Expandable<T> {
    /// Returns the id if the object is not expanded.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Id(id) => Some(id),
            Self::Object(_) => None,
        }
    }

    /// Returns the object if it is expanded.
    #[must_use]
    pub fn object(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Object(object) => Some(object),
        }
    }
}

impl<T: Model + Serialize> Wire for Expandable<T> {
    const SHAPE: Shape = Shape::Expandable(T::REFERENCE);
}

impl<T: Serialize> Serialize for Expandable<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Id(id) => serializer.serialize_str(id),
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl<T: FromValue> FromValue for Expandable<T> {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::String(id) => Some(Self::Id(id.clone())),
            object => T::from_value(object).map(|object| Self::Object(Box::new(object))),
        }
    }
}

impl<'de, T: FromValue> Deserialize<'de> for Expandable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer, "a string or an object")
    }
}

/// An object, or `{}` if Flex ends a recursion there.
///
/// ```
/// use flex_checkout::models::{Expandable, Invoice, MaybeCut, PaymentIntent};
///
/// let json = r#"{"payment_intent_id": "fpi_1", "invoice": {}}"#;
/// let intent: PaymentIntent = serde_json::from_str(json)?;
/// let invoice: Option<&Invoice> = intent
///     .invoice
///     .as_ref()
///     .and_then(Expandable::object)
///     .and_then(MaybeCut::whole);
/// assert_eq!(invoice, None);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MaybeCut<T> {
    /// The object.
    Whole(T),
    /// `{}`.
    Cut,
}

impl<T> MaybeCut<T> {
    /// Returns the object; `None` if Flex sent `{}`.
    #[must_use]
    pub fn whole(&self) -> Option<&T> {
        match self {
            Self::Whole(object) => Some(object),
            Self::Cut => None,
        }
    }
}

impl<T: Model> Model for MaybeCut<T> {
    const REFERENCE: Reference =
        Reference { object: Self::object, name: Self::NAME, may_be_cut: true };
    const NAME: &'static str = T::NAME;
    const FIELDS: &'static [Field] = T::FIELDS;

    fn object() -> &'static Object {
        T::object()
    }
}

impl<T: Serialize> Serialize for MaybeCut<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Whole(object) => object.serialize(serializer),
            Self::Cut => serializer.serialize_map(Some(0))?.end(),
        }
    }
}

impl<T: FromValue> FromValue for MaybeCut<T> {
    fn from_value(value: &Value) -> Option<Self> {
        if value.as_object()?.is_empty() {
            Some(Self::Cut)
        } else {
            T::from_value(value).map(Self::Whole)
        }
    }
}

impl<'de, T: FromValue> Deserialize<'de> for MaybeCut<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer, "an object")
    }
}
