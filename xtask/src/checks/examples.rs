//! `examples/`: builds those in Rust and runs them all.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, ensure};

use crate::machine::run::{cargo, node, root, run, target};
use crate::package::{packed, wasm};
use crate::sandbox;

/// The examples in Rust. Each is its own workspace, as it is outside of this repository.
const RUST: [&str; 2] = [LEPTOS, WORKERS_RS];
const LEPTOS: &str = "examples/leptos";
const WORKERS_RS: &str = "examples/workers-rs";

/// Installs the package in every example, and runs it.
pub fn test() -> Result<()> {
    run(node("tests/examples/run.mjs")?
        .arg("--leptos")
        .arg(build_page()?)
        .arg("--workers-rs")
        .arg(build_worker()?)
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--sandbox")
        .arg(sandbox::build()?))
}

/// Checks formatting and clippy of the examples in Rust.
pub fn lint(warnings: &[&str]) -> Result<()> {
    for example in RUST {
        run(cargo().args(["fmt", "--check", "--manifest-path"]).arg(manifest(example)))?;
    }
    // Leptos is left out: its crates take clippy longer than all others together.
    run(compile("clippy", WORKERS_RS).args(warnings))
}

/// Builds the Worker as `worker-build` does, and returns the folder of its modules.
///
/// `worker-build` downloads wasm-bindgen and wasm-opt, so its steps are done with the ones here. The module is
/// not optimised, which takes most of the time.
fn build_worker() -> Result<PathBuf> {
    run(&mut compile("build", WORKERS_RS))?;
    let module = target().join("wasm32-unknown-unknown/debug/flex_renewals.wasm");
    wasm::for_worker(&module, &target().join(WORKERS_RS))
}

/// Builds the page as `trunk build` does, for the same reasons, and returns its folder.
fn build_page() -> Result<PathBuf> {
    run(&mut compile("build", LEPTOS))?;
    let module = target().join("wasm32-unknown-unknown/debug/renew-hold.wasm");
    let out = wasm::for_page(&module, &target().join(LEPTOS))?;
    let style = fs::read_to_string(root().join(LEPTOS).join("styles.css"))?;
    let script = r#"<script type="module">
      import start from "./renew-hold.js";
      await start({ module_or_path: "./renew-hold_bg.wasm" });
    </script>"#;
    let replaced = [
        (
            r#"<link data-trunk rel="inline" href="styles.css" />"#,
            format!("<style>{style}</style>"),
        ),
        (r#"<link data-trunk rel="rust" />"#, script.to_owned()),
    ];
    let mut page = fs::read_to_string(root().join(LEPTOS).join("index.html"))?;
    for (link, by) in replaced {
        ensure!(page.contains(link), "{LEPTOS}/index.html does not have {link}");
        page = page.replace(link, &by);
    }
    ensure!(!page.contains("data-trunk"), "{LEPTOS}/index.html asks Trunk for more:\n{page}");
    fs::write(out.join("index.html"), page)?;
    Ok(out)
}

/// Runs cargo on an example in Rust. All share this repository's target folder, so that common
/// crates are built once.
fn compile(command: &str, example: &str) -> Command {
    let mut cargo = cargo();
    cargo
        .args([command, "--quiet", "--locked", "--target=wasm32-unknown-unknown"])
        .arg("--manifest-path")
        .arg(manifest(example))
        .env("CARGO_TARGET_DIR", target());
    cargo
}

fn manifest(example: &str) -> PathBuf {
    root().join(example).join("Cargo.toml")
}
