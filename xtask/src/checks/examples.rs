//! `examples/`: the one in Rust, and the suite that runs them all; `cargo xtask newcomer`.

use std::path::PathBuf;

use anyhow::Result;

use crate::machine::run::{cargo, node, run, target};
use crate::machine::setup;
use crate::package::{build, packed, wasm};
use crate::sandbox;

/// The Worker in Rust: a workspace of its own, as it is outside of this repository.
const WORKER: [&str; 3] = [
    "--locked",
    "--target=wasm32-unknown-unknown",
    "--manifest-path=examples/workers-rs/Cargo.toml",
];

/// Installs the package in every example, and runs it.
pub fn test() -> Result<()> {
    run(node("tests/examples/run.mjs")?
        .arg("--workers-rs")
        .arg(build_worker()?)
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--sandbox")
        .arg(sandbox::build()?))
}

/// Does what a stranger does in an empty folder, and says how long it takes.
pub fn newcomer(options: &[&str]) -> Result<()> {
    setup::for_testing()?;
    build::build()?;
    run(node("tests/newcomer/run.mjs")?
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--sandbox")
        .arg(sandbox::build()?)
        .args(options))
}

/// The Worker's formatting and clippy.
pub fn lint(warnings: &[&str]) -> Result<()> {
    run(cargo().args(["fmt", "--check", WORKER[2]]))?;
    run(in_our_target(cargo().args(["clippy", "--quiet"]).args(WORKER).args(warnings)))
}

/// Builds the Worker as `worker-build` does, and gives the folder of its modules.
///
/// `worker-build` itself downloads wasm-bindgen and wasm-opt from where not every machine may go, so its
/// steps are done with what is here. The module is not optimised, which takes most of the time.
fn build_worker() -> Result<PathBuf> {
    run(in_our_target(cargo().args(["build", "--quiet"]).args(WORKER)))?;
    let module = target().join("wasm32-unknown-unknown/debug/flex_renewals.wasm");
    wasm::for_worker(&module, &target().join("examples/workers-rs"))
}

/// What the product is made of is built in its target folder already, and so are the macros of both.
fn in_our_target(cargo: &mut std::process::Command) -> &mut std::process::Command {
    cargo.env("CARGO_TARGET_DIR", target())
}
