//! The models as JSON, for the schemas of the other clients in the bench.

use std::collections::BTreeMap;

use flex_checkout::CheckoutSession;
use flex_checkout::schema::{Model, Object, Reference, Shape};
use serde_json::{Value, json};

/// Returns every object of a session, by name.
pub fn json() -> Value {
    let mut objects = BTreeMap::new();
    describe(CheckoutSession::object(), &mut objects);
    json!({ "root": CheckoutSession::object().name, "objects": objects })
}

fn describe(object: &'static Object, objects: &mut BTreeMap<&'static str, Value>) {
    if objects.contains_key(object.name) {
        return;
    }
    // A placeholder while the fields are described: objects refer to each other in circles.
    objects.insert(object.name, Value::Null);
    let mut fields = Vec::new();
    for field in object.fields {
        let shape = shape(field.shape, objects);
        fields.push(json!({ "name": field.name, "always": field.always, "shape": shape }));
    }
    objects.insert(object.name, Value::Array(fields));
}

fn shape(shape: Shape, objects: &mut BTreeMap<&'static str, Value>) -> Value {
    match shape {
        Shape::Boolean => json!({ "kind": "boolean" }),
        Shape::Integer => json!({ "kind": "integer" }),
        Shape::String | Shape::Enum(_) => json!({ "kind": "string" }),
        Shape::Object(to) => reference("object", to, objects),
        Shape::Expandable(to) => reference("expandable", to, objects),
        Shape::List(element) => {
            json!({ "kind": "list", "element": self::shape(*element, objects) })
        }
        Shape::Any => json!({ "kind": "any" }),
    }
}

fn reference(
    kind: &str,
    reference: Reference,
    objects: &mut BTreeMap<&'static str, Value>,
) -> Value {
    let object = (reference.object)();
    describe(object, objects);
    json!({ "kind": kind, "object": object.name, "mayBeCut": reference.may_be_cut })
}
