//! `cargo xtask fuzz`: the targets in `fuzz/`, on libFuzzer.
//!
//! They are built by the pinned compiler with the options by which cargo-fuzz has coverage counted, so
//! neither that tool nor a nightly compiler is needed. A sanitizer would find little: the crate forbids
//! unsafe code.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::checks::words;
use crate::machine::run::{cargo, program, root, run, run_quietly, step, target};
use crate::machine::setup;

/// A target, what it shows, and the longest input that it is given, in bytes.
type Target = (&'static str, &'static str, usize);

const TARGETS: &[Target] = &[
    ("decode", "decode, beside a walk over what serde_json reads", 16_384),
    ("request", "URL and headers, beside the crates url and http", 1_024),
    ("retry_after", "Retry-After, beside exact decimals and dates of the crate jiff", 256),
    ("error_body", "errors: the gravest outcome, and no key in any text", 4_096),
    ("withhold", "what leaves a gateway, byte for byte", 16_384),
    ("token", "tokens, beside HMACs of the crate hmac", 1_024),
    ("svix", "signatures of webhooks, beside HMACs of the crate hmac", 2_048),
    ("webhook", "what is read of a webhook's body", 8_192),
];

/// As cargo-fuzz has them.
const RUSTFLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

const PAGE: &str = "docs/hardening.md";

struct Options<'a> {
    seconds: u32,
    saves: bool,
    keeps: bool,
    /// Begins from nothing but what is kept.
    forgets: bool,
    names: Vec<&'a str>,
}

/// What a run came to.
struct Ran {
    executions: u64,
    seconds: f64,
    edges: u64,
    passed: bool,
}

/// Fuzzes the targets that are named, or all of them.
pub fn fuzz(arguments: &[&str]) -> Result<()> {
    let options = options(arguments)?;
    build()?;
    let mut failed = Vec::new();
    for target in TARGETS.iter().filter(|target| options.runs(target.0)) {
        let ran = step(&format!("{}: {}", target.0, target.1), || fuzz_one(target, &options))?;
        if options.keeps && ran.passed {
            keep(target)?;
        }
        let kept = fs::read_dir(corpora(target.0)?.0)?.count();
        println!(
            "  {:<12}{:>12} executions in {:.0} s, {} edges, {} kept inputs: {}",
            target.0,
            ran.executions,
            ran.seconds,
            ran.edges,
            kept,
            if ran.passed { "no finding" } else { "A FINDING" }
        );
        if options.saves {
            save(target, &ran)?;
        }
        if !ran.passed {
            failed.push(target.0);
        }
    }
    if !failed.is_empty() {
        bail!("there are findings of {}, in {}", failed.join(", "), findings().display());
    }
    Ok(())
}

/// A few seconds of every target from the corpus that is kept: what was once found stays mended.
pub fn briefly() -> Result<()> {
    fuzz(&["--seconds", "5", "--kept"])
}

/// The targets' formatting and clippy: they are a workspace of their own.
pub fn lint(warnings: &[&str]) -> Result<()> {
    const MANIFEST: [&str; 2] = ["--manifest-path", "fuzz/Cargo.toml"];
    run(cargo().arg("fmt").args(MANIFEST).arg("--check"))?;
    run(cargo()
        .args(["clippy", "--quiet", "--locked"])
        .args(MANIFEST)
        .args(warnings)
        .env("CARGO_TARGET_DIR", target().join("fuzz")))
}

impl Options<'_> {
    fn runs(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.contains(&name)
    }
}

fn options<'a>(arguments: &[&'a str]) -> Result<Options<'a>> {
    let mut options =
        Options { seconds: 60, saves: false, keeps: false, forgets: false, names: Vec::new() };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match *argument {
            "--seconds" => {
                let seconds = arguments.next().context("--seconds needs a number")?;
                options.seconds = seconds.parse().context("--seconds needs a whole number")?;
            }
            "--save" => options.saves = true,
            "--keep" => options.keeps = true,
            "--kept" => options.forgets = true,
            name if TARGETS.iter().any(|target| target.0 == name) => options.names.push(name),
            other => {
                let known: Vec<&str> = TARGETS.iter().map(|target| target.0).collect();
                bail!("there is no target or option `{other}`; there are {}", known.join(", "));
            }
        }
    }
    Ok(options)
}

fn build() -> Result<()> {
    setup::for_fuzzing()?;
    let host = host()?;
    step("building the fuzz targets", || {
        run(cargo()
            .args(["build", "--quiet", "--locked", "--release", "--bins"])
            .args(["--manifest-path", "fuzz/Cargo.toml", "--target", &host])
            .env("CARGO_TARGET_DIR", target().join("fuzz"))
            .env("RUSTFLAGS", RUSTFLAGS))
    })
}

