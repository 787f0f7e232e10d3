//! `cargo xtask build`: the npm package, and the page that the Worker serves.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::machine::run::{npm_tool, root, run_quietly, step};
use crate::machine::setup;
use crate::package::size::{self, Size};
use crate::package::{declarations, json_schema, maps, page, readme, typescript, wasm};

/// The files of the package: `(entry and file, format, conditions)`.
const BUNDLES: &[(&str, &str, &str)] = &[
    ("index", "index.js", "esm"),
    ("index", "index.cjs", "cjs"),
    ("workerd", "workerd.js", "esm"),
    ("edge-light", "edge-light.js", "esm"),
    ("slim", "slim.js", "esm"),
    ("slim", "slim.cjs", "cjs"),
    ("gateway", "gateway.js", "esm"),
    ("gateway", "gateway.cjs", "cjs"),
    ("gateway-workerd", "gateway-workerd.js", "esm"),
    ("gateway-edge-light", "gateway-edge-light.js", "esm"),
    ("testing", "testing.js", "esm"),
    ("testing", "testing.cjs", "cjs"),
    ("testing-workerd", "testing-workerd.js", "esm"),
    ("testing-edge-light", "testing-edge-light.js", "esm"),
    ("webhooks", "webhooks.js", "esm"),
    ("webhooks", "webhooks.cjs", "cjs"),
    ("keeper", "keeper.js", "esm"),
    ("keeper-elsewhere", "keeper-elsewhere.js", "esm"),
    ("keeper-elsewhere", "keeper-elsewhere.cjs", "cjs"),
];

/// Builds the package into `pkg/dist`, and the page, and prints the sizes.
pub fn build() -> Result<()> {
    setup::for_building()?;
    let package = root().join("pkg");
    let generated = package.join("src/generated");
    let dist = package.join("dist");
    for module in wasm::MODULES {
        wasm::build(module, &generated)?;
    }
    step("writing the types from the models", || {
        fs::write(generated.join("crossings.ts"), typescript::crossings())
            .context("crossings.ts")?;
        fs::write(generated.join("rules.ts"), typescript::rules()).context("rules.ts")?;
        fs::write(generated.join("holds.ts"), typescript::holds()).context("holds.ts")?;
        fs::write(generated.join("models.ts"), typescript::models()).context("models.ts")
    })?;
    step("bundling the entries", || bundle(&package, &dist))?;
    step("writing the declarations", || declarations::write(&package, &dist))?;
    fs::write(dist.join("schema.json"), json_schema::document()?).context("schema.json")?;
    for file in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(root().join(file), package.join(file))?;
    }
    fs::write(package.join("README.md"), readme::packed()?)?;
    page::build()?;
    sizes(&dist)
}

/// Bundles a package's entries and modules into `dist`.
pub fn bundle(package: &Path, dist: &Path) -> Result<()> {
    if dist.exists() {
        fs::remove_dir_all(dist)?;
    }
    fs::create_dir_all(dist)?;
    for file in wasm::MODULES.iter().map(|module| module.file) {
        fs::copy(package.join("src/generated").join(file), dist.join(file))?;
    }
    for (entry, file, format) in BUNDLES {
        run_quietly(
            npm_tool("esbuild")
                .arg(package.join(format!("src/entries/{entry}.ts")))
                .args(["--bundle", "--target=es2022", "--log-level=warning"])
                // The package contains the sources once, not in each map.
                .args(["--sourcemap", "--sources-content=false"])
                // The module stays an import for the runtimes that compile it.
                .args(["--external:*.wasm", "--external:*.wasm?module"])
                // Cloudflare's modules exist where its entries run.
                .arg("--external:cloudflare:*")
                .arg(format!("--format={format}"))
                .arg(format!("--outfile={}", dist.join(file).display())),
        )?;
        maps::complete(&dist.join(format!("{file}.map")))?;
    }
    Ok(())
}

/// Prints the size of each module, and of each entry's file for Node and bundlers and, if it has another, for workerd.
fn sizes(dist: &Path) -> Result<()> {
    let modules = wasm::MODULES.iter().map(|module| (module.file, module.file.to_owned()));
    let entries = [
        ("index.js", "with the module"),
        ("workerd.js", "without the module"),
        ("slim.js", "without the module"),
        ("gateway.js", "with the module"),
        ("gateway-workerd.js", "without the module"),
        ("keeper.js", "without the module"),
        ("testing.js", "with the module"),
        ("webhooks.js", "has no module"),
    ];
    let entries = entries.map(|(file, about)| (file, format!("{file} ({about})")));
    let mut rows = Vec::new();
    for (file, label) in modules.chain(entries) {
        rows.push((label, Size::of(&fs::read(dist.join(file))?)?));
    }
    size::print(&rows);
    Ok(())
}
