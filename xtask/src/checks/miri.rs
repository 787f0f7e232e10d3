//! `cargo xtask miri`: the native tests in an interpreter that finds undefined behaviour.
//!
//! The project has no unsafe code, so it would be that of a dependency. Miri and the library's source are parts of a
//! nightly toolchain, which only rustup has, and all of it takes the better part of an hour: no suite needs them.

use std::process::Command;

use anyhow::{Context, Result};

use crate::machine::run::{program, run, run_quietly, step, target};

/// So many generated inputs a property has: each takes a thousand times as long as natively.
const CASES: &str = "4";

/// Weeks of a world in a loop of loops, and bodies of 100,000 parts: hours of Miri's, and the code of other tests.
const LONG: &[&str] = &["keeper::tests", "survives_any_shape"];

/// Runs the tests of these names, or all that do not take hours.
pub fn miri(names: &[&str]) -> Result<()> {
    install()?;
    let skipped = if names.is_empty() { LONG } else { &[] };
    run(nightly()
        .args(["miri", "test", "--locked", "--package", "flex-checkout", "--package"])
        .args([
            "flex-checkout-npm",
            "--features",
            "flex-checkout-npm/gateway,flex-checkout-npm/keeper",
        ])
        .arg("--target-dir")
        .arg(target().join("miri"))
        // Tests read fixtures.
        .env("MIRIFLAGS", "-Zmiri-disable-isolation")
        .env("PROPTEST_CASES", CASES)
        .arg("--")
        .args(skipped.iter().flat_map(|name| ["--skip", name]))
        .args(names))
}

fn install() -> Result<()> {
    if run_quietly(nightly().args(["miri", "--version"])).is_ok() {
        return Ok(());
    }
    step("adding miri and the library's source to the nightly toolchain", || {
        let add = ["component", "add", "--toolchain", "nightly", "miri", "rust-src"];
        run_quietly(program("rustup").args(add)).map(drop).context(
            "nothing was run: it takes a nightly toolchain with the components miri and rust-src",
        )
    })
}

fn nightly() -> Command {
    let mut command = program("rustup");
    command.args(["run", "nightly", "cargo"]);
    command
}
