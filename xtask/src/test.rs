//! `cargo xtask test`: every suite.

use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::background::{self, SuiteResult};
use crate::checks::{dependencies, examples, fuzz, pages, publish, snippets};
use crate::docs::{site, tables};
use crate::machine::run::{cargo, node, npm_tool, program, run, target};
use crate::machine::setup;
use crate::package::{build, packed, wasm};
use crate::{bench, demo, sandbox};

const WASM: &str = "--target=wasm32-unknown-unknown";

/// A suite: its name, its description, and its function.
type Suite = (&'static str, &'static str, fn() -> Result<()>);

const SUITES: &[Suite] = &[
    ("lint", "formatting, clippy on both targets, biome, tsc", lint),
    ("dependencies", "cargo-deny: licences, sources and banned crates", dependencies::check),
    ("native", "cargo test: models, decode, requests, policy, the sandbox", native),
    ("fuzz", "every fuzz target for some seconds, from the seeds", fuzz::briefly),
    ("types", "the package's types, with valid and invalid code", types),
    ("differential", "decode compared with JSON.parse, on generated documents", || {
        differential(&[])
    }),
    ("runtimes", "the shared suite in every runtime", runtimes),
    ("testing", "the sandbox in a program, compared with the server in every runtime", testing),
    (
        "webhooks",
        "webhooks in every runtime, and with the packages of Svix and Standard Webhooks",
        webhooks,
    ),
    ("gateway", "attacks on gateways through sockets, in six servers", gateway),
    ("rust", "the crate's own client on fetch, in Node, Chromium and workerd", rust),
    ("faults", "every kind of fault around a call, in five runtimes", faults),
    ("soak", "endless calls with faults, checked for leaks", soak),
    ("bytes", "the sizes of entries, against their limits", bench::check_bytes),
    ("package", "the package's files, publint, and bundlers", package),
    (
        "consumers",
        "one project per environment that installs the package and renews a hold",
        || consumers("--small"),
    ),
    ("large-consumers", "those whose tools build longest", || consumers("--large")),
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
    ("cli", "npx flex-checkout: its commands and its local Flex, in Node", cli),
    ("slim", "the entry whose module the caller loads, in Node", slim),
    (
        "snippets",
        "every block of README, docs and the other Markdown: run, compiled or looked up",
        snippets::test,
    ),
    ("publish", "dry runs, workflows, and the reviewed public API", publish::check),
    ("site", "the site of the docs, both API references, and every link", site::test),
    ("demo", "cargo xtask demo --once", || demo::demo(true)),
];

/// Suites that run in the background when all are run, in this order.
const BACKGROUND: &[&str] = &[
    "lint",
    "native",
    "fuzz",
    "examples",
    "snippets",
    "dependencies",
    "large-consumers",
    "publish",
    "site",
];

/// Runs all suites or the named ones.
pub fn test(names: &[String]) -> Result<()> {
    if let Some(unknown) = names.iter().find(|name| !SUITES.iter().any(|suite| suite.0 == **name)) {
        let known: Vec<&str> = SUITES.iter().map(|suite| suite.0).collect();
        bail!("there is no suite `{unknown}`; there are {}", known.join(", "));
    }
    setup::for_testing()?;
    build::build()?;
    let is_whole = names.is_empty();
    let background: &[&str] = if is_whole && setup::found("nice") { BACKGROUND } else { &[] };
    if !background.is_empty() {
        // Concurrent installations would conflict.
        setup::for_fuzzing()?;
    }
    let others = background::start(background);
    let mut results = Vec::new();
    for (name, description, suite) in SUITES {
        if background.contains(name) || !(is_whole || names.iter().any(|it| it == name)) {
            continue;
        }
        println!("\n== {name}: {description}");
        let start = Instant::now();
        let result = suite();
        let seconds = start.elapsed().as_secs_f64();
        if let Err(error) = &result {
            println!("{error:#}");
        }
        results.push((*name, result.is_ok(), seconds));
    }
    for SuiteResult { name, passed, seconds, output } in others.join().unwrap_or_default() {
        println!("\n== {name}, in the background\n{output}");
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

/// Runs one suite on the present build.
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
    // The crates as WebAssembly.
    let packages: &[&[&str]] = &[
        &["flex-checkout", WASM, "--no-default-features"],
        &["flex-checkout", WASM, "--all-features"],
        &["flex-checkout-npm", WASM, "--all-features"],
    ];
    for options in packages {
        run(cargo().args(["clippy", "--quiet", "--package"]).args(*options).args(WARNINGS))?;
    }
    run(npm_tool("biome").args(["check", "--error-on-warnings"]))?;
    tables::check()?;
    for project in ["worker", "www"] {
        run(npm_tool("tsc").args(["--project", project]))?;
    }
    Ok(())
}

fn native() -> Result<()> {
    run(cargo().args(["test", "--quiet", "--locked", "--workspace"]).args([
        "--features",
        "flex-checkout-npm/gateway,flex-checkout-npm/keeper,flex-checkout-npm/sandbox",
    ]))?;
    // The crate alone, with the fewest and the most features. Doctests of items that exist on wasm32 only
    // are compiled and run in Node.
    let tests = |options: &[&str]| {
        run(cargo()
            .args(["test", "--quiet", "--locked", "--package", "flex-checkout"])
            .args(options))
    };
    for features in ["--no-default-features", "--all-features"] {
        tests(&["--lib", "--test=native", features])?;
    }
    tests(&["--test=native", WASM, "--all-features"])?;
    tests(&["--doc", WASM, "--all-features"])
}

fn types() -> Result<()> {
    run(node("tests/types/run.mjs")?.arg("--tarball").arg(packed::tarball()?))
}

/// Runs the differential test with its options, which select the documents.
pub fn differential_with(options: &[String]) -> Result<()> {
    build::build()?;
    differential(options)
}

fn differential(options: &[String]) -> Result<()> {
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

fn testing() -> Result<()> {
    on_the_sandbox("tests/testing/run.mjs")
}

fn webhooks() -> Result<()> {
    on_the_sandbox("tests/webhooks/run.mjs")
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

fn consumers(part: &str) -> Result<()> {
    run(node("tests/consumers/run.mjs")?
        .arg(part)
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--sandbox")
        .arg(sandbox::build()?))
}

/// Runs the package in every environment and writes the results into docs/environments.md.
pub fn matrix() -> Result<()> {
    setup::for_testing()?;
    build::build()?;
    run(node("tests/consumers/run.mjs")?
        .arg("--save")
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

fn cli() -> Result<()> {
    on_the_sandbox("tests/cli/run.mjs")
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
