//! `cargo xtask bench`: compares the package with its alternatives.

pub mod model;

use std::fs;

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use crate::machine::run::{cargo, program, root, run, step, target};
use crate::machine::setup;
use crate::package::{build, packed, wasm};
use crate::sandbox;

/// The bench's own modules: folder and crate.
const MODULES: &[(&str, &str)] = &[("rust", "rust-drives-all"), ("decode", "decode")];

/// Options of `cargo xtask bench`.
#[derive(clap::Args)]
pub struct Options {
    /// Comparisons, by their files in bench/comparisons. Default: all but gateway, keeper and soak.
    names: Vec<String>,
    /// Fewer rounds, for use during development.
    #[arg(long)]
    quick: bool,
    /// Write the figures into docs/.
    #[arg(long)]
    save: bool,
}

impl Options {
    fn arguments(&self) -> Vec<&str> {
        let mut arguments: Vec<&str> = self.names.iter().map(String::as_str).collect();
        arguments.extend(self.quick.then_some("--quick"));
        arguments.extend(self.save.then_some("--save"));
        arguments
    }
}

/// Builds the package and its peers and runs the comparisons.
pub fn bench(options: &Options) -> Result<()> {
    let arguments = &options.arguments();
    let runs = |name: &str| options.names.is_empty() || options.names.iter().any(|it| it == name);
    match options.names.as_slice() {
        [name] if name == "keeper" => return keeper(arguments),
        [name] if name == "soak" => return soak(arguments),
        _ => {}
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

/// Keeps ten thousand sessions at once.
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

/// Makes calls through the packed package for half an hour while servers and network fail.
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

/// Fails if an entry of the built package exceeds its size limit.
pub fn check_bytes() -> Result<()> {
    run(program("node").arg("bench/check.mjs"))
}

/// Builds one of the bench's crates into `bench/generated`, as the package's modules are built.
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
