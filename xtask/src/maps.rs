//! The source maps of the package, whose sources are in it too.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::wasm;

/// What stands for the sources that the package leaves out for their size.
const LEFT_OUT: &str = "// The WebAssembly module, as a string.\n";

/// Gives the map of a bundle something to show for the source that the package leaves out: tools
/// that follow maps warn of files that are missing.
pub fn complete(map: &Path) -> Result<()> {
    let mut value: Value = serde_json::from_slice(&fs::read(map)?)?;
    let sources = value["sources"].as_array().context("a map without sources")?;
    let contents: Vec<Value> = sources
        .iter()
        .map(|source| if is_left_out(source) { json!(LEFT_OUT) } else { Value::Null })
        .collect();
    value["sourcesContent"] = contents.into();
    fs::write(map, value.to_string()).with_context(|| map.display().to_string())
}

fn is_left_out(source: &Value) -> bool {
    wasm::MODULES
        .iter()
        .filter_map(|module| module.inline)
        .any(|inline| *source == format!("../src/generated/{inline}"))
}
