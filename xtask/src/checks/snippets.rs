//! The Rust blocks of the Markdown files, compiled to WebAssembly for Node to run.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::machine::run::{cargo, node, root, run, run_quietly, step, target};
use crate::package::{packed, wasm};
use crate::sandbox;

/// Runs the suite.
pub fn test() -> Result<()> {
    run(node("tests/snippets/run.mjs")?
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--sandbox")
        .arg(sandbox::build()?)
        .arg("--rust")
        .arg(build_rust()?))
}

/// Builds the Rust blocks as a user of the crate would. Returns the module for Node.
fn build_rust() -> Result<PathBuf> {
    let folder = target().join("snippets");
    fs::create_dir_all(&folder)?;
    run(node("tests/snippets/rust.mjs")?.arg(&folder))?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    step("compiling the Rust blocks", || {
        run(cargo()
            .args(["build", "--quiet", "--target", "wasm32-unknown-unknown", "--target-dir"])
            .arg(target())
            .arg("--manifest-path")
            .arg(folder.join("Cargo.toml")))
    })?;
    // The page with the manifest names the crate.
    let named =
        run_quietly(cargo().arg("pkgid").arg("--manifest-path").arg(folder.join("Cargo.toml")))?;
    let name = named.trim().rsplit('#').next().and_then(|id| id.split('@').next());
    let name = name.context("the crate of the blocks has no name")?.replace('-', "_");
    let module = target().join(format!("wasm32-unknown-unknown/debug/{name}.wasm"));
    wasm::for_node(&module, &folder.join("out"))
}