/// The machine's own target: named, it keeps the options above away from build scripts.
fn host() -> Result<String> {
    let version = run_quietly(program("rustc").arg("-vV"))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(String::from).context("rustc does not name its host")
}

fn binary(name: &str) -> Result<PathBuf> {
    Ok(target().join("fuzz").join(host()?).join("release").join(name))
}

fn findings() -> PathBuf {
    target().join("fuzz/findings")
}

/// The inputs that are kept in git, and those that this machine has found.
fn corpora(name: &str) -> Result<(PathBuf, PathBuf)> {
    let kept = root().join("fuzz/corpus").join(name);
    let found = target().join("fuzz/corpus").join(name);
    fs::create_dir_all(&kept)?;
    fs::create_dir_all(&found)?;
    Ok((kept, found))
}

fn fuzz_one((name, _, longest): &Target, options: &Options<'_>) -> Result<Ran> {
    let (kept, mut found) = corpora(name)?;
    if options.forgets {
        found = target().join("fuzz/brief").join(name);
        let _ = fs::remove_dir_all(&found);
        fs::create_dir_all(&found)?;
    }
    fs::create_dir_all(findings())?;
    let log = target().join("fuzz").join(format!("{name}.log"));
    let start = Instant::now();
    let status = program(binary(name)?)
        .args([&found, &kept, &root().join("tests/fixtures")])
        .arg(format!("-artifact_prefix={}/{name}-", findings().display()))
        .arg(format!("-dict={}", words::dictionary()?.display()))
        .arg(format!("-max_total_time={}", options.seconds))
        .arg(format!("-max_len={longest}"))
        .args(["-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(&log)?)
        .status()
        .context("the target did not start")?;
    let seconds = start.elapsed().as_secs_f64();
    let text = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    if !status.success() {
        let from = text.rfind("panicked at").or_else(|| text.rfind("ERROR")).unwrap_or(0);
        println!(
            "{}",
            text.get(from..).unwrap_or_default().chars().take(4_000).collect::<String>()
        );
    }
    let executions = text
        .lines()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))
        .and_then(|number| number.trim().parse().ok())
        .with_context(|| format!("{name} says nothing of its executions, in {}", log.display()))?;
    let edges =
        text.rsplit_once(" cov: ").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
    Ok(Ran { executions, seconds, edges: edges.unwrap_or(0), passed: status.success() })
}

/// Makes of all inputs the fewest that reach as far, and keeps them, the beginnings of long ones.
fn keep((name, _, longest): &Target) -> Result<()> {
    let longest = 4_096.min(*longest);
    let (kept, found) = corpora(name)?;
    let fewest = target().join("fuzz/fewest").join(name);
    let _ = fs::remove_dir_all(&fewest);
    fs::create_dir_all(&fewest)?;
    // By edges alone: the inputs that only take one more often are fifty times as many.
    run_quietly(
        program(binary(name)?)
            .args(["-set_cover_merge=1", "-use_counters=0"])
            .arg(format!("-max_len={longest}"))
            .args([&fewest, &kept, &found, &root().join("tests/fixtures")]),
    )?;
    fs::remove_dir_all(&kept)?;
    fs::create_dir_all(&kept)?;
    for input in fs::read_dir(&fewest)? {
        let input = input?;
        fs::copy(input.path(), kept.join(input.file_name()))?;
    }
    Ok(())
}

/// Writes the target's row of the page's table.
fn save((name, what, _): &Target, ran: &Ran) -> Result<()> {
    const BEGIN: &str = "<!-- fuzz -->\n";
    const END: &str = "<!-- /fuzz -->";
    let page = root().join(PAGE);
    let text = fs::read_to_string(&page).context(PAGE)?;
    let marks = || format!("{PAGE} has no marks for fuzz");
    let (before, rest) = text.split_once(BEGIN).with_context(marks)?;
    let (table, after) = rest.split_once(END).with_context(marks)?;
    let finding = if ran.passed { "none" } else { "one" };
    let new = format!(
        "| `{name}` | {what} | {} | {:.0} s | {} | {finding} |\n",
        grouped(ran.executions),
        ran.seconds,
        grouped(ran.edges)
    );
    let mut rows = String::from(
        "| target | what it shows | executions | time | edges reached | findings |\n\
         |---|---|---:|---:|---:|---|\n",
    );
    for (other, ..) in TARGETS {
        let begins = format!("| `{other}` |");
        let row = table.lines().find(|line| line.starts_with(&begins));
        if other == name {
            rows.push_str(&new);
        } else if let Some(row) = row {
            writeln!(rows, "{row}")?;
        }
    }
    fs::write(page, [before, BEGIN, &rows, END, after].concat()).context(PAGE)
}

/// A number with a comma before every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}
