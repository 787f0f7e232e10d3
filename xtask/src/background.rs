//! Suites that run in the background: those that compile for minutes use the processors while
//! browsers and servers wait for timeouts. They run at the lowest priority, since a delay can fail
//! the others.

use std::fmt::Write;
use std::fs::{self, File};
use std::process::Stdio;
use std::thread::{self, JoinHandle};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::machine::run::{program, target};

/// The result of a suite.
pub struct SuiteResult {
    pub name: &'static str,
    pub passed: bool,
    pub seconds: f64,
    /// Its output.
    pub output: String,
}

/// Starts the suites, one after another.
pub fn start(names: &'static [&'static str]) -> JoinHandle<Vec<SuiteResult>> {
    thread::spawn(move || names.iter().copied().map(run).collect())
}

/// Runs a suite in its own process and target folder: cargo locks the folder that it builds in.
fn run(name: &'static str) -> SuiteResult {
    let start = Instant::now();
    let mut output = String::new();
    let result = run_into(name, &mut output);
    if let Err(error) = &result {
        let _ = writeln!(output, "{error:#}");
    }
    SuiteResult { name, passed: result.is_ok(), seconds: start.elapsed().as_secs_f64(), output }
}

fn run_into(name: &str, output: &mut String) -> Result<()> {
    let folder = target().join("background");
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
