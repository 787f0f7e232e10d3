//! The fuzzer's dictionary: the models' field names, and fuzz/words.dict.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use anyhow::Result;
use flex_checkout::CheckoutSession;
use flex_checkout::schema::{Model, Object, Shape};

use crate::machine::run::{root, target};

/// Writes the dictionary for libFuzzer.
pub fn write() -> Result<PathBuf> {
    let mut objects = BTreeMap::new();
    collect(CheckoutSession::object(), &mut objects);
    let mut words = fs::read_to_string(root().join("fuzz/words.dict"))?;
    let mut names: Vec<&str> =
        objects.values().flat_map(|object| object.fields).map(|field| field.name).collect();
    names.sort_unstable();
    names.dedup();
    for name in names {
        let _ = writeln!(words, "\"{name}\"");
    }
    let path = target().join("fuzz/words.dict");
    fs::write(&path, words)?;
    Ok(path)
}

/// Collects an object and all objects that it refers to, by name.
fn collect(object: &'static Object, found: &mut BTreeMap<&'static str, &'static Object>) {
    if found.insert(object.name, object).is_some() {
        return;
    }
    for field in object.fields {
        if let Some(inner) = inner(field.shape) {
            collect(inner, found);
        }
    }
}

fn inner(shape: Shape) -> Option<&'static Object> {
    match shape {
        Shape::Object(to) | Shape::Expandable(to) => Some((to.object)()),
        Shape::List(element) => inner(*element),
        _ => None,
    }
}
