//! What `cargo xtask` says of itself.

use serde_json::{Map, Value, json};

/// What a reader is told of the commands.
pub const USAGE: &str = "\
Usage: cargo xtask <command>

  build            the npm package, into pkg/dist, and the page of the Worker, into www/dist
  page             the page alone; FLEX_GATEWAY=https://api.shop.example/flex makes it speak to a gateway elsewhere
  demo [--once]    one reauth through real workerd against the sandbox and a hold's life, then the demo page
  test [suite ..]  every suite, or those named
  suite NAME       one suite, of what is built and installed already
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
  coverage         which lines of both crates the tests run, natively and as WebAssembly
  mutants [--in-diff FILE ..]
                   whether a test notices each small change of the code, by cargo-mutants
  deny [advisories]
                   licences, bans and sources of all crates, and what is known against them
  miri [test ..]   the native tests in an interpreter that finds undefined behaviour, on nightly
  differential [--count N | --seconds N] [--seed N [--index N]] [--save]
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
                   a local Flex API on loopback
  run-wasm FILE    a Rust program or its tests, compiled to WebAssembly, in Node: cargo's runner
  help [--json]    this text; as JSON with the names of the suites, for what checks that a text names no others";

/// Each command with the lines that it has in the usage, and the names of the suites.
pub fn as_json(suites: impl Iterator<Item = &'static str>) -> Value {
    let mut usage: Map<String, Value> = Map::new();
    // A command that stands in several lines has something to say in each.
    let mut command = "";
    for line in USAGE.lines().filter_map(|line| line.strip_prefix("  ")) {
        if !line.starts_with(' ') {
            command = line.split(' ').next().unwrap_or_default();
        }
        let lines = usage.entry(command).or_insert_with(|| json!([]));
        lines.as_array_mut().into_iter().for_each(|lines| lines.push(line.trim().into()));
    }
    json!({ "usage": usage, "suites": suites.collect::<Vec<_>>() })
}
