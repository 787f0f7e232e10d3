//! Suites that run behind the others: what compiles for minutes uses the processors while browsers
//! and servers wait for timeouts. It yields to them, since theirs are the tests that a late answer
//! can fail.

use std::fmt::Write;
use std::fs::{self, File};
use std::process::Stdio;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::machine::run::{program, target};

/// How a suite ended.
pub struct Ran {
    pub name: &'static str,
    pub passed: bool,
    pub seconds: f64,
    /// What it printed.
    pub output: String,
}

/// Starts the suites, one after the other.
pub fn start(names: &'static [&'static str]) -> JoinHandle<Vec<Ran>> {
    thread::spawn(move || names.iter().copied().map(run).collect())
}

/// Runs a suite as a process that builds in a folder of its own: cargo lets nobody else into one in
/// which it builds.
fn run(name: &'static str) -> Ran {
    let start = Instant::now();
    let mut output = String::new();
    let result = run_into(name, &mut output);
    if let Err(error) = &result {
        let _ = writeln!(output, "{error:#}");
    }
    Ran { name, passed: result.is_ok(), seconds: start.elapsed().as_secs_f64(), output }
}

fn run_into(name: &str, output: &mut String) -> Result<()> {
    let folder = target().join("behind");
    fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{name}.log"));
    let log = File::create(&path).with_context(|| path.display().to_string())?;
    let status = program("nice")
        .args(["-n", "19"])
        .arg(std::env::current_exe()?)
        .args(["suite", name])
        .env("CARGO_TARGET_DIR", &folder)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .status()
        .context("nice did not start")?;
    output.push_str(&String::from_utf8_lossy(&fs::read(&path)?));
    if !status.success() {
        bail!("it ended with {status}");
    }
    Ok(())
}
