//! The demo page in real browsers: its suite, Lighthouse, screenshots.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::machine::run::{node, root, run};
use crate::machine::setup;
use crate::package::{build, packed};
use crate::sandbox;

const PICTURES: &str = "docs/screenshots";

/// Runs the suite.
pub fn test() -> Result<()> {
    run(&mut on_the_sandbox("tests/page/run.mjs")?)
}

/// Prints Lighthouse's scores and fails if a median of three is too low. The suite does not check
/// performance, because other suites run at the same time.
pub fn lighthouse() -> Result<()> {
    ready()?;
    let mut command = on_the_sandbox("tests/page/run.mjs")?;
    run(command.args(["--only", "Chromium", "--case", "lighthouse", "--timed"]))
}

/// Takes the README's screenshots; with `all`, more of them into that folder.
pub fn screenshots(all: Option<&Path>) -> Result<()> {
    ready()?;
    let mut command = on_the_sandbox("tests/page/screenshots.mjs")?;
    command.arg("--out").arg(root().join(PICTURES));
    if let Some(folder) = all {
        command.arg("--all").arg(folder);
    }
    run(&mut command)
}

fn ready() -> Result<()> {
    setup::for_testing()?;
    build::build()
}

fn on_the_sandbox(script: &str) -> Result<Command> {
    setup::npm_packages("tests/page", &["--ignore-scripts"])?;
    let mut command = node(script)?;
    command.arg("--tarball").arg(packed::tarball()?).arg("--sandbox").arg(sandbox::build()?);
    Ok(command)
}
