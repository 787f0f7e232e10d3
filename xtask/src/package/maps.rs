//! The source maps of the package, which contains their sources.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::package::wasm;

/// The content of sources that the package leaves out for their size.
const INLINED: &str = "// The WebAssembly module, as a string.\n";
const GLUE: &str = "// wasm-bindgen's glue, which is in the bundle as it was generated.\n";

/// Adds content to a bundle's map for the generated sources that the package leaves out: tools warn
/// about missing files.
pub fn complete(map: &Path) -> Result<()> {
    let mut value: Value = serde_json::from_slice(&fs::read(map)?)?;
    let sources = value["sources"].as_array().context("a map without sources")?;
    let contents: Result<Vec<Value>> = sources.iter().map(|source| content(map, source)).collect();
    value["sourcesContent"] = contents?.into();
    fs::write(map, value.to_string()).with_context(|| map.display().to_string())
}

fn content(map: &Path, source: &Value) -> Result<Value> {
    let path = source.as_str().context("a source without a path")?;
    let Some(file) = path.strip_prefix("../src/generated/") else { return Ok(Value::Null) };
    if wasm::MODULES.iter().any(|module| module.inline == Some(file)) {
        return Ok(json!(INLINED));
    }
    let stem = file.strip_suffix(".js");
    if stem.is_some() && wasm::MODULES.iter().any(|module| module.glue == stem) {
        return Ok(json!(GLUE));
    }
    let folder = map.parent().context("a map stands in a folder")?;
    Ok(json!(fs::read_to_string(folder.join(path))?))
}
