//! What the project depends on: why each is there, and whether `deny.toml` allows it.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::machine::run::{cargo, program, root, run, run_quietly};
use crate::machine::tools::Tool;

/// No registry but crates.io has one that is not years old.
const CARGO_DENY: Tool = Tool { name: "cargo-deny", version: "0.20.2", optimised: false };

/// The page that says why each is there.
const PAGE: &str = "docs/dependencies.md";

/// A sentence that says less is no reason.
const SHORTEST_REASON: usize = 10;

/// Fails on a dependency without a reason, a reason without a dependency, and what cargo-deny finds.
pub fn check() -> Result<()> {
    deny(&[])
}

/// Does so; "advisories" has cargo-deny ask the `RustSec` database too.
pub fn deny(arguments: &[&str]) -> Result<()> {
    check_reasons()?;
    let more = match arguments {
        [] => None,
        ["advisories"] => Some("advisories"),
        other => bail!("there is no check {}, only advisories", other.join(" ")),
    };
    let tool = CARGO_DENY.installed()?;
    let checks = ["--workspace", "check", "bans", "licenses", "sources"];
    run(program(&tool).args(checks).args(more))
}

fn check_reasons() -> Result<()> {
    let page = fs::read_to_string(root().join(PAGE))?;
    let mut wrong = Vec::new();
    for (manifest, needed) in manifests()? {
        let given = reasons(&page, &manifest);
        for name in &needed {
            match given.iter().find(|(given, _)| given == name) {
                None => wrong.push(format!("{name} of {manifest} has no reason")),
                Some((_, why)) if why.len() < SHORTEST_REASON => {
                    wrong.push(format!("`{why}` is no reason for {name} of {manifest}"));
                }
                Some(_) => {}
            }
        }
        let over = given.iter().filter(|(name, _)| !needed.contains(name));
        wrong.extend(over.map(|(name, _)| format!("{manifest} does not have {name}")));
    }
    if !wrong.is_empty() {
        bail!("{PAGE} is to say why each dependency is there:\n  {}", wrong.join("\n  "));
    }
    println!("{PAGE} has a reason for every dependency");
    Ok(())
}

/// What a manifest depends on.
type Reader = fn(&str) -> Result<BTreeSet<String>>;

/// Every manifest of the repository that depends on something, and what on.
fn manifests() -> Result<Vec<(String, BTreeSet<String>)>> {
    let kinds: [(&str, Reader); 2] = [("*Cargo.toml", crates), ("*package.json", packages)];
    let mut all = Vec::new();
    for (pattern, read) in kinds {
        let list = ["ls-files", "--cached", "--others", "--exclude-standard", pattern];
        for file in run_quietly(program("git").args(list))?.lines() {
            let names = read(file).with_context(|| file.to_owned())?;
            if !names.is_empty() {
                all.push((file.to_owned(), names));
            }
        }
    }
    Ok(all)
}

/// The crates of a manifest, but for those of the same repository.
fn crates(manifest: &str) -> Result<BTreeSet<String>> {
    let path = root().join(manifest).canonicalize()?;
    let metadata = run_quietly(
        cargo().args(["metadata", "--no-deps", "--format-version=1", "--manifest-path"]).arg(&path),
    )?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo named no packages")?;
    let own = packages.iter().find(|package| {
        package["manifest_path"]
            .as_str()
            .is_some_and(|own| path.as_path() == std::path::Path::new(own))
    });
    let own = own.context("cargo named no such package")?;
    let dependencies = own["dependencies"].as_array().context("cargo named no dependencies")?;
    let foreign = dependencies.iter().filter(|dependency| dependency["path"].is_null());
    Ok(foreign.filter_map(|dependency| dependency["name"].as_str()).map(str::to_owned).collect())
}

/// The packages of a manifest, likewise.
fn packages(manifest: &str) -> Result<BTreeSet<String>> {
    let manifest: Value = serde_json::from_slice(&fs::read(root().join(manifest))?)?;
    let kinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];
    let named = kinds.iter().filter_map(|kind| manifest[kind].as_object());
    let all = named.flat_map(|kind| kind.keys().cloned());
    Ok(all.filter(|name| name != "flex-checkout").collect())
}

/// The names and reasons in the table under a manifest's heading.
fn reasons(page: &str, manifest: &str) -> Vec<(String, String)> {
    let heading = format!("### `{manifest}`");
    let section = page.lines().skip_while(|line| *line != heading).skip(1);
    let rows = section.take_while(|line| !line.starts_with('#'));
    let cells =
        rows.filter_map(|row| row.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | "));
    cells.map(|(name, why)| (name.to_owned(), why.to_owned())).collect()
}
