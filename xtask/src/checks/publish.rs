//! The suite `publish`: the conditions of a release besides the code.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use crate::checks::{release, surface};
use crate::machine::run::{cargo, node, program, run, run_quietly};
use crate::machine::setup;
use crate::package::{jsr, packed};

/// A check: its label and its function.
type Check = (&'static str, fn() -> Result<()>);

/// The checks. All run, though one has failed.
const CHECKS: &[Check] = &[
    ("one version everywhere", || release::version().map(drop)),
    ("the crate's public API", surface::check),
    ("cargo publish --dry-run", crate_dry_run),
    ("workflows, forms, dry runs of npm and JSR, and the package's public types", in_node),
];

/// Runs the suite.
pub fn check() -> Result<()> {
    let mut failed = 0;
    for (label, check) in CHECKS {
        let start = Instant::now();
        let result = check();
        let seconds = start.elapsed().as_secs_f64();
        match result {
            Ok(()) => println!("passed: {label} ({seconds:.1} s)"),
            Err(error) => {
                failed += 1;
                println!("FAILED: {label} ({seconds:.1} s)\n{error:#}");
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
        .arg("--jsr")
        .arg(jsr::write()?)
        .arg("--python")
        .arg(setup::python_tools("tests/publish/requirements.txt", "publish-tools")?))
}

/// Publishes the crate up to the login, once for each of its platforms, which also builds the
/// packed files. Fails on a warning.
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
        let output = stderr_of(&mut publish)?;
        // The last line of every dry run.
        let last = "warning: aborting upload due to dry run";
        ensure!(output.contains(last), "cargo did not come to the upload:\n{output}");
        let warnings: Vec<&str> =
            output.lines().filter(|line| line.starts_with("warning") && *line != last).collect();
        ensure!(warnings.is_empty(), "cargo publish warns:\n{output}");
    }
    Ok(())
}

/// Returns the stderr of a program that must succeed.
fn stderr_of(command: &mut Command) -> Result<String> {
    let output = command.stdin(Stdio::null()).output().context("it did not start")?;
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{command:?} ended with {}\n{stderr}", output.status);
    Ok(stderr)
}
