//! Related objects: by id, in full, or cut short.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, DeserializeSeed, IntoDeserializer, MapAccess, Visitor, value};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};

use crate::schema::{Model, Object, Reference, Shape, Wire};

/// A related object: its id, or the object itself where `expand` asked for it.
///
/// ```
/// use flex_checkout::models::{Customer, Expandable};
///
/// let customer: Expandable<Customer> = serde_json::from_str(r#""cus_1""#)?;
/// assert_eq!(customer.id(), Some("cus_1"));
/// assert!(customer.object().is_none());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Expandable<T> {
    /// The object's id.
    Id(String),
    /// The object.
    Object(Box<T>),
}

impl<T> Expandable<T> {
    /// The id, when the object was not expanded.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Id(id) => Some(id),
            Self::Object(_) => None,
        }
    }

    /// The object, when it was expanded.
    #[must_use]
    pub fn object(&self) -> Option<&T> {
        match self {
            Self::Id(_) => None,
            Self::Object(object) => Some(object),
        }
    }
}

impl<T: Model> Wire for Expandable<T> {
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

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Expandable<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct IdOrObject<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for IdOrObject<T> {
            type Value = Expandable<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("string or object")
            }

            fn visit_str<E: de::Error>(self, id: &str) -> Result<Self::Value, E> {
                Ok(Expandable::Id(id.to_owned()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                // The map itself goes on to the object's own visitor, so an error inside it keeps
                // its place; `#[serde(untagged)]` would buffer it and forget where it was.
                T::deserialize(value::MapAccessDeserializer::new(map))
                    .map(|object| Expandable::Object(Box::new(object)))
            }
        }

        deserializer.deserialize_any(IdOrObject(PhantomData))
    }
}

/// An object in a place where Flex may cut a recursion short and send `{}`.
#[derive(Clone, Debug, PartialEq)]
pub enum MaybeCut<T> {
    /// The object.
    Whole(T),
    /// `{}`.
    Cut,
}

impl<T> MaybeCut<T> {
    /// The object, when it is there.
    #[must_use]
    pub fn whole(&self) -> Option<&T> {
        match self {
            Self::Whole(object) => Some(object),
            Self::Cut => None,
        }
    }
}

impl<T: Model> Model for MaybeCut<T> {
    const REFERENCE: Reference = Reference { object: Self::object, may_be_cut: true };

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

impl<'de, T: Deserialize<'de>> Deserialize<'de> for MaybeCut<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectOrNothing<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectOrNothing<T> {
            type Value = MaybeCut<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let Some(first_key) = map.next_key::<String>()? else {
                    return Ok(MaybeCut::Cut);
                };
                let whole = FromFirstKey { first_key: Some(first_key), rest: map };
                T::deserialize(value::MapAccessDeserializer::new(whole)).map(MaybeCut::Whole)
            }
        }

        deserializer.deserialize_map(ObjectOrNothing(PhantomData))
    }
}

/// A map whose first key has been read already.
struct FromFirstKey<A> {
    first_key: Option<String>,
    rest: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for FromFirstKey<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        match self.first_key.take() {
            Some(key) => seed.deserialize(key.into_deserializer()).map(Some),
            None => self.rest.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.rest.next_value_seed(seed)
    }
}
