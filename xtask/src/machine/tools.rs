//! Tools that only crates.io has, installed into the target folder on first use.

use std::fs;
use std::path::PathBuf;

use anyhow::Result;

use crate::machine::run::{cargo, program, run, run_quietly, step, target};

/// A subcommand of cargo: its crate, such as `cargo-deny`, and its version.
pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
    /// Set if it runs long. An unoptimised build takes half the time.
    pub optimised: bool,
}

impl Tool {
    /// Returns the tool's program. Installs it if this version is missing.
    pub fn installed(&self) -> Result<PathBuf> {
        let Self { name, version, optimised } = *self;
        let home = target().join(name);
        let tool = home.join(format!("bin/{name}{}", std::env::consts::EXE_SUFFIX));
        // Each expects to be called as a subcommand of cargo.
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
        // Its build is as large as that of all tests, and not needed again.
        fs::remove_dir_all(home.join("build"))?;
        Ok(tool)
    }
}
