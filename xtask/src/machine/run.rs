//! Steps and the programs that they run.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// The folder that the workspace stands in.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest).to_owned()
}

/// Where cargo builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Does something, and says what it was and how long it took.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    println!("· {what}");
    let done = work().with_context(|| format!("{what} failed"))?;
    let seconds = start.elapsed().as_secs_f64();
    if seconds >= 1.0 {
        println!("  {seconds:.1} s");
    }
    Ok(done)
}

/// A program, to be run in the workspace's folder.
pub fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// Node.js on a script, which is named from the workspace's folder.
pub fn node(script: &str) -> Result<std::process::Command> {
    let mut command = program("node");
    command.arg(root().join(script).canonicalize().with_context(|| script.to_owned())?);
    Ok(command)
}

/// The cargo that runs this.
pub fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A command-line tool of an npm package that package-lock.json pins.
pub fn npm_tool(name: &str) -> Command {
    program(root().join("node_modules/.bin").join(name))
}

/// Runs a command to its end, its output shown.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} did not start"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}

/// Runs a command to its end, its output shown only if it fails.
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
