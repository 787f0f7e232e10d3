//! `cargo xtask mutants`: changes the crate's code in small ways, one at a time, and looks whether a
//! test notices. What it changes stands in .cargo/mutants.toml.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::machine::run::{program, root, run_quietly, target};
use crate::machine::tools::Tool;

const MUTANTS: Tool = Tool { name: "cargo-mutants", version: "27.1.0", optimised: true };

const CONFIGURATION: &str = ".cargo/mutants.toml";

/// Tries every change, or those that the options choose, prints what became of them, and fails if one
/// went unnoticed.
pub fn mutants(options: &[&str]) -> Result<()> {
    let tool = MUTANTS.installed()?;
    check_exclusions(&tool)?;
    let out = target().join("mutants");
    let report = out.join("mutants.out");
    if report.exists() {
        fs::remove_dir_all(&report)?;
    }
    fs::create_dir_all(&out)?;
    let ended = mutants_of_the_crate(&tool)
        .args(["--jobs", "1", "--no-times", "--output"])
        .arg(&out)
        .args(options)
        .status()?;
    // 2 is that some were missed, and 3 that a test did not end, which is to notice as well.
    ensure!(matches!(ended.code(), Some(0 | 2 | 3)), "cargo-mutants ended with {ended}");
    let Ok(outcomes) = fs::read(report.join("outcomes.json")) else {
        println!("nothing that is to be changed is among what was chosen");
        return Ok(());
    };
    let outcomes: Value = serde_json::from_slice(&outcomes)?;
    let [all, caught, timeout, unviable, missed] =
        ["total_mutants", "caught", "timeout", "unviable", "missed"]
            .map(|name| outcomes[name].as_u64().unwrap_or_default());
    println!(
        "\nmutants: {all}, of which {caught} made a test fail, {timeout} kept one from ending, \
         {unviable} did not compile, {missed} went unnoticed"
    );
    ensure!(missed == 0, "{missed} changes of the code went unnoticed: {}", report.display());
    Ok(())
}

fn mutants_of_the_crate(tool: &PathBuf) -> Command {
    let mut command = program(tool);
    command.args(["mutants", "--package", "flex-checkout", "--package", "flex-checkout-npm"]);
    command
}

/// Fails if a pattern of the configuration leaves out what is no longer there.
fn check_exclusions(tool: &PathBuf) -> Result<()> {
    let configuration = fs::read_to_string(root().join(CONFIGURATION))?;
    let (_, list) =
        configuration.split_once("exclude_re = [").context("mutants.toml leaves out nothing")?;
    let patterns = list.lines().map_while(|line| (line != "]").then_some(line.trim()));
    let list = |pattern: &str| {
        let options = ["--list", "--no-config", "--re", pattern];
        run_quietly(mutants_of_the_crate(tool).args(options))
    };
    // Some mutants are listed whatever the pattern is.
    let always = list("no mutant is called this")?;
    for pattern in patterns.filter_map(|line| line.strip_prefix('\'')?.strip_suffix("',")) {
        ensure!(list(pattern)? != always, "{CONFIGURATION} leaves out {pattern}, which is gone");
    }
    Ok(())
}
