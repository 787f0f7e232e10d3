//! The site of the docs: their pages, the API references in TypeScript and Rust, and the check of every link.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};

use crate::machine::run::{cargo, node, root, run, run_quietly, step, target};
use crate::machine::setup;
use crate::package::build;

/// Where `site/build.mjs` builds it.
const BUILT: &str = "site/dist";

/// Builds the site, and serves it until it is ended; `--build` leaves it at the folder. `--base` is the path
/// that it will be served at, `/flex-checkout/` for GitHub Pages.
pub fn site(options: &[&str]) -> Result<()> {
    let (only_build, base) = match options {
        [] => (false, "/"),
        ["--build"] => (true, "/"),
        ["--base", base] => (false, *base),
        ["--build", "--base", base] => (true, *base),
        other => bail!("site takes --build and --base /path/, not `{}`", other.join(" ")),
    };
    build::build()?;
    build_at(base)?;
    if only_build {
        println!("{}", root().join(BUILT).display());
        return Ok(());
    }
    run(node("site/serve.mjs")?.args(["--base", base]))
}

/// Checks every link of the repository and of the site; `--external` asks other hosts too, which takes the
/// network.
pub fn links(options: &[&str]) -> Result<()> {
    match options {
        [] | ["--external"] => {}
        _ => bail!("links takes --external"),
    }
    build::build()?;
    build_at("/")?;
    run(node("site/links/run.mjs")?.args(options))
}

/// The suite.
pub fn test() -> Result<()> {
    // As GitHub Pages serve it: below a path, which is the harder way.
    const BASE: &str = "/flex-checkout/";
    build_at(BASE)?;
    private_docs()?;
    run(node("site/links/run.mjs")?.args(["--base", BASE]))?;
    setup::npm_packages("tests/page", &["--ignore-scripts"])?;
    run(node("tests/site/run.mjs")?.args(["--base", BASE]))
}

/// Builds it of the package's sources, which must be generated already.
fn build_at(base: &str) -> Result<()> {
    setup::npm_packages("site", &["--ignore-scripts"])?;
    let rustdoc = step("writing the Rust reference", rustdoc)?;
    step("building the site", || {
        run_quietly(node("site/build.mjs")?.arg("--rustdoc").arg(rustdoc).args(["--base", base]))
            .map(drop)
    })
}

/// Writes the crate's reference as docs.rs has it.
fn rustdoc() -> Result<PathBuf> {
    const TARGET: &str = "wasm32-unknown-unknown";
    run(&mut documented("flex-checkout", &["--target", TARGET]))?;
    Ok(target().join(TARGET).join("doc"))
}

/// Fails on a broken link in a comment that only readers of the code see.
fn private_docs() -> Result<()> {
    for package in ["flex-checkout", "flex-checkout-npm"] {
        let options = ["--all-features", "--document-private-items"];
        run(documented(package, &options)
            .env("RUSTDOCFLAGS", "--deny warnings --allow rustdoc::private_intra_doc_links"))?;
    }
    Ok(())
}

fn documented(package: &str, options: &[&str]) -> Command {
    let mut command = cargo();
    command
        .args(["doc", "--quiet", "--no-deps", "--locked", "--package", package])
        .args(options)
        .env("RUSTDOCFLAGS", "--deny warnings");
    command
}
