//! The README's Rust snippet, compiled to WebAssembly for Node to run.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::run::{cargo, root, run, step, target};
use crate::wasm;

/// What makes the snippet's function callable from JavaScript.
const CALL: &str = r"
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn run(api_key: String, session_id: String) -> Result<Vec<String>, String> {
    renew_hold(&api_key, &session_id).await.map_err(|error| error.to_string())
}
";

const MANIFEST: &str = r#"
[package]
name = "readme"
version = "0.0.0"
edition = "2024"

[workspace]

[lib]
crate-type = ["cdylib"]

[dependencies]
flex-checkout = { path = "../.." }
wasm-bindgen = "0.2"
wasm-bindgen-futures = "0.4"
"#;

/// Builds it as a user of the crate would, and returns the module that Node can require.
pub fn build_rust_snippet() -> Result<PathBuf> {
    let readme = fs::read_to_string(root().join("README.md"))?;
    let snippet = readme.split("```rust\n").nth(1).and_then(|rest| rest.split("```").next());
    let snippet = snippet.context("README.md has no Rust snippet")?;

    // Two folders down, as the path in the manifest has it.
    let folder = root().join("target/readme");
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), MANIFEST)?;
    fs::write(folder.join("src/lib.rs"), [snippet, CALL].concat())?;
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    let build_folder = target().join("readme-build");
    step("compiling the Rust snippet", || {
        run(cargo()
            .args(["build", "--quiet", "--target", "wasm32-unknown-unknown", "--target-dir"])
            .arg(&build_folder)
            .arg("--manifest-path")
            .arg(folder.join("Cargo.toml")))
    })?;
    let module = build_folder.join("wasm32-unknown-unknown/debug/readme.wasm");
    wasm::for_node(&module, &folder.join("out"))
}
