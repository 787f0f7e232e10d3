//! Tools that only crates.io has: installed into the target folder when they are first needed.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::machine::run::{cargo, program, run, run_quietly, step, target};

/// A subcommand of cargo's: the crate that it is of, `cargo-deny`, and its version.
pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
    /// Whether it has much to do. Unoptimised it is built in half the time.
    pub optimised: bool,
}

impl Tool {
    /// The tool's program, installed if it is not there in this version.
    pub fn installed(&self) -> Result<PathBuf> {
        let Self { name, version, optimised } = *self;
        let home = target().join(name);
        let tool = home.join(format!("bin/{name}{}", std::env::consts::EXE_SUFFIX));
        // Each takes itself for a subcommand of cargo's.
        let subcommand = name.trim_start_matches("cargo-");
        let found = run_quietly(program(&tool).args([subcommand, "--version"])).unwrap_or_default();
        if found.trim() == format!("{name} {version}") {
            return Ok(tool);
        }
        step(&format!("installing {name}"), || {
            let mut install = cargo();
            install.args(["install", "--quiet", "--locked", "--force", name]);
            install.arg("--version").arg(format!("={version}"));
            if !optimised {
                install.arg("--debug");
            }
            run(install.arg("--root").arg(&home).arg("--target-dir").arg(home.join("build")))
        })?;
        // What it is built of is as large as all that the tests build, and of no further use.
        fs::remove_dir_all(home.join("build"))?;
        Ok(tool)
    }
}
