//! `cargo xtask coverage`: which lines of the crate run in its tests, natively and as WebAssembly.
//!
//! The WebAssembly is the package's own modules, with counters and one export that gives them, in a
//! package that the suites install as they do the real one.

mod explanations;
mod lines;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Error, Result, ensure};
use serde_json::Value;

use crate::machine::run::{cargo, program, root, run_quietly, step, target};
use crate::machine::setup;
use crate::package::{build, declarations, inline, packed, typescript, wasm};
use crate::sandbox;
use explanations::Explanations;
use lines::Lines;

/// The flag that puts counters in.
const COUNT: &str = "-Cinstrument-coverage";

/// What WebAssembly takes besides. No runtime for profiles comes with the compiler for it, and the linker
/// would throw away names that the map of lines needs: <https://github.com/llvm/llvm-project/pull/172023>.
const COUNT_IN_WASM: &str =
    "-Cinstrument-coverage -Zno-profiler-runtime -Clink-arg=--no-gc-sections";

const WASM: &str = "wasm32-unknown-unknown";

/// What runs the package in Node, or the keeper in workerd, for which it is made. What runs elsewhere
/// shows the same lines.
const SUITES: &[(&str, &[&str])] = &[
    ("tests/runtimes/run.mjs", &["--only", "node"]),
    ("tests/faults/run.mjs", &["--only", "node"]),
    ("tests/gateway/run.mjs", &["--only", "options"]),
    ("tests/gateway/run.mjs", &["--only", "node"]),
    ("tests/slim/run.mjs", &[]),
    ("tests/keeper/run.mjs", &[]),
];

/// Measures, prints, and fails if a line that no test reaches is explained nowhere.
pub fn coverage(options: &[&str]) -> Result<()> {
    ensure!(options.is_empty(), "there are no options of coverage");
    setup::for_building()?;
    setup::for_testing()?;
    let llvm = setup::llvm()?;
    let folder = target().join("coverage");
    let native = step("running the native tests with counters", || native(&llvm, &folder))?;
    let (wasm, failures) = wasm_lines(&llvm, &folder)?;
    let both = native.or(&wasm);
    lines::print(&[("native", &native), ("wasm", &wasm), ("both", &both)]);
    for failure in &failures {
        println!("\n{failure:#}");
    }
    Explanations::read(&root().join("docs/coverage.md"))?.check(&both)?;
    ensure!(failures.is_empty(), "{} suites failed", failures.len());
    Ok(())
}

fn native(llvm: &Path, folder: &Path) -> Result<Lines> {
    let host = host()?;
    let tests = || {
        let mut cargo = cargo();
        cargo
            .args(["test", "--quiet", "--locked", "--package", "flex-checkout"])
            .args([
                "--package",
                "flex-checkout-npm",
                "--features",
                "flex-checkout-npm/gateway,flex-checkout-npm/keeper",
            ])
            .args(["--lib", "--tests", "--target", &host])
            .env("RUSTFLAGS", COUNT)
            .env("CARGO_TARGET_DIR", folder.join("native"));
        cargo
    };
    let built = run_quietly(tests().args(["--no-run", "--message-format", "json"]))?;
    let programs: Vec<PathBuf> = built
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| message["executable"].as_str().map(PathBuf::from))
        .collect();
    ensure!(!programs.is_empty(), "cargo built no tests");
    let raw = emptied(&folder.join("raw-native"))?;
    run_quietly(tests().env("LLVM_PROFILE_FILE", raw.join("%p-%m.profraw")))?;
    report(llvm, &raw, &programs)
}

