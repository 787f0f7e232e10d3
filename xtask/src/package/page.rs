//! The demo page: `www/dist`, as a Worker serves it, and `www/dist-static`, which needs no server.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::Result;
use flex_checkout::schema::{Enum, Field, Model, Object, Shape, Wire};
use flex_checkout::{CheckoutSession, ErrorKind, Outcome};
use flex_checkout_npm::keeper::CheckedHoldPolicy;
use serde_json::{Map, Value, json};

use crate::machine::run::{npm_tool, root, run_quietly, step};
use crate::package::size::{self, Size};

/// The builds: vite's mode and the folder.
const BUILDS: [(&str, &str); 2] = [("production", "dist"), ("static", "dist-static")];

/// Builds the page, and prints its sizes. `FLEX_GATEWAY` may name a gateway on another host.
pub fn build() -> Result<()> {
    let page = root().join("www");
    step("building the page", || {
        let generated = page.join("generated");
        fs::create_dir_all(&generated)?;
        fs::write(generated.join("models.json"), serde_json::to_vec(&models())?)?;
        for (mode, _) in BUILDS {
            let vite = &mut npm_tool("vite");
            vite.args(["build", "--logLevel", "warn", "--mode", mode]).arg(&page);
            run_quietly(vite)?;
        }
        Ok(())
    })?;
    let mut rows = Vec::new();
    for (_, folder) in BUILDS {
        rows.push((folder, size_of(&page.join(folder))?));
    }
    size::print(&rows);
    Ok(())
}

/// Returns the sum of the sizes of a build's files, except `_headers`, which a browser does not download.
fn size_of(folder: &Path) -> Result<Size> {
    let mut sum = Size { raw: 0, gzip: 0, brotli: 0 };
    for folder in [folder.to_path_buf(), folder.join("assets")] {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_file() && entry.file_name() != "_headers" {
                let Size { raw, gzip, brotli } = Size::of(&fs::read(entry.path())?)?;
                sum =
                    Size { raw: sum.raw + raw, gzip: sum.gzip + gzip, brotli: sum.brotli + brotli };
            }
        }
    }
    Ok(sum)
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
