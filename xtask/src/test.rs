//! `cargo xtask test`: every suite.

use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::behind::{self, Ran};
use crate::checks::{dependencies, examples, fuzz, pages, publish, security, snippets};
use crate::docs::{site, tables};
use crate::machine::run::{cargo, node, npm_tool, program, run, target};
use crate::machine::setup;
use crate::package::{build, packed, wasm};
use crate::{bench, demo, sandbox};

const WASM: &str = "--target=wasm32-unknown-unknown";

/// A suite: its name, what it shows, and how it runs.
type Suite = (&'static str, &'static str, fn() -> Result<()>);

const SUITES: &[Suite] = &[
    ("lint", "formatting, clippy on both targets, biome, tsc", lint),
    ("dependencies", "a reason for each, and cargo-deny on all crates", dependencies::check),
    ("native", "cargo test: models, decode, requests, policy, the sandbox", native),
    ("fuzz", "every fuzz target for some seconds from the inputs that are kept", fuzz::briefly),
    ("types", "what the package's types offer and refuse", types),
    ("differential", "decode beside JSON.parse, on documents that nobody wrote", || {
        differential(&[])
    }),
    ("runtimes", "the shared suite in every runtime", runtimes),
    ("gateway", "attacks on gateways through sockets, in six servers", gateway),
    ("rust", "the crate's own client on fetch, in Node, Chromium and workerd", rust),
    ("faults", "what becomes of a call when everything goes wrong, in five of them", faults),
    ("soak", "calls without end through faults without end, and what stays behind of them", soak),
    ("bytes", "all that a browser downloads, against its limit", bench::check_bytes),
    ("package", "what is in the package, and what publint and bundlers make of it", package),
    (
        "consumers",
        "one project per environment that installs the package and renews a hold",
        consumers,
    ),
    ("examples", "each of examples/, as its README says", examples::test),
    ("worker", "the Worker as wrangler would deploy it, in workerd", worker),
    (
        "end-to-end",
        "pages in three browsers, the Worker, the sandbox, and faults on either hop",
        end_to_end,
    ),
    (
        "page",
        "the demo page in three browsers, clicked, looked at by axe and Lighthouse",
        pages::test,
    ),
    ("keeper", "the keeper of holds in workerd, ended at every step", keeper),
    ("admin", "the Worker's admin routes, and schemathesis on their OpenAPI document", admin),
    ("slim", "the entry whose module the caller loads, in Node", slim),
    (
        "snippets",
        "every block of README, docs and the other Markdown: run, compiled or looked up",
        snippets::test,
    ),
    ("publish", "dry runs, workflows, and the public surface as it is kept", publish::check),
    ("site", "the site of the docs, both API references, and every link", site::test),
    ("demo", "cargo xtask demo --once", || demo::demo(&["--once"])),
];

/// The names of all suites.
pub fn names() -> impl Iterator<Item = &'static str> {
    SUITES.iter().map(|suite| suite.0)
}

/// Those that run behind the others when all are run, in this order.
const BEHIND: &[&str] = &["lint", "native", "dependencies", "fuzz"];

/// Runs the suites that are named, or all of them.
pub fn test(names: &[&str]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| !SUITES.iter().any(|suite| suite.0 == **name)) {
        let known: Vec<&str> = SUITES.iter().map(|suite| suite.0).collect();
        bail!("there is no suite `{unknown}`; there are {}", known.join(", "));
    }
    setup::for_testing()?;
    build::build()?;
    let is_whole = names.is_empty();
    let behind: &[&str] = if is_whole && setup::found("nice") { BEHIND } else { &[] };
    if !behind.is_empty() {
        // Two cannot install at a time.
        setup::for_fuzzing()?;
    }
    let others = behind::start(behind);
    let mut results = Vec::new();
    for (name, what, suite) in SUITES {
        if behind.contains(name) || !(is_whole || names.contains(name)) {
            continue;
        }
        println!("\n== {name}: {what}");
        let start = Instant::now();
        let result = suite();
        let seconds = start.elapsed().as_secs_f64();
        if let Err(error) = &result {
            println!("{error:#}");
        }
        results.push((*name, result.is_ok(), seconds));
    }
    for Ran { name, passed, seconds, output } in others.join().unwrap_or_default() {
        println!("\n== {name}, behind the others\n{output}");
        results.push((name, passed, seconds));
    }
    println!();
    for (name, passed, seconds) in &results {
        println!("  {name:<14}{:<8}{seconds:>7.1} s", if *passed { "passed" } else { "FAILED" });
    }
    let failed = results.iter().filter(|(_, passed, _)| !passed).count();
    println!("\nsuites: {} passed, {failed} failed", results.len() - failed);
    if failed > 0 {
        bail!("{failed} of {} suites failed", results.len());
    }
    let count = SUITES.len();
    ensure!(!is_whole || results.len() == count, "only {} of {count} suites ran", results.len());
    Ok(())
}

/// Runs one suite, of what is built and installed already.
pub fn suite(name: &str) -> Result<()> {
    let found = SUITES.iter().find(|suite| suite.0 == name);
    let (_, _, suite) = found.with_context(|| format!("there is no suite `{name}`"))?;
    suite()
}

