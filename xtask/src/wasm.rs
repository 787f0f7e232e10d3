//! The WebAssembly module and its generated glue.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine;
use wasm_bindgen_cli_support::Bindgen;

use crate::run::{cargo, npm_tool, run, run_quietly, step, target};

/// The file in the package.
pub const MODULE: &str = "flex_checkout.wasm";

/// The features that rustc's wasm32-unknown-unknown target has on, so that wasm-opt may keep them.
/// Node 20 and WebKit, the oldest engines that the package runs in, have them all.
const FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// How far wasm-opt goes.
pub const LEVEL: &str = "-Oz";

/// Builds the module and writes it, its glue and its inlined form into `out`.
pub fn build(out: &Path) -> Result<()> {
    step("compiling the crate to WebAssembly", || {
        run(cargo()
            .args([
                "rustc",
                "--quiet",
                "--locked",
                "--release",
                "--lib",
                "--package",
                "flex-checkout",
            ])
            .args(["--target", "wasm32-unknown-unknown", "--features", "bindings"])
            .args(["--crate-type", "cdylib"]))
    })?;
    let compiled = target().join("wasm32-unknown-unknown/release/flex_checkout.wasm");
    step("generating the glue", || {
        fs::create_dir_all(out)?;
        Bindgen::new()
            .input_path(&compiled)
            .out_name("flex_checkout")
            .bundler(true)?
            .typescript(false)
            .remove_name_section(true)
            .remove_producers_section(true)
            .generate(out)
    })?;
    step("making the glue a function", || {
        let glue = out.join("flex_checkout_bg.js");
        fs::write(out.join("glue.js"), factory(&fs::read_to_string(&glue)?)?)?;
        fs::remove_file(glue).context("the glue as it was generated")
    })?;
    let generated = out.join("flex_checkout_bg.wasm");
    let module = out.join(MODULE);
    step("optimising with wasm-opt", || optimise(&generated, &module, LEVEL))?;
    step("packing the module into JavaScript", || {
        let deflated = deflate(&fs::read(&module)?)?;
        let text = base64::engine::general_purpose::STANDARD.encode(deflated);
        fs::write(out.join("inline.js"), format!("export const deflated = \"{text}\";\n"))?;
        Ok(())
    })
}

/// Optimises a module that the generator has written.
pub fn optimise(generated: &Path, module: &Path, level: &str) -> Result<()> {
    run_quietly(
        npm_tool("wasm-opt")
            .args(FEATURES)
            .args([level, "--strip-producers"])
            .arg(generated)
            .arg("-o")
            .arg(module),
    )
    .map(drop)
}

fn deflate(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut deflated = Vec::new();
    let options = zopfli::Options::default();
    zopfli::compress(options, zopfli::Format::Deflate, bytes, &mut deflated).context("zopfli")?;
    deflated.flush()?;
    Ok(deflated)
}

/// Makes a function of the generated glue, which keeps the state of one instance of the module in
/// variables of its own file. Called again it serves a fresh instance, where the file could not.
fn factory(glue: &str) -> Result<String> {
    const EXPORT: &str = "export function ";
    let mut names = Vec::new();
    let mut body = String::new();
    for line in glue.lines() {
        let line = match line.strip_prefix(EXPORT) {
            Some(rest) => {
                names.push(rest.split('(').next().unwrap_or_default());
                ["function ", rest].concat()
            }
            None => line.to_owned(),
        };
        ensure!(
            !line.starts_with("import ") && !line.starts_with("export "),
            "unknown glue: {line}"
        );
        body.push_str("  ");
        body.push_str(line.trim_end());
        body.push('\n');
    }
    Ok(format!("export function createGlue() {{\n{body}  return {{ {} }};\n}}\n", names.join(", ")))
}
