//! The package for JSR, from the built npm package: the modules that Deno runs, with their declarations.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use crate::machine::run::{root, target};
use crate::package::declarations;

const NAME: &str = "@flex-checkout/flex-checkout";

/// The entries for Deno. The keeper runs on Cloudflare only, and `slim` saves bytes in pages only.
const ENTRIES: &[&str] = &[".", "./gateway", "./testing", "./webhooks", "./schema.json"];

/// Writes the package into `target/jsr`. Returns the folder.
pub fn write() -> Result<PathBuf> {
    let package = root().join("pkg");
    let folder = target().join("jsr");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let manifest: Value = serde_json::from_slice(&fs::read(package.join("package.json"))?)?;
    let mut exports = Map::new();
    for &entry in ENTRIES {
        let conditions = &manifest["exports"][entry];
        let file = if let Some(types) = conditions["default"]["types"].as_str() {
            let module = conditions["default"]["default"].as_str().context("an entry's module")?;
            add_module(&package, &folder, module, types)?;
            module
        } else {
            let file = conditions.as_str().with_context(|| format!("{entry} has no file"))?;
            add(&folder, file, &fs::read_to_string(package.join(file))?)?;
            file
        };
        exports.insert(entry.into(), file.into());
    }
    for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        add(&folder, file, &fs::read_to_string(package.join(file))?)?;
    }
    let config = json!({
        "name": NAME,
        "version": manifest["version"],
        "license": manifest["license"],
        "exports": exports,
        // Git ignores this folder, and Deno leaves out what Git ignores.
        "publish": { "exclude": ["!dist"] },
    });
    add(&folder, "jsr.json", &serde_json::to_string_pretty(&config)?)?;
    Ok(folder)
}

/// Adds a module, with a directive that names its declarations, and all declarations that these import.
fn add_module(package: &Path, folder: &Path, module: &str, types: &str) -> Result<()> {
    let source = fs::read_to_string(package.join(module))?;
    // The map is not part of this package.
    let (source, _) = source.rsplit_once("//# sourceMappingURL=").context("the map's name")?;
    let (_, declaration) = types.rsplit_once('/').context("a path")?;
    add(folder, module, &format!("/* @ts-self-types=\"./{declaration}\" */\n{source}"))?;
    let mut public = BTreeSet::new();
    declarations::visit(&package.join(types), &mut public)?;
    for file in public {
        // Deno resolves imports to files.
        let declaration = fs::read_to_string(&file)?.replace(".js\"", ".d.ts\"");
        let path = file.strip_prefix(package)?;
        add(folder, path, &declaration)?;
    }
    Ok(())
}

fn add(folder: &Path, path: impl AsRef<Path>, content: &str) -> Result<()> {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().context("a file stands in a folder")?)?;
    fs::write(path, content)?;
    Ok(())
}
