//! `cargo xtask bench`: the package beside what one would use instead of it.

pub mod model;

use std::fs;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::machine::run::{cargo, program, root, run, step, target};
use crate::machine::setup;
use crate::package::{build, packed, wasm};
use crate::sandbox;

/// The bench's own modules: folder and crate.
const MODULES: &[(&str, &str)] = &[("rust", "rust-drives-all"), ("decode", "decode")];

/// Builds what is measured, and runs the comparisons that are named, or all.
pub fn bench(arguments: &[&str]) -> Result<()> {
    let (options, names): (Vec<&str>, Vec<&str>) =
        arguments.iter().partition(|argument| argument.starts_with("--"));
    if options.contains(&"--check") {
        if arguments != ["bytes", "--check"] {
            bail!("only bytes can be checked, `bench bytes --check`: no time is the same twice");
        }
        build::build()?;
        return check_bytes();
    }
    let runs = |name| names.is_empty() || names.contains(&name);
    if names == ["keeper"] {
        return keeper(arguments);
    }
    if names == ["soak"] {
        return soak(arguments);
    }
    if runs("cold-start") {
        setup::for_testing()?;
    }
    build::build()?;
    setup::npm_packages("bench", &[])?;
    let generated = root().join("bench/generated");
    fs::create_dir_all(&generated)?;
    fs::write(generated.join("model.json"), serde_json::to_vec_pretty(&model::json())?)?;
    for module in MODULES {
        step(&format!("compiling bench/{}", module.0), || compile(*module))?;
    }
    let mut node = program("node");
    node.args(["--expose-gc", "bench/run.mjs"]).args(arguments);
    if runs("throughput") || runs("gateway") {
        node.arg("--sandbox").arg(sandbox::build_optimised()?);
    }
    run(&mut node)
}

/// Keeps many sessions at once, which has a page of its own and takes nothing of the others.
fn keeper(arguments: &[&str]) -> Result<()> {
    build::build()?;
    setup::npm_packages("bench", &[])?;
    let sandbox = sandbox::build_optimised()?;
    run(program("node")
        .args(["--expose-gc", "bench/run.mjs"])
        .args(arguments)
        .arg("--sandbox")
        .arg(sandbox))
}

/// Calls through the packed package for half an hour while everything goes wrong around it.
fn soak(arguments: &[&str]) -> Result<()> {
    build::build()?;
    setup::npm_packages("bench", &[])?;
    run(program("node")
        .args(["--expose-gc", "--experimental-websocket", "bench/run.mjs"])
        .args(arguments)
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--sandbox")
        .arg(sandbox::build_optimised()?))
}

/// Fails if the package, as it is built, is larger than it may be.
pub fn check_bytes() -> Result<()> {
    run(program("node").arg("bench/check.mjs"))
}

/// Builds one of the bench's crates on the package's own way into `bench/generated`.
fn compile((name, package): (&str, &str)) -> Result<()> {
    run(cargo()
        .args(["build", "--quiet", "--locked", "--release", "--package", package])
        .args(["--target", "wasm32-unknown-unknown"])
        .envs([wasm::rustflags()?]))?;
    let compiled = format!("{}.wasm", package.replace('-', "_"));
    let out = root().join("bench/generated").join(name);
    Bindgen::new()
        .input_path(target().join("wasm32-unknown-unknown/release").join(compiled))
        .out_name(name)
        .bundler(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&out)?;
    let generated = out.join(format!("{name}_bg.wasm"));
    wasm::optimise(&generated, &out.join(format!("{name}.wasm")), wasm::PASSES)?;
    fs::remove_file(generated).context("the module as it was generated")
}
