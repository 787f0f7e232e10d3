//! JSON that keeps the order of its fields, and merge patches on it.
//!
//! `serde_json`'s own map sorts unless a feature is on, and that feature would be on for every crate
//! built together with this one.

use std::fmt;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;

/// Any JSON, its fields in their original order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Applies a merge patch (RFC 7396): objects merge, null removes, everything else replaces.
    ///
    /// One extension: `{"$null": true}` in the patch becomes null in the result, which a merge
    /// patch cannot express.
    pub(crate) fn merge(&mut self, patch: &Json) {
        if patch.is_written_null() {
            *self = Json::Null;
            return;
        }
        let Json::Object(changes) = patch else {
            *self = patch.clone();
            return;
        };
        if !matches!(self, Json::Object(_)) {
            *self = Json::Object(Vec::new());
        }
        let Json::Object(fields) = self else { return };
        for (name, change) in changes {
            let index = fields.iter().position(|(field, _)| field == name);
            match (index, change) {
                (Some(index), Json::Null) => {
                    fields.remove(index);
                }
                (None, Json::Null) => {}
                (Some(index), change) => fields[index].1.merge(change),
                (None, change) => {
                    let mut value = Json::Null;
                    value.merge(change);
                    fields.push((name.clone(), value));
                }
            }
        }
    }

    /// Returns the value of an object's field.
    pub(crate) fn field_mut(&mut self, name: &str) -> Option<&mut Json> {
        match self {
            Json::Object(fields) => {
                fields.iter_mut().find(|(field, _)| field == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// Replaces the value of each field of this name, at any depth.
    pub(crate) fn replace_each(&mut self, name: &str, value: &Json) {
        match self {
            Json::Object(fields) => {
                for (field, present) in fields {
                    if field == name {
                        present.clone_from(value);
                    } else {
                        present.replace_each(name, value);
                    }
                }
            }
            Json::Array(values) => {
                for present in values {
                    present.replace_each(name, value);
                }
            }
            _ => {}
        }
    }

    fn is_written_null(&self) -> bool {
        match self {
            Json::Object(fields) => match fields.as_slice() {
                [(name, value)] => name == "$null" && *value == Json::Bool(true),
                _ => false,
            },
            _ => false,
        }
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Bool(value) => serializer.serialize_bool(*value),
            Json::Number(value) => value.serialize(serializer),
            Json::Text(value) => serializer.serialize_str(value),
            Json::Array(values) => {
                let mut array = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    array.serialize_element(value)?;
                }
                array.end()
            }
            Json::Object(fields) => {
                let mut object = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    object.serialize_entry(name, value)?;
                }
                object.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyJson)
    }
}

struct AnyJson;

impl<'de> Visitor<'de> for AnyJson {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Json, E> {
        Number::from_f64(value)
            .map(Json::Number)
            .ok_or_else(|| E::custom("a number that JSON cannot write"))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<Json, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = array.next_element()? {
            values.push(value);
        }
        Ok(Json::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = object.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_merges(before: &str, patch: &str, after: &str) {
        let mut json: Json = serde_json::from_str(before).unwrap();
        json.merge(&serde_json::from_str(patch).unwrap());
        assert_eq!(serde_json::to_string(&json).unwrap(), after);
    }

    #[test]
    fn fields_keep_their_order_and_new_ones_come_last() {
        assert_merges(
            r#"{"b":1,"a":{"d":1,"c":2}}"#,
            r#"{"z":0,"a":{"c":3}}"#,
            r#"{"b":1,"a":{"d":1,"c":3},"z":0}"#,
        );
    }

    #[test]
    fn null_removes_a_field() {
        assert_merges(r#"{"a":1,"b":2}"#, r#"{"a":null,"c":null}"#, r#"{"b":2}"#);
        assert_merges("{}", r#"{"a":{"b":null,"c":1}}"#, r#"{"a":{"c":1}}"#);
    }

    #[test]
    fn null_can_be_written() {
        assert_merges(r#"{"a":{"b":1}}"#, r#"{"a":{"$null":true}}"#, r#"{"a":null}"#);
        assert_merges(r#"{"a":1}"#, r#"{"$null":true}"#, "null");
    }

    #[test]
    fn arrays_and_scalars_replace() {
        assert_merges(r#"{"a":[1,2]}"#, r#"{"a":[3]}"#, r#"{"a":[3]}"#);
        assert_merges(r#"{"a":1}"#, r#"["c"]"#, r#"["c"]"#);
        assert_merges(r#"["a"]"#, r#"{"a":"b"}"#, r#"{"a":"b"}"#);
    }
}
