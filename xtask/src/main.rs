//! `cargo xtask`: builds, shows and tests flex-checkout.

mod background;
mod bench;
mod checks;
mod demo;
mod docs;
mod machine;
mod package;
mod sandbox;
mod test;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::checks::{dependencies, fuzz, pages, release, semver};
use crate::docs::{site, tables};
use crate::package::{build, jsr, page, wasm};

/// Builds, shows and tests flex-checkout.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build the npm package into pkg/dist, and the demo page into www/dist and www/dist-static.
    Build,
    /// Build the demo page for a gateway, and as static files with a sandbox in it, and print their bytes.
    /// `FLEX_GATEWAY=https://api.shop.example/flex` sets the gateway.
    Page,
    /// Reauthorize a hold through workerd and the sandbox, then serve the demo page.
    Demo {
        /// Exit after the reauth.
        #[arg(long)]
        once: bool,
    },
    /// Install what the tests need, build, and run every suite or the named ones.
    Test { suites: Vec<String> },
    /// Run one suite on the present build.
    Suite { name: String },
    /// Regenerate what comes from the Rust models: tables in docs/ and the Worker's `OpenAPI` document.
    Docs,
    /// Write the package for JSR, from the built npm package.
    Jsr,
    /// Build the documentation site and serve it on loopback.
    Site {
        /// Exit after the build.
        #[arg(long)]
        build: bool,
        /// The path that the site is served at.
        #[arg(long, default_value = "/")]
        base: String,
    },
    /// Check the links of the Markdown files and of the site.
    Links {
        /// Check links to other hosts too.
        #[arg(long)]
        external: bool,
    },
    /// Run the package in every environment and write the table in docs/environments.md.
    Matrix,
    /// Print the Lighthouse scores of the demo page.
    Lighthouse,
    /// Take the README's screenshots of the demo page.
    Screenshots {
        /// Take more of them, into this folder.
        #[arg(long)]
        all: Option<PathBuf>,
    },
    /// Compare speed and size with the alternatives.
    Bench(bench::Options),
    /// Check licences, sources and banned crates with cargo-deny.
    Deny {
        /// Check the `RustSec` database too, which needs the network.
        #[arg(long)]
        advisories: bool,
    },
    /// Compare the package with JSON.parse on generated documents. Passes its options to tests/differential/run.mjs.
    #[command(disable_help_flag = true)]
    Differential {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
    /// Fuzz all targets or the named ones.
    Fuzz(fuzz::Options),
    /// Check the crate's version against the API changes since the last release, with cargo-semver-checks.
    Semver {
        /// The revision to compare with. Default: the last release's tag.
        revision: Option<String>,
    },
    /// Check that a tag can be released.
    ReleaseCheck {
        tag: String,
        /// Write the changelog's section about the release into this file.
        #[arg(long)]
        notes: Option<PathBuf>,
    },
    /// Run a local Flex API on loopback.
    Sandbox {
        /// 0 takes any free port.
        #[arg(long, default_value_t = 4010)]
        port: u16,
    },
    /// Run a WebAssembly program or test in Node: cargo's runner.
    #[command(hide = true)]
    RunWasm {
        module: PathBuf,
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<()> {
    match command {
        Command::Build => build::build(),
        Command::Page => page::build(),
        Command::Demo { once } => demo::demo(once),
        Command::Test { suites } => test::test(&suites),
        Command::Suite { name } => test::suite(&name),
        Command::Docs => tables::write(),
        Command::Jsr => jsr::write().map(|folder| println!("{}", folder.display())),
        Command::Site { build, base } => site::site(build, &base),
        Command::Links { external } => site::links(external),
        Command::Matrix => test::matrix(),
        Command::Lighthouse => pages::lighthouse(),
        Command::Screenshots { all } => pages::screenshots(all.as_deref()),
        Command::Bench(options) => bench::bench(&options),
        Command::Deny { advisories } => dependencies::deny(advisories),
        Command::Differential { options } => test::differential_with(&options),
        Command::Fuzz(options) => fuzz::fuzz(&options),
        Command::Semver { revision } => semver::semver(revision),
        Command::ReleaseCheck { tag, notes } => release::check(&tag, notes.as_deref()),
        Command::Sandbox { port } => sandbox::serve(port),
        Command::RunWasm { module, .. } => wasm::run_in_node(&module),
    }
}
