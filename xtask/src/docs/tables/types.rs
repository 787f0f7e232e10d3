//! The tables of `docs/types.md`: every object with its fields, and every set of known values.

use std::fmt::Write;

use flex_checkout::schema::{Enum, Field, Model, Object, Shape, Wire};
use flex_checkout::{
    AttemptEvent, CheckoutSession, Drift, DriftEvent, Hold, ResponseEvent, RetryEvent,
};

/// A table an object, the session's first, then what the client itself says.
pub fn objects() -> String {
    let mut text = String::new();
    for object in found().objects {
        let _ = writeln!(text, "### {}\n\n{}\n", object.name, line(object.doc));
        text.push_str("| field | type | there | |\n|---|---|---|---|\n");
        if let Some(tag) = object.tag {
            let _ =
                writeln!(text, "| `type` | `\"{tag}\"` | always | Tells it from other events. |");
        }
        for field in object.fields {
            let there = if field.always { "always" } else { "" };
            let _ = writeln!(
                text,
                "| `{}` | {} | {there} | {} |",
                field.name,
                type_of(field),
                line(field.doc)
            );
        }
        text.push('\n');
    }
    text
}

/// Every value that is known of each enumeration.
pub fn values() -> String {
    let mut text = String::from("| type | value | |\n|---|---|---|\n");
    for values in found().enums {
        let kind = if values.open { "" } else { ", no others" };
        for (index, (value, meaning)) in values.known.iter().enumerate() {
            let name =
                if index == 0 { format!("**{}**{kind}", values.name) } else { String::new() };
            let _ = writeln!(text, "| {name} | `\"{value}\"` | {} |", line(meaning));
        }
    }
    text
}

#[derive(Default)]
struct Found {
    objects: Vec<&'static Object>,
    enums: Vec<&'static Enum>,
}

/// Everything that a session may hold, and that the client says of a call.
fn found() -> Found {
    let mut found = Found::default();
    for object in [
        CheckoutSession::REFERENCE,
        Hold::REFERENCE,
        Drift::REFERENCE,
        AttemptEvent::REFERENCE,
        ResponseEvent::REFERENCE,
        RetryEvent::REFERENCE,
        DriftEvent::REFERENCE,
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

/// What a field holds, with its unit.
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

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}
