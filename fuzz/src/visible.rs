//! The part of a body that leaves a gateway, by the exposure in the models' tables.

use flex_checkout::models::CheckoutSession;
use flex_checkout::schema::{Exposure, Model, Object, Shape};

use crate::tree::{Tree, Value};

/// Paths of exposed field names, relative to a value.
type Paths<'p> = Vec<&'p [&'p str]>;

/// Returns the visible part of a body; `None` if it is not an object.
pub fn visible(tree: &Tree<'_>, exposed: &[Vec<&str>]) -> Option<String> {
    let Value::Object(members) = &tree.value else { return None };
    let session = Shape::Object(CheckoutSession::REFERENCE);
    let paths: Paths<'_> = exposed.iter().map(Vec::as_slice).collect();
    let shown = members.iter().filter(|member| member.key == "checkout_session");
    Some(braces(shown.filter_map(|member| {
        let value = marked(&member.value, session, &paths)?;
        Some([member.raw_key, ":", &value].concat())
    })))
}

fn braces(members: impl Iterator<Item = String>) -> String {
    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
}

fn brackets(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(","))
}

/// Returns the visible part of a value with a shape.
fn marked(tree: &Tree<'_>, shape: Shape, paths: &Paths<'_>) -> Option<String> {
    match (shape, &tree.value) {
        (Shape::Any, _) | (_, Value::Null | Value::Boolean | Value::Number | Value::Text(_)) => {
            Some(tree.raw.to_owned())
        }
        (Shape::Object(to) | Shape::Expandable(to), Value::Object(_)) => {
            Some(fields(tree, Some((to.object)()), paths))
        }
        (Shape::List(element), Value::Array(items)) => {
            Some(brackets(items.iter().filter_map(|item| marked(item, *element, paths))))
        }
        _ => None,
    }
}

/// Returns the visible part of an object's fields. `object` has their exposure.
fn fields(tree: &Tree<'_>, object: Option<&Object>, paths: &Paths<'_>) -> String {
    let Value::Object(members) = &tree.value else { unreachable!("it is an object") };
    braces(members.iter().filter_map(|member| {
        let below: Paths<'_> = paths
            .iter()
            .filter(|path| path.first() == Some(&member.key.as_str()))
            .map(|path| &path[1..])
            .collect();
        let known =
            object.and_then(|object| object.fields.iter().find(|field| field.name == member.key));
        let value = match known {
            _ if below.iter().any(|path| path.is_empty()) => Some(member.value.raw.to_owned()),
            Some(field) if field.exposure == Exposure::Public => {
                marked(&member.value, field.shape, &below)
            }
            _ if below.is_empty() => None,
            _ => named(&member.value, &below),
        };
        Some([member.raw_key, ":", &value?].concat())
    }))
}

/// Returns the visible part of a value of which only named fields are exposed.
fn named(tree: &Tree<'_>, paths: &Paths<'_>) -> Option<String> {
    match &tree.value {
        Value::Object(_) => Some(fields(tree, None, paths)),
        Value::Array(items) => Some(brackets(items.iter().filter_map(|item| named(item, paths)))),
        _ => None,
    }
}
