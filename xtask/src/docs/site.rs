//! The site of the docs: their pages, the API references in TypeScript and Rust, and the check of
//! every link.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use crate::machine::run::{cargo, node, program, root, run, run_quietly, step, target};
use crate::machine::setup;
use crate::package::build;

/// The output of `docs/.vitepress/build.mjs`.
const BUILT: &str = "docs/.vitepress/dist";

/// Builds the site, and serves it until it is stopped, except with `--build`. `--base` is the path
/// that it will be served at, `/flex-checkout/` for GitHub Pages.
pub fn site(only_build: bool, base: &str) -> Result<()> {
    build::build()?;
    build_at(base)?;
    if only_build {
        println!("{}", root().join(BUILT).display());
        return Ok(());
    }
    run(node("docs/.vitepress/node_modules/vitepress/bin/vitepress.js")?
        .args(["preview", "docs", "--base", base]))
}

/// Checks the links of the Markdown files and of the site with lychee; with `external` also those to other hosts.
pub fn links(external: bool) -> Result<()> {
    build::build()?;
    build_at("/")?;
    check_links("/", external)
}

fn check_links(base: &str, external: bool) -> Result<()> {
    let lychee = setup::python_tools("docs/.vitepress/requirements.txt", "lychee")?.join("lychee");
    let markdown = run_quietly(program("git").args(["ls-files", "*.md"]))?;
    let check = || {
        let mut command = program(&lychee);
        command.args(["--no-progress", "--include-fragments"]);
        command.args((!external).then_some("--offline"));
        command
    };
    run(check().args(markdown.lines()))?;
    let built = root().join(BUILT);
    run(check()
        .arg("--root-dir")
        .arg(&built)
        .arg("--remap")
        .arg(format!("{0}{1} {0}", built.display(), base.trim_end_matches('/')))
        .args(["--index-files", "index.html"])
        // rustdoc's script handles fragments of source lines.
        .args(["--exclude", r"\.rs\.html#"])
        .arg(built.join("**/*.html")))
}

/// Runs the suite.
pub fn test() -> Result<()> {
    // As on GitHub Pages: below a path, the harder way.
    const BASE: &str = "/flex-checkout/";
    build_at(BASE)?;
    private_docs()?;
    check_links(BASE, false)?;
    setup::npm_packages("tests/page", &["--ignore-scripts"])?;
    run(node("tests/site/run.mjs")?.args(["--base", BASE]))
}

/// Builds the site from the package's sources, which must be generated already.
fn build_at(base: &str) -> Result<()> {
    setup::npm_packages("docs/.vitepress", &["--ignore-scripts"])?;
    let rustdoc = step("writing the Rust reference", rustdoc)?;
    step("building the site", || {
        run_quietly(
            node("docs/.vitepress/build.mjs")?.arg("--rustdoc").arg(rustdoc).args(["--base", base]),
        )
        .map(drop)
    })
}

/// Writes the crate's reference as on docs.rs.
fn rustdoc() -> Result<PathBuf> {
    const TARGET: &str = "wasm32-unknown-unknown";
    run(&mut documented("flex-checkout", &["--target", TARGET]))?;
    Ok(target().join(TARGET).join("doc"))
}

/// Fails on a broken link in a comment on private items.
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
