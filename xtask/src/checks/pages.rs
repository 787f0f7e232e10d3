//! The demo page in real browsers: its suite, Lighthouse's scores, its pictures.

use std::process::Command;

use anyhow::{Result, bail};

use crate::machine::run::{node, root, run};
use crate::machine::setup;
use crate::package::{build, packed};
use crate::sandbox;

const PICTURES: &str = "docs/screenshots";

/// The suite.
pub fn test() -> Result<()> {
    run(&mut on_the_sandbox("tests/page/run.mjs")?)
}

/// Prints Lighthouse's scores, of which the middle of three is to be high enough: that of
/// performance too, which the suite leaves alone because other things run beside it.
pub fn lighthouse() -> Result<()> {
    ready()?;
    let mut command = on_the_sandbox("tests/page/run.mjs")?;
    run(command.args(["--only", "Chromium", "--case", "lighthouse", "--timed"]))
}

/// Makes the pictures of the README; `--all DIR` makes more of them, to be looked at.
pub fn screenshots(options: &[&str]) -> Result<()> {
    match options {
        [] | ["--all", _] => {}
        _ => bail!("screenshots takes --all DIR"),
    }
    ready()?;
    let mut command = on_the_sandbox("tests/page/screenshots.mjs")?;
    run(command.arg("--out").arg(root().join(PICTURES)).args(options))
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
