//! `schema.json`: a JSON Schema of the API's objects, written from the Rust models.

use std::fs;

use anyhow::Result;
use flex_checkout::models::Allocation;
use flex_checkout::schema::{Enum, Model, Object, Reference, Shape};
use flex_checkout::{CaptureParams, CheckoutSession};
use serde_json::{Map, Value, json};

use crate::machine::run::root;

/// Returns the document. It describes a session; `$defs` has each object and enumeration by its name.
pub fn document() -> Result<String> {
    let package: Value = serde_json::from_slice(&fs::read(root().join("pkg/package.json"))?)?;
    let version = package["version"].as_str().unwrap_or_default();
    let mut definitions = Definitions::default();
    definitions.object(CheckoutSession::object(), Absence::NullOrAbsent);
    definitions.object(Allocation::object(), Absence::NullOrAbsent);
    definitions.object(CaptureParams::object(), Absence::Absent);
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("https://unpkg.com/flex-checkout@{version}/dist/schema.json"),
        "description": "Flex's objects. Unknown fields, and unknown values of enumerations, are valid.",
        "$ref": "#/$defs/CheckoutSession",
        "$defs": definitions.0,
    });
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// Returns the schema of an object that a program sends. It refers to other objects by `#/$defs/`.
pub fn params(object: &'static Object) -> Value {
    Definitions::default().properties(object, Absence::Absent)
}

/// The value of a field that may be missing.
#[derive(Clone, Copy)]
enum Absence {
    /// Flex sends null, or leaves the field out.
    NullOrAbsent,
    /// A program leaves the field out.
    Absent,
}

#[derive(Default)]
struct Definitions(Map<String, Value>);

impl Definitions {
    fn object(&mut self, object: &'static Object, absence: Absence) {
        if self.0.contains_key(object.name) {
            return;
        }
        // A placeholder during the fields: objects refer to each other in circles.
        self.0.insert(object.name.into(), Value::Null);
        let schema = self.properties(object, absence);
        self.0.insert(object.name.into(), schema);
    }

    fn properties(&mut self, object: &'static Object, absence: Absence) -> Value {
        let mut properties = Map::new();
        for field in object.fields {
            let mut alternatives = self.alternatives(field.shape, absence);
            if !field.always && matches!(absence, Absence::NullOrAbsent) {
                alternatives.push(json!({ "type": "null" }));
            }
            let mut schema = any_of(alternatives);
            schema["description"] = line(field.doc).into();
            properties.insert(field.name.into(), schema);
        }
        let mut schema =
            json!({ "type": "object", "description": line(object.doc), "properties": properties });
        let always = object.fields.iter().filter(|field| field.always);
        let required: Vec<_> = always.map(|field| field.name).collect();
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        schema
    }

    /// Returns the schemas of a shape, of which a value matches one.
    fn alternatives(&mut self, shape: Shape, absence: Absence) -> Vec<Value> {
        match shape {
            Shape::Boolean => vec![json!({ "type": "boolean" })],
            Shape::Integer => vec![json!({ "type": "integer" })],
            Shape::String => vec![json!({ "type": "string" })],
            Shape::Enum(values) => {
                self.0.insert(values.name.into(), enumeration(values));
                vec![reference(values.name)]
            }
            Shape::Object(to) => self.objects(to, absence),
            Shape::Expandable(to) => {
                let mut alternatives = vec![json!({ "type": "string" })];
                alternatives.append(&mut self.objects(to, absence));
                alternatives
            }
            Shape::List(element) => {
                let items = any_of(self.alternatives(*element, absence));
                vec![json!({ "type": "array", "items": items })]
            }
            Shape::Any => vec![json!({})],
        }
    }

    fn objects(&mut self, to: Reference, absence: Absence) -> Vec<Value> {
        let object = (to.object)();
        self.object(object, absence);
        let mut alternatives = vec![reference(object.name)];
        if to.may_be_cut {
            let about = "`{}`, with which Flex ends a recursion.";
            alternatives
                .push(json!({ "type": "object", "maxProperties": 0, "description": about }));
        }
        alternatives
    }
}

fn enumeration(values: &Enum) -> Value {
    let known = values.known.iter();
    let mut alternatives: Vec<Value> = known
        .map(|(value, meaning)| json!({ "const": value, "description": line(meaning) }))
        .collect();
    if values.open {
        let about = "Any other string may occur.";
        alternatives.push(json!({ "type": "string", "description": about }));
    }
    json!({ "description": line(values.doc), "anyOf": alternatives })
}

/// Returns a schema of values that match one of these schemas.
fn any_of(mut alternatives: Vec<Value>) -> Value {
    // Any JSON includes null.
    if let Some(any) = alternatives.iter().position(|schema| *schema == json!({})) {
        return alternatives.swap_remove(any);
    }
    match alternatives.as_mut_slice() {
        [schema] => schema.take(),
        [schema, null] if schema["type"].is_string() && null["type"] == "null" => {
            schema["type"] = json!([schema["type"], "null"]);
            schema.take()
        }
        _ => json!({ "anyOf": alternatives }),
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
