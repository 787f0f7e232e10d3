//! `cargo xtask fuzz`: the targets in `fuzz/`, on libFuzzer.
//!
//! The pinned compiler builds them with cargo-fuzz's options for counting coverage, so neither that
//! tool nor a nightly compiler is needed. A sanitizer would find little: the crate forbids unsafe
//! code.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::checks::dictionary;
use crate::machine::run::{cargo, program, root, run, run_quietly, step, target};
use crate::machine::setup;

/// A target, its property, and the size limit of its inputs, in bytes.
type Target = (&'static str, &'static str, usize);

const TARGETS: &[Target] = &[
    ("decode", "decoding, compared with `serde_json`", 16_384),
    ("request", "URL and headers, compared with the crates `url` and `http`", 1_024),
    (
        "retry_after",
        "`Retry-After`, compared with exact decimals and dates of the crate `jiff`",
        256,
    ),
    ("error_body", "errors: the most severe outcome, and no API key in any message", 4_096),
    ("withhold", "the public fields of a gateway's response, byte for byte", 16_384),
    ("token", "tokens, compared with HMACs of the crate `hmac`", 1_024),
    ("webhook", "ids found in a webhook's body", 8_192),
];

/// cargo-fuzz's options.
const RUSTFLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing";

const PAGE: &str = "docs/hardening.md";

/// Options of `cargo xtask fuzz`.
#[derive(clap::Args)]
pub struct Options {
    /// Targets, by their files in `fuzz/fuzz_targets`. Default: all.
    names: Vec<String>,
    /// Seconds for each target.
    #[arg(long, default_value_t = 60)]
    seconds: u32,
    /// Start from the seeds in fuzz/corpus alone, without the inputs that this machine has found.
    #[arg(long)]
    fresh: bool,
    /// Write the figures into docs/hardening.md.
    #[arg(long)]
    save: bool,
}

/// The result of a run.
struct TargetResult {
    executions: u64,
    seconds: f64,
    edges: u64,
    passed: bool,
}

/// Fuzzes all targets or the named ones.
pub fn fuzz(options: &Options) -> Result<()> {
    if let Some(unknown) =
        options.names.iter().find(|name| !TARGETS.iter().any(|it| it.0 == **name))
    {
        let known: Vec<&str> = TARGETS.iter().map(|target| target.0).collect();
        bail!("`{unknown}` is not a fuzz target; the targets are {}", known.join(", "));
    }
    build()?;
    let mut failed = Vec::new();
    for target in TARGETS.iter().filter(|target| options.runs(target.0)) {
        let ran = step(&format!("{}: {}", target.0, target.1), || fuzz_one(target, options))?;
        println!(
            "  {:<12}{:>12} executions in {:.0} s, {} edges: {}",
            target.0,
            ran.executions,
            ran.seconds,
            ran.edges,
            if ran.passed { "no finding" } else { "A FINDING" }
        );
        if options.save {
            save(target, &ran)?;
        }
        if !ran.passed {
            failed.push(target.0);
        }
    }
    if !failed.is_empty() {
        bail!("findings of {} are in {}", failed.join(", "), findings().display());
    }
    Ok(())
}

/// Runs the suite: every target for a few seconds.
pub fn briefly() -> Result<()> {
    fuzz(&Options { names: Vec::new(), seconds: 5, fresh: true, save: false })
}

/// Checks the targets' formatting and clippy: they are their own workspace.
pub fn lint(warnings: &[&str]) -> Result<()> {
    const MANIFEST: [&str; 2] = ["--manifest-path", "fuzz/Cargo.toml"];
    run(cargo().arg("fmt").args(MANIFEST).arg("--check"))?;
    run(cargo()
        .args(["clippy", "--quiet", "--locked"])
        .args(MANIFEST)
        .args(warnings)
        .env("CARGO_TARGET_DIR", target().join("fuzz")))
}

impl Options {
    fn runs(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|it| it == name)
    }
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

/// Returns the host's target triple: with `--target` the options above do not apply to build
/// scripts.
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

/// Returns the folders of the seeds and of the inputs that this machine has found.
fn corpora(name: &str) -> Result<(PathBuf, PathBuf)> {
    let seeds = root().join("fuzz/corpus").join(name);
    let found = target().join("fuzz/corpus").join(name);
    fs::create_dir_all(&found)?;
    Ok((seeds, found))
}

fn fuzz_one((name, _, longest): &Target, options: &Options) -> Result<TargetResult> {
    let (seeds, mut found) = corpora(name)?;
    let mut random = None;
    if options.fresh {
        // The same inputs in every run, so that a change fails only by its own fault.
        random = Some("-seed=1");
        found = target().join("fuzz/brief").join(name);
        let _ = fs::remove_dir_all(&found);
        fs::create_dir_all(&found)?;
    }
    fs::create_dir_all(findings())?;
    let log = target().join("fuzz").join(format!("{name}.log"));
    let start = Instant::now();
    let status = program(binary(name)?)
        .args([&found, &seeds, &root().join("tests/fixtures")])
        .arg(format!("-artifact_prefix={}/{name}-", findings().display()))
        .arg(format!("-dict={}", dictionary::write()?.display()))
        .arg(format!("-max_total_time={}", options.seconds))
        .arg(format!("-max_len={longest}"))
        .args(random)
        .args(["-timeout=20", "-rss_limit_mb=2048", "-print_final_stats=1"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(&log)?)
        .status()
        .context("the target did not start")?;
    let seconds = start.elapsed().as_secs_f64();
    let log_output = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
    if !status.success() {
        let from =
            log_output.rfind("panicked at").or_else(|| log_output.rfind("ERROR")).unwrap_or(0);
        println!(
            "{}",
            log_output.get(from..).unwrap_or_default().chars().take(4_000).collect::<String>()
        );
    }
    let executions = log_output
        .lines()
        .find_map(|line| line.strip_prefix("stat::number_of_executed_units:"))
        .and_then(|number| number.trim().parse().ok())
        .with_context(|| format!("{name} reports no executions in {}", log.display()))?;
    let edges =
        log_output.rsplit_once(" cov: ").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
    Ok(TargetResult { executions, seconds, edges: edges.unwrap_or(0), passed: status.success() })
}

/// Writes the target's row of the page's table.
fn save((name, property, _): &Target, ran: &TargetResult) -> Result<()> {
    const BEGIN: &str = "<!-- fuzz -->\n";
    const END: &str = "<!-- /fuzz -->";
    let page = root().join(PAGE);
    let markdown = fs::read_to_string(&page).context(PAGE)?;
    let marks = || format!("{PAGE} has no marks for fuzz");
    let (before, rest) = markdown.split_once(BEGIN).with_context(marks)?;
    let (table, after) = rest.split_once(END).with_context(marks)?;
    let finding = if ran.passed { "none" } else { "one" };
    let new = format!(
        "| `{name}` | {property} | {} | {:.0} s | {} | {finding} |\n",
        grouped(ran.executions),
        ran.seconds,
        grouped(ran.edges)
    );
    let mut rows = String::from(
        "| target | checks | executions | time | edges reached | findings |\n\
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

/// Formats a number with a comma before every three digits.
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