/// The lines that ran as WebAssembly, and the suites that failed: what they ran, they ran.
fn wasm_lines(llvm: &Path, folder: &Path) -> Result<(Lines, Vec<Error>)> {
    let generated = folder.join("pkg/src/generated");
    let mut counted = Vec::new();
    emptied(&folder.join("pkg"))?;
    for part in ["src", "slim", "gateway", "keeper", "package.json", "tsconfig.json"] {
        copy(&root().join("pkg").join(part), &folder.join("pkg").join(part))?;
    }
    copy(&root().join("tsconfig.json"), &folder.join("tsconfig.json"))?;
    for module in wasm::MODULES {
        let name = format!("{} with counters", module.file);
        let compiled = step(&name, || {
            let features = match module.features {
                [] => "client",
                features => features[0],
            };
            let options = ["--package", "covered", "--features", features];
            compile(llvm, folder, &options, &module.file.replace(".wasm", ""))
        })?;
        let bound = fs::read(wasm::bind(module, &compiled, &generated)?)?;
        fs::write(generated.join(module.file), &bound)?;
        if let Some(inline) = module.inline {
            fs::write(generated.join(inline), inline::module(&bound)?)?;
        }
        counted.push(compiled);
    }
    fs::write(generated.join("holds.ts"), typescript::holds())?;
    fs::write(generated.join("models.ts"), typescript::models())?;
    let dist = folder.join("pkg/dist");
    step("bundling the package with counters", || {
        build::bundle(&folder.join("pkg"), &dist)?;
        declarations::write(&folder.join("pkg"), &dist)
    })?;
    let url = format!("http://127.0.0.1:{}", free_port()?);
    let keeper = fs::read_to_string(dist.join("keeper.js"))?;
    let give = fs::read_to_string(root().join("tests/coverage/give.js"))?;
    fs::write(dist.join("keeper.js"), keeper + &give.replace("${COVERAGE_URL}", &url))?;
    let client = step("the crate's own client with counters", || {
        compile(
            llvm,
            folder,
            &["--package", "rust-client", "--features", "coverage"],
            "rust_client",
        )
    })?;
    let tarball = packed::pack(&folder.join("pkg"), folder)?;
    let sandbox = sandbox::build()?;
    let raw = emptied(&folder.join("raw-wasm"))?;
    let watched = |suite: &str| {
        let mut node = program("node");
        let take = root().join("tests/coverage/take.mjs");
        node.arg(root().join(suite))
            .arg("--sandbox")
            .arg(&sandbox)
            .env("NODE_OPTIONS", format!("--import={}", take.display()))
            .env("COVERAGE_FOLDER", &raw)
            .env("COVERAGE_URL", &url);
        node
    };
    let mut failures = Vec::new();
    for (suite, options) in SUITES {
        let ran = step(&format!("{suite} {}", options.join(" ")), || {
            run_quietly(watched(suite).args(*options).arg("--tarball").arg(&tarball)).map(drop)
        });
        failures.extend(ran.err());
    }
    step("tests/rust/run.mjs", || {
        let bound = wasm::for_page(&client, &folder.join("rust-client"))?;
        run_quietly(watched("tests/rust/run.mjs").arg("--client").arg(bound)).map(drop)
    })?;
    counted.push(client);
    Ok((report(llvm, &raw, &counted)?, failures))
}

/// Compiles a crate to WebAssembly with counters in it. Their runtime is C, hence clang. The optimiser
/// of the whole program is left out: it cannot place what it makes of two crates' maps of lines.
fn compile(llvm: &Path, folder: &Path, options: &[&str], name: &str) -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path =
        std::env::join_paths(std::iter::once(llvm.to_owned()).chain(std::env::split_paths(&path)))?;
    let built = run_quietly(
        cargo()
            .args(["rustc", "--quiet", "--locked", "--release", "--lib", "--target", WASM])
            .args(options)
            .args(["--message-format", "json", "--crate-type", "cdylib"])
            .env("PATH", path)
            // Counters without a runtime are not stable; nothing else of the compiler changes.
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", COUNT_IN_WASM)
            .env("CARGO_TARGET_DIR", folder.join("wasm")),
    )?;
    let file = built
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter_map(|message| {
            let files = message["filenames"].as_array()?.iter().filter_map(Value::as_str);
            files.map(PathBuf::from).find(|file| file.extension().is_some_and(|it| it == "wasm"))
        })
        .next_back();
    let kept = folder.join(name).with_extension("wasm");
    fs::copy(file.context("cargo built no module")?, &kept)?;
    Ok(kept)
}

/// Reads what the counters say.
fn report(llvm: &Path, raw: &Path, programs: &[PathBuf]) -> Result<Lines> {
    let merged = raw.join("merged.profdata");
    let profiles = fs::read_dir(raw)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    ensure!(!profiles.is_empty(), "nothing was counted");
    run_quietly(
        Command::new(llvm.join("llvm-profdata"))
            .args(["merge", "--failure-mode=any"])
            .args(profiles)
            .arg("--output")
            .arg(&merged),
    )?;
    // One by one: where two modules have functions of one name, only those of one would be counted.
    let mut lines = Lines::default();
    for program in programs {
        let mut cov = Command::new(llvm.join("llvm-cov"));
        cov.args(["export", "--format=lcov", "--instr-profile"]).arg(&merged);
        cov.arg("--object").arg(program).arg("--sources");
        cov.arg(root().join("src")).arg(root().join("pkg/rust/src"));
        lines = lines.or(&Lines::read(&run_quietly(&mut cov)?)?);
    }
    Ok(lines)
}

fn host() -> Result<String> {
    let about = run_quietly(program("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not say where it runs")?.to_owned())
}

/// A port on which nobody listens at the moment.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn emptied(folder: &Path) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    Ok(folder.to_owned())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_file() {
        return fs::copy(from, to).map(drop).with_context(|| from.display().to_string());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
