//! The suite `publish`: what a release rests on besides the code.

use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};

use crate::checks::{release, surface};
use crate::machine::run::{cargo, node, program, root, run, run_quietly};
use crate::machine::setup;
use crate::package::packed;
use crate::{USAGE, test};

/// The pages that tell contributors and GitHub what to run.
const PAGES: &[&str] = &[
    "CONTRIBUTING.md",
    ".github/pull_request_template.md",
    ".github/workflows/advisories.yml",
    ".github/workflows/docs.yml",
    ".github/workflows/release.yml",
    ".github/workflows/test.yml",
];

/// What is looked at, and how.
type Check = (&'static str, fn() -> Result<()>);

/// What is looked at: each of it, though something before it has failed.
const CHECKS: &[Check] = &[
    ("one version everywhere", || release::version().map(drop)),
    ("only commands that there are, in what tells contributors what to run", commands_exist),
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

/// Fails on a page that names a command or a suite that there is not.
fn commands_exist() -> Result<()> {
    let mut unknown = Vec::new();
    let mut count = 0;
    for page in PAGES {
        let text = std::fs::read_to_string(root().join(page)).with_context(|| *page)?;
        for (_, rest) in
            text.match_indices("cargo xtask ").map(|(at, words)| text.split_at(at + words.len()))
        {
            count += 1;
            // Up to what ends a command in a text.
            let line = rest.split(['`', '\n', '#', '&', '"', ';']).next().unwrap_or_default();
            let mut words = line.split_whitespace();
            let command = words.next().unwrap_or_default().trim_end_matches([',', '.']);
            if !USAGE
                .lines()
                .any(|line| line.trim_start().split([' ', '[']).next() == Some(command))
            {
                unknown.push(format!("{page}: cargo xtask {command}"));
            }
            if command == "test" {
                let suites = words
                    .take_while(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '-'));
                let none = suites.filter(|name| !test::names().any(|suite| suite == *name));
                unknown.extend(none.map(|name| format!("{page}: cargo xtask test {name}")));
            }
        }
    }
    ensure!(count > PAGES.len(), "hardly any command is named");
    if !unknown.is_empty() {
        bail!("there is no such thing to run:\n  {}", unknown.join("\n  "));
    }
    Ok(())
}