fn lint() -> Result<()> {
    const WARNINGS: &[&str] = &["--", "--deny", "warnings"];
    run(cargo().args(["fmt", "--all", "--check"]))?;
    fuzz::lint(WARNINGS)?;
    examples::lint(WARNINGS)?;
    run(cargo().args(["clippy", "--quiet", "--workspace", "--all-targets"]).args(WARNINGS))?;
    // The crates as WebAssembly, with no, the default and all features.
    let packages: &[&[&str]] = &[
        &["flex-checkout", WASM, "--no-default-features"],
        &["flex-checkout", WASM],
        &["flex-checkout", WASM, "--all-features"],
        &["flex-checkout-npm", WASM],
        &["flex-checkout-npm", WASM, "--all-features"],
    ];
    for options in packages {
        run(cargo().args(["clippy", "--quiet", "--package"]).args(*options).args(WARNINGS))?;
    }
    run(npm_tool("biome").args(["check", "--error-on-warnings"]))?;
    tables::check()?;
    security::check()?;
    for project in ["worker", "www"] {
        run(npm_tool("tsc").args(["--project", project]))?;
    }
    Ok(())
}

fn native() -> Result<()> {
    run(cargo()
        .args(["test", "--quiet", "--locked", "--workspace"])
        .args(["--features", "flex-checkout-npm/gateway,flex-checkout-npm/keeper"]))?;
    // The crate alone, with no feature, with each and with all: no feature removes anything. Doctests of
    // items that exist on wasm32 only are compiled and run in Node.
    let tests = |options: &[&str]| {
        run(cargo()
            .args(["test", "--quiet", "--locked", "--package", "flex-checkout"])
            .args(options))
    };
    for features in ["", "schema", "js", "schema,js"] {
        tests(&["--lib", "--test=native", "--features", features])?;
    }
    tests(&["--test=native", WASM])?;
    tests(&["--test=native", WASM, "--all-features"])?;
    tests(&["--doc", WASM, "--all-features"])
}

fn types() -> Result<()> {
    run(node("tests/types/run.mjs")?.arg("--tarball").arg(packed::tarball()?))
}

/// Runs the differential of documents with its options, which say how many and which.
pub fn differential_with(options: &[&str]) -> Result<()> {
    build::build()?;
    differential(options)
}

fn differential(options: &[&str]) -> Result<()> {
    let folder = target().join("differential");
    std::fs::create_dir_all(&folder)?;
    let model = folder.join("model.json");
    std::fs::write(&model, serde_json::to_vec(&bench::model::json())?)?;
    run(node("tests/differential/run.mjs")?
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--model")
        .arg(model)
        .args(options))
}

fn runtimes() -> Result<()> {
    on_the_sandbox("tests/runtimes/run.mjs")
}

fn gateway() -> Result<()> {
    on_the_sandbox("tests/gateway/run.mjs")
}

fn rust() -> Result<()> {
    run(cargo()
        .args(["build", "--quiet", "--locked", "--package", "rust-client"])
        .args(["--target", "wasm32-unknown-unknown"]))?;
    let module = target().join("wasm32-unknown-unknown/debug/rust_client.wasm");
    let client = wasm::for_page(&module, &target().join("rust-client"))?;
    let sandbox = sandbox::build()?;
    let package = target().join("rust-client-package");
    run(node("tests/rust/pack.mjs")?.arg("--client").arg(&client).arg("--out").arg(&package))?;
    run(node("tests/rust/run.mjs")?.arg("--client").arg(&client).arg("--sandbox").arg(&sandbox))?;
    run(node("tests/rust/faults.mjs")?
        .arg("--tarball")
        .arg(package.join("flex-checkout-0.0.0.tgz"))
        .arg("--sandbox")
        .arg(sandbox))
}

fn faults() -> Result<()> {
    on_the_sandbox("tests/faults/run.mjs")
}

fn soak() -> Result<()> {
    run(program("node")
        .args(["--experimental-websocket", "tests/soak/run.mjs"])
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--sandbox")
        .arg(sandbox::build()?))
}

fn package() -> Result<()> {
    run(node("tests/package/run.mjs")?
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--crate")
        .arg(packed::krate()?))
}

fn consumers() -> Result<()> {
    on_the_sandbox("tests/consumers/run.mjs")
}

/// Runs the package in every environment, and writes what came of it into the README.
pub fn matrix() -> Result<()> {
    setup::for_testing()?;
    build::build()?;
    run(node("tests/consumers/run.mjs")?
        .arg("--readme")
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--sandbox")
        .arg(sandbox::build()?))
}

fn worker() -> Result<()> {
    on_the_sandbox("tests/worker/run.mjs")
}

fn end_to_end() -> Result<()> {
    on_the_sandbox("tests/end-to-end/run.mjs")
}

fn keeper() -> Result<()> {
    on_the_sandbox("tests/keeper/run.mjs")
}

fn admin() -> Result<()> {
    run(node("tests/admin/run.mjs")?
        .arg("--schemathesis")
        .arg(
            setup::python_tools("tests/admin/requirements.txt", "schemathesis")?
                .join("schemathesis"),
        )
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--sandbox")
        .arg(sandbox::build()?))
}

fn slim() -> Result<()> {
    on_the_sandbox("tests/slim/run.mjs")
}

fn on_the_sandbox(suite: &str) -> Result<()> {
    run(node(suite)?
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--sandbox")
        .arg(sandbox::build()?))
}
