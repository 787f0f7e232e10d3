//! `cargo xtask semver`: checks the version against the API changes since the last release, with
//! cargo-semver-checks.

use anyhow::Result;

use crate::machine::run::{program, run, run_quietly};
use crate::machine::tools::Tool;

/// The newest version that reads the pinned toolchain's rustdoc.
const SEMVER_CHECKS: Tool =
    Tool { name: "cargo-semver-checks", version: "0.51.0", optimised: false };

/// All features, natively: with `--target wasm32-unknown-unknown` the tool cannot read rustc's
/// output. The suite `publish` checks items that only WebAssembly has.
const FORM: &[&str] = &["--all-features"];

/// Compares the crate with a revision, by default the last release's tag.
pub fn semver(revision: Option<String>) -> Result<()> {
    let Some(since) = revision.map_or_else(last_release, |it| Ok(Some(it)))? else {
        println!("nothing to compare with: no tag v* was found");
        return Ok(());
    };
    let tool = SEMVER_CHECKS.installed()?;
    run(program(&tool)
        .args(["semver-checks", "--package", "flex-checkout", "--baseline-rev", &since])
        .args(FORM))
}

/// Returns the newest tag among the ancestors: on a release's own tag the one before it.
fn last_release() -> Result<Option<String>> {
    let list = ["tag", "--list", "v*", "--merged", "HEAD^", "--sort=-version:refname"];
    let tags = run_quietly(program("git").args(list))?;
    Ok(tags.lines().next().map(str::to_owned))
}
