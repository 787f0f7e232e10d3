//! `cargo xtask`: builds, shows and tests flex-checkout.

mod bench;
mod checks;
mod demo;
mod docs;
mod machine;
mod package;
mod sandbox;
mod test;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::checks::{
    coverage, dependencies, examples, fuzz, miri, mutants, pages, release, semver,
};
use crate::docs::{site, tables};
use crate::package::{build, page};

const USAGE: &str = "\
Usage: cargo xtask <command>

  build            the npm package, into pkg/dist, and the page of the Worker, into www/dist
  page             the page alone; FLEX_GATEWAY=https://api.shop.example/flex makes it speak to a gateway elsewhere
  demo [--once]    one reauth through real workerd against the sandbox and a hold's life, then the demo page
  test [suite ..]  every suite, or those named
  docs             what comes from the Rust models: tables in docs/, the Worker's OpenAPI document
  site [--build] [--base /PATH/]
                   the site of the docs with both API references, served on loopback or only built, for a path
  links [--external]
                   every link of the repository and of the site; with --external other hosts are asked too
  matrix           the README's table of environments, from a run in all of them
  lighthouse       Lighthouse's scores of the page, and what is transferred
  screenshots [--all DIR]
                   the README's pictures of the page; into DIR more of them, to be looked at
  bench [name ..] [--quick] [--save]
                   the package beside what one would use instead, measured in one run
  bench keeper [--quick] [--save]
                   ten thousand sessions kept at once, which has a page of its own
  bench soak [--quick] [--save]
                   half an hour of faults, 64 calls in flight, and what stays behind
  bench bytes --check
                   fails if the package is larger than it may be
  coverage         which lines of the crate its tests run, natively and as WebAssembly
  mutants [--in-diff FILE ..]
                   whether a test notices each small change of the code, by cargo-mutants
  deny [advisories]
                   licences, bans and sources of all crates, and what is known against them
  miri [test ..]   the native tests in an interpreter that finds undefined behaviour, on nightly
  differential [--count N | --seconds N] [--seed N [--index N]]
                   the package beside JSON.parse, on documents that nobody wrote
  fuzz [target ..] [--seconds N] [--kept] [--keep] [--save]
                   what reads others' texts, beside oracles, with random ones
  newcomer [--only web | --only worker]
                   from an empty folder to a typed session on the screen, each step timed
  semver [REVISION]
                   whether the version says what changed for Rust programs since the last release
  release-check TAG [--notes FILE]
                   whether a tag can be released now, and what the changelog says of it
  sandbox [--port N]
                   a local Flex API on loopback";

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
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("unknown command `{}`\n\n{USAGE}", other.join(" ")),
    }
}
