//! `cargo xtask semver`: whether the version says what has changed for Rust programs since the last
//! release, by cargo-semver-checks.

use anyhow::{Result, bail};

use crate::machine::run::{program, run, run_quietly};
use crate::machine::tools::Tool;

/// The newest that reads what rustdoc of the pinned toolchain writes.
const SEMVER_CHECKS: Tool =
    Tool { name: "cargo-semver-checks", version: "0.51.0", optimised: false };

/// All features, natively: with `--target wasm32-unknown-unknown` the tool cannot read rustc's output. The
/// suite `publish` watches the items that only WebAssembly has.
const FORM: &[&str] = &["--all-features"];

/// Compares the crate with what it was at a revision, at the last release's tag unless one is named.
pub fn semver(arguments: &[&str]) -> Result<()> {
    let since = match arguments {
        [] => last_release()?,
        [revision] => Some((*revision).to_owned()),
        other => bail!("one revision to compare with, not {}", other.join(" ")),
    };
    let Some(since) = since else {
        println!("nothing to compare with: no tag v* is among what came before");
        return Ok(());
    };
    let tool = SEMVER_CHECKS.installed()?;
    run(program(&tool)
        .args(["semver-checks", "--package", "flex-checkout", "--baseline-rev", &since])
        .args(FORM))
}

/// The newest tag of what came before: on a release's own tag it is the one before it.
fn last_release() -> Result<Option<String>> {
    let list = ["tag", "--list", "v*", "--merged", "HEAD^", "--sort=-version:refname"];
    let tags = run_quietly(program("git").args(list))?;
    Ok(tags.lines().next().map(str::to_owned))
}
