//! The tables of `docs/types.md`: every object with its fields, and every set of known values.

use std::fmt::Write;

use flex_checkout::schema::{Enum, Field, Model, Object, Shape, Wire};
use flex_checkout::{
    AttemptEvent, CallIdentity, CheckoutSession, Drift, DriftEvent, EndEvent, Hold, ResponseEvent,
    RetryEvent, StartEvent,
};

use crate::package::typescript::field_name;

/// Returns a table for each object, the session's first, then the client's own types.
pub fn objects() -> String {
    let mut markdown = String::new();
    for object in found().objects {
        let _ = writeln!(markdown, "### {}\n\n{}\n", object.name, line(object.doc));
        markdown.push_str("| field | type | present | |\n|---|---|---|---|\n");
        if let Some(tag) = object.tag {
            let _ = writeln!(
                markdown,
                "| `type` | `\"{tag}\"` | always | Discriminates the event types. |"
            );
        }
        for field in object.fields {
            let there = if field.always { "always" } else { "" };
            let _ = writeln!(
                markdown,
                "| `{}` | {} | {there} | {} |",
                field_name(object, field),
                type_of(field),
                line(field.doc)
            );
        }
        markdown.push('\n');
    }
    markdown
}

/// Returns every known value of each enumeration.
pub fn values() -> String {
    let mut markdown = String::from("| type | value | |\n|---|---|---|\n");
    for values in found().enums {
        let kind = if values.open { "" } else { ", no others" };
        for (index, (value, meaning)) in values.known.iter().enumerate() {
            let name =
                if index == 0 { format!("**{}**{kind}", values.name) } else { String::new() };
            let _ = writeln!(markdown, "| {name} | `\"{value}\"` | {} |", line(meaning));
        }
    }
    markdown
}

#[derive(Default)]
struct Found {
    objects: Vec<&'static Object>,
    enums: Vec<&'static Enum>,
}

/// Collects everything in a session, and in the client's own types.
fn found() -> Found {
    let mut found = Found::default();
    for object in [
        CheckoutSession::REFERENCE,
        Hold::REFERENCE,
        Drift::REFERENCE,
        CallIdentity::REFERENCE,
        StartEvent::REFERENCE,
        AttemptEvent::REFERENCE,
        ResponseEvent::REFERENCE,
        RetryEvent::REFERENCE,
        DriftEvent::REFERENCE,
        EndEvent::REFERENCE,
    ] {
        found.visit(Shape::Object(object));
    }
    for shape in [flex_checkout::ErrorKind::SHAPE, flex_checkout::Outcome::SHAPE] {
        found.visit(shape);
    }
    found
}

impl Found {
    fn visit(&mut self, shape: Shape) {
        match shape {
            Shape::Object(to) | Shape::Expandable(to) => {
                let object = (to.object)();
                if self.objects.iter().any(|known| known.name == object.name) {
                    return;
                }
                self.objects.push(object);
                for field in object.fields {
                    self.visit(field.shape);
                }
            }
            Shape::List(element) => self.visit(*element),
            Shape::Enum(values) if !self.enums.iter().any(|known| known.name == values.name) => {
                self.enums.push(values);
            }
            _ => {}
        }
    }
}

/// Returns a field's type, with its unit.
fn type_of(field: &Field) -> String {
    let unit = [("Cents", ", cents"), ("UnixSeconds", ", Unix seconds"), ("Duration", ", ms")]
        .into_iter()
        .find(|(name, _)| field.rust_type.contains(name))
        .map_or("", |(_, unit)| unit);
    format!("{}{unit}", shape_of(field.shape))
}

fn shape_of(shape: Shape) -> String {
    let link = |name: &str| format!("[{name}](#{})", name.to_lowercase());
    let cut = |may_be_cut| if may_be_cut { ", or `{}`" } else { "" };
    match shape {
        Shape::Boolean => "boolean".into(),
        Shape::Integer => "integer".into(),
        Shape::String => "string".into(),
        Shape::Enum(values) => format!("[{}](#values)", values.name),
        Shape::Object(to) => format!("{}{}", link((to.object)().name), cut(to.may_be_cut)),
        Shape::Expandable(to) => {
            format!("id or {}{}", link((to.object)().name), cut(to.may_be_cut))
        }
        Shape::List(element) => format!("list of {}", shape_of(*element)),
        Shape::Any => "any JSON".into(),
    }
}

fn line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
