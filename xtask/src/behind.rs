//! Suites that run behind the others: what compiles for minutes uses the processors while browsers and servers wait for
//! timeouts. It yields to them, because theirs are the tests that a late answer can fail.

use std::fs::{self, File};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::machine::run::{program, target};

/// How a suite ended.
pub struct Ran {
    pub name: &'static str,
    pub result: Result<()>,
    pub seconds: f64,
    /// What it printed, if nobody has seen it yet.
    pub output: String,
}

/// Starts the suites, one after the other, each as a process that builds in a folder of its own: cargo lets nobody
/// else into one in which it builds.
pub fn start(names: &'static [&'static str]) -> JoinHandle<Vec<Ran>> {
    thread::spawn(move || names.iter().copied().map(run).collect())
}

fn run(name: &'static str) -> Ran {
    let start = Instant::now();
    let folder = target().join("behind");
    let log = folder.join(format!("{name}.log"));
    let result = fs::create_dir_all(&folder)
        .and_then(|()| File::create(&log))
        .and_then(|out| Ok((out.try_clone()?, out)))
        .with_context(|| log.display().to_string())
        .and_then(|(out, err)| {
            let status = program("nice")
                .args(["-n", "19"])
                .arg(std::env::current_exe()?)
                .args(["suite", name])
                .env("CARGO_TARGET_DIR", &folder)
                .stdin(std::process::Stdio::null())
                .stdout(out)
                .stderr(err)
                .status()
                .context("nice did not start")?;
            if !status.success() {
                bail!("{name} ended with {status}");
            }
            Ok(())
        });
    let output = fs::read(&log).unwrap_or_default();
    Ran {
        name,
        result,
        seconds: start.elapsed().as_secs_f64(),
        output: String::from_utf8_lossy(&output).into_owned(),
    }
}
