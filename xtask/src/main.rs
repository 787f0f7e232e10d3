//! `cargo xtask`: builds, shows and tests flex-checkout.

mod behind;
mod bench;
mod checks;
mod demo;
mod docs;
mod machine;
mod package;
mod sandbox;
mod test;
mod usage;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::checks::{
    coverage, dependencies, examples, fuzz, miri, mutants, pages, release, semver,
};
use crate::docs::{site, tables};
use crate::package::{build, page, wasm};
use crate::usage::USAGE;

fn main() -> ExitCode {
    match dispatch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["build"] => build::build(),
        ["page"] => page::build(),
        ["demo", options @ ..] => demo::demo(options),
        ["test", suites @ ..] => test::test(suites),
        ["suite", name] => test::suite(name),
        ["docs"] => tables::write(),
        ["site", options @ ..] => site::site(options),
        ["links", options @ ..] => site::links(options),
        ["matrix"] => test::matrix(),
        ["lighthouse"] => pages::lighthouse(),
        ["screenshots", options @ ..] => pages::screenshots(options),
        ["bench", options @ ..] => bench::bench(options),
        ["coverage", options @ ..] => coverage::coverage(options),
        ["mutants", options @ ..] => mutants::mutants(options),
        ["miri", tests @ ..] => miri::miri(tests),
        ["deny", checks @ ..] => dependencies::deny(checks),
        ["differential", options @ ..] => test::differential_with(options),
        ["newcomer", options @ ..] => examples::newcomer(options),
        ["fuzz", options @ ..] => fuzz::fuzz(options),
        ["semver", options @ ..] => semver::semver(options),
        ["release-check", options @ ..] => release::check(options),
        ["sandbox", options @ ..] => sandbox::serve(options),
        ["run-wasm", module, ..] => wasm::run_in_node(Path::new(module)),
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        ["help", "--json"] => {
            println!("{}", usage::as_json(test::names()));
            Ok(())
        }
        other => bail!("unknown command `{}`\n\n{USAGE}", other.join(" ")),
    }
}
