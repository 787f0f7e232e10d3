//! The package and the crate, packed as they would be published.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::machine::run::{cargo, root, run, run_quietly, target};
use crate::machine::setup;

/// Packs the npm package.
pub fn tarball() -> Result<PathBuf> {
    pack(&root().join("pkg"), &target().join("package"))
}

/// Packs an npm package into a folder.
pub fn pack(package: &Path, folder: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let listing = run_quietly(
        setup::npm()
            .args(["pack", "--json", "--loglevel=error"])
            .arg(package)
            .arg("--pack-destination")
            .arg(folder),
    )?;
    let listing: serde_json::Value = serde_json::from_str(&listing)?;
    // npm 11 lists the packages, npm 12 names them.
    let name =
        listing.pointer("/0/filename").or_else(|| listing.pointer("/flex-checkout/filename"));
    let name = name.and_then(|name| name.as_str()).context("npm pack named no file")?;
    Ok(folder.join(name))
}

/// Packs the crate.
pub fn krate() -> Result<PathBuf> {
    // Other suites build it.
    let pack = ["package", "--quiet", "--locked", "--no-verify", "--allow-dirty"];
    run(cargo().args(pack).args(["--package", "flex-checkout"]))?;
    let id = run_quietly(cargo().args(["pkgid", "--package", "flex-checkout"]))?;
    let (_, version) = id.trim().rsplit_once(['@', '#']).context("the crate has no version")?;
    Ok(target().join(format!("package/flex-checkout-{version}.crate")))
}
