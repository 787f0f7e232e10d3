//! Runs steps and programs.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// Returns the workspace's folder.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// Returns cargo's target folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Runs a step, and prints its label and duration.
pub fn step<T>(label: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    println!("· {label}");
    let done = work().with_context(|| format!("{label} failed"))?;
    let seconds = start.elapsed().as_secs_f64();
    if seconds >= 1.0 {
        println!("  {seconds:.1} s");
    }
    Ok(done)
}

/// Returns a command in the workspace's folder.
pub fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Returns a command that runs a script of the workspace in Node.js.
pub fn node(script: &str) -> Result<std::process::Command> {
    let mut command = program("node");
    command.arg(root().join(script).canonicalize().with_context(|| script.to_owned())?);
    Ok(command)
}

/// Returns a command for the cargo that runs this.
pub fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Returns a command for a tool of an npm package that package-lock.json pins.
pub fn npm_tool(name: &str) -> Command {
    program(root().join("node_modules/.bin").join(name))
}

/// Runs a command to its end and shows its output.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} did not start"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}

/// Runs a command to its end. Shows its output only if it fails.
pub fn run_quietly(command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{command:?} did not start"))?;
    if !output.status.success() {
        let shown = [output.stdout, output.stderr].concat();
        bail!("{command:?} ended with {}\n{}", output.status, String::from_utf8_lossy(&shown));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
