//! The demo page, as a Worker serves it: `www/dist`.

use std::collections::BTreeMap;
use std::fs;

use anyhow::Result;
use flex_checkout::schema::{Enum, Field, Model, Object, Shape, Wire};
use flex_checkout::{CheckoutSession, ErrorKind, Outcome};
use flex_checkout_npm::keeper::CheckedHoldPolicy;
use serde_json::{Map, Value, json};

use crate::machine::run::{npm_tool, root, run_quietly, step};

/// Builds the page. `FLEX_GATEWAY` may name a gateway on another host.
pub fn build() -> Result<()> {
    step("building the page", || {
        let page = root().join("www");
        let generated = page.join("generated");
        fs::create_dir_all(&generated)?;
        fs::write(generated.join("models.json"), serde_json::to_vec(&models())?)?;
        let vite = &mut npm_tool("vite");
        run_quietly(vite.args(["build", "--logLevel", "warn"]).arg(page)).map(drop)
    })
}

/// Returns the models as JSON, for the page's texts about fields, errors and holds.
fn models() -> Value {
    let mut docs = Docs::default();
    docs.object(CheckoutSession::object());
    for shape in [ErrorKind::SHAPE, Outcome::SHAPE] {
        docs.shape(shape);
    }
    json!({
        "objects": docs.objects,
        "enums": docs.enums,
        "holdLife": { "shortest": CheckedHoldPolicy::default().window, "longest": CheckedHoldPolicy::LONGEST_LIFE },
    })
}

#[derive(Default)]
struct Docs {
    objects: BTreeMap<&'static str, Value>,
    enums: BTreeMap<&'static str, Value>,
}

impl Docs {
    fn object(&mut self, object: &'static Object) {
        // Objects refer to each other in circles: each is added before its fields are visited.
        if self.objects.contains_key(object.name) {
            return;
        }
        self.objects.insert(object.name, Value::Null);
        let fields: Map<String, Value> =
            object.fields.iter().map(|field| (field.name.into(), self.field(field))).collect();
        let entry = json!({ "doc": plain(object.doc), "fields": fields });
        self.objects.insert(object.name, entry);
    }

    fn field(&mut self, field: &'static Field) -> Value {
        let mut entry = Map::from_iter([("doc".into(), json!(plain(field.doc)))]);
        let unit = ["Cents", "UnixSeconds"].into_iter().find(|unit| field.rust_type.contains(unit));
        if let Some(unit) = unit {
            entry.insert("unit".into(), json!(unit));
        }
        if let Some((kind, name)) = self.shape(field.shape) {
            entry.insert(kind.into(), json!(name));
        }
        Value::Object(entry)
    }

    /// Returns the type that a shape refers to, and visits it.
    fn shape(&mut self, shape: Shape) -> Option<(&'static str, &'static str)> {
        match shape {
            Shape::Object(reference) | Shape::Expandable(reference) => {
                let object = (reference.object)();
                self.object(object);
                Some(("object", object.name))
            }
            Shape::List(element) => self.shape(*element),
            Shape::Enum(values) => {
                self.enumeration(values);
                Some(("enum", values.name))
            }
            Shape::Boolean | Shape::Integer | Shape::String | Shape::Any => None,
        }
    }

    fn enumeration(&mut self, values: &'static Enum) {
        let known: Map<String, Value> =
            values.known.iter().map(|(value, doc)| ((*value).into(), json!(plain(doc)))).collect();
        self.enums.insert(values.name, Value::Object(known));
    }
}

/// Returns Markdown as the page shows it: a paragraph without markup.
fn plain(markdown: &str) -> String {
    markdown.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "")
}
