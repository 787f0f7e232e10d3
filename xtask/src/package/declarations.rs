//! The package's declarations, for ES modules and for CommonJS.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::machine::run::{npm_tool, run_quietly};
use crate::package::wasm;

/// The entries with declarations; the others are these for other runtimes.
const ENTRIES: &[&str] = &["index", "slim", "gateway", "testing", "webhooks", "keeper"];

/// Writes the declarations into `dist`: those of the entries, and in `types` those of the modules
/// that they import. Types that no public type uses are left out.
pub fn write(package: &Path, dist: &Path) -> Result<()> {
    run_quietly(npm_tool("tsc").arg("--project").arg(package.join("tsconfig.json")))?;
    let types = dist.join("types");
    // The compiler does not copy existing declarations.
    for glue in wasm::MODULES.iter().filter_map(|module| module.glue) {
        let file = format!("generated/{glue}.d.ts");
        fs::copy(package.join("src").join(&file), types.join(&file)).context(file)?;
    }
    let mut public = BTreeSet::new();
    for entry in ENTRIES {
        let file = types.join(format!("entries/{entry}.d.ts"));
        visit(&file, &mut public)?;
        let declaration = fs::read_to_string(file)?.replace("\"../", "\"./types/");
        fs::write(dist.join(format!("{entry}.d.ts")), &declaration)?;
        fs::write(dist.join(format!("{entry}.d.cts")), for_commonjs(&declaration))?;
    }
    fs::remove_dir_all(types.join("entries"))?;
    for file in files(&types)? {
        if public.contains(&file) {
            let twin = file.with_extension("").with_extension("d.cts");
            fs::write(twin, for_commonjs(&fs::read_to_string(&file)?))?;
        } else {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}

/// Renames the relative imports for CommonJS.
fn for_commonjs(declaration: &str) -> String {
    declaration.replace(".js\"", ".cjs\"")
}

/// Collects a declaration's file, and all files that it imports.
pub fn visit(file: &Path, found: &mut BTreeSet<PathBuf>) -> Result<()> {
    if !found.insert(file.to_owned()) {
        return Ok(());
    }
    let source = fs::read_to_string(file).with_context(|| file.display().to_string())?;
    let folder = file.parent().context("a file stands in a folder")?;
    // In any form of an import, its module is a relative path in quotes.
    let modules = source.split('"').skip(1).step_by(2).filter(|quoted| quoted.starts_with('.'));
    for module in modules {
        let mut path = folder.to_owned();
        for step in module.trim_end_matches(".js").split('/') {
            match step {
                "." => {}
                ".." => {
                    path.pop();
                }
                name => path.push(name),
            }
        }
        path.add_extension("d.ts");
        visit(&path, found)?;
    }
    Ok(())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for item in fs::read_dir(folder)? {
        let path = item?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else if path.to_string_lossy().ends_with(".d.ts") {
            files.push(path);
        }
    }
    Ok(files)
}
