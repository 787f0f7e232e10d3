//! Licences, sources and banned crates, by cargo-deny with `deny.toml`.

use anyhow::Result;

use crate::machine::run::{program, run};
use crate::machine::tools::Tool;

const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2", optimised: false };

/// Runs the suite.
pub fn check() -> Result<()> {
    deny(false)
}

/// Runs cargo-deny; with `advisories` it downloads the `RustSec` database too.
pub fn deny(advisories: bool) -> Result<()> {
    let tool = CARGO_DENY.installed()?;
    let checks = ["--workspace", "check", "bans", "licenses", "sources"];
    run(program(&tool).args(checks).args(advisories.then_some("advisories")))
}
