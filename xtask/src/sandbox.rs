//! `cargo xtask sandbox`, and the sandbox for other commands.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Stdio};

use anyhow::{Context, Result, bail};

use crate::machine::run::{cargo, program, run, step, target};

/// The API key that the sandbox accepts.
pub const KEY: &str = "fsk_test_sandbox";

/// Runs the sandbox until it is stopped.
pub fn serve(port: u16) -> Result<()> {
    run(program(build()?).arg("--port").arg(port.to_string()))
}

/// Builds the sandbox and returns its path.
pub fn build() -> Result<PathBuf> {
    build_as("debug", &[])
}

/// Builds the sandbox for speed and returns its path.
pub fn build_optimised() -> Result<PathBuf> {
    // The release profile is the package's, which optimises size.
    let fast = ["--config", "profile.release.opt-level=3", "--config", "profile.release.lto=false"];
    build_as("release", &[&["--release"], &fast[..]].concat())
}

fn build_as(folder: &str, options: &[&str]) -> Result<PathBuf> {
    step("building the sandbox", || {
        run(cargo().args(["build", "--quiet", "--locked", "--package", "sandbox"]).args(options))
    })?;
    let name = format!("sandbox{}", std::env::consts::EXE_SUFFIX);
    Ok(target().join(folder).join(name))
}

/// A sandbox process, killed on drop.
pub struct Sandbox {
    child: Child,
    /// Its base URL.
    pub address: String,
}

impl Sandbox {
    pub fn start() -> Result<Self> {
        let mut child = program(build()?)
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .context("the sandbox did not start")?;
        let mut lines =
            BufReader::new(child.stdout.take().context("the sandbox has no output")?).lines();
        let first = lines.next().transpose()?.unwrap_or_default();
        let Some(address) = first.strip_prefix("sandbox listening on ") else {
            let _ = child.kill();
            bail!("the sandbox began with `{first}` and not with its address");
        };
        let address = address.to_owned();
        // Unread output would fill the pipe and block the sandbox.
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, address })
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
