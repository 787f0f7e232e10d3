//! The suite `publish`: what a release rests on besides the code.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::checks::{release, surface};
use crate::machine::run::{cargo, node, program, run, run_quietly};
use crate::machine::setup;
use crate::package::packed;

/// What is looked at, and how.
type Check = (&'static str, fn() -> Result<()>);

/// What is looked at: each of it, though something before it has failed.
const CHECKS: &[Check] = &[
    ("one version everywhere", || release::version().map(drop)),
    ("the crate offers what is kept", surface::check),
    ("cargo publish --dry-run", crate_dry_run),
    ("workflows, forms, npm publish --dry-run, and the types that are kept", in_node),
];

/// Runs the suite.
pub fn check() -> Result<()> {
    let mut failed = 0;
    for (what, check) in CHECKS {
        let start = Instant::now();
        let result = check();
        let seconds = start.elapsed().as_secs_f64();
        match result {
            Ok(()) => println!("passed: {what} ({seconds:.1} s)"),
            Err(error) => {
                failed += 1;
                println!("FAILED: {what} ({seconds:.1} s)\n{error:#}");
            }
        }
    }
    ensure!(failed == 0, "{failed} of {} failed", CHECKS.len());
    Ok(())
}

fn in_node() -> Result<()> {
    setup::npm_packages("tests/publish", &["--ignore-scripts"])?;
    run(node("tests/publish/run.mjs")?
        .arg("--tarball")
        .arg(packed::tarball()?)
        .arg("--python")
        .arg(setup::python_tools("tests/publish/requirements.txt", "publish-tools")?))
}

/// Publishes the crate as far as it goes without a login, once for each platform that it is for: what is
/// packed is built too. A warning is a failure.
fn crate_dry_run() -> Result<()> {
    let changed = run_quietly(program("git").args(["status", "--porcelain"]))?;
    for target in [&[][..], &["--target", "wasm32-unknown-unknown"]] {
        let mut publish = cargo();
        publish
            .args(["publish", "--dry-run", "--locked", "--package", "flex-checkout"])
            .args(target);
        if !changed.trim().is_empty() {
            println!("the work tree has changes: they are packed too");
            publish.arg("--allow-dirty");
        }
        let said = said(&mut publish)?;
        // Its last word, on every dry run.
        let last = "warning: aborting upload due to dry run";
        ensure!(said.contains(last), "cargo did not come to the upload:\n{said}");
        let warnings: Vec<&str> =
            said.lines().filter(|line| line.starts_with("warning") && *line != last).collect();
        ensure!(warnings.is_empty(), "cargo publish warns:\n{said}");
    }
    Ok(())
}

/// What a program says on its second output, if it ends well.
fn said(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().context("it did not start")?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{command:?} ended with {}\n{said}", output.status);
    Ok(said)
}
