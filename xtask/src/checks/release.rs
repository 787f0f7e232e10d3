//! `cargo xtask release-check`: checks that a tag, the manifests and the changelog name one
//! version.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use jiff::civil::Date;
use parse_changelog::Changelog;
use serde_json::Value;

use crate::machine::run::{cargo, program, root, run_quietly};

const CHANGELOG: &str = "CHANGELOG.md";

/// The heading in place of a release's date.
const NOT_YET: &str = "Unreleased";

/// Fails if a tag cannot be released, and writes the changelog's section about it into the file
/// that `--notes` names.
pub fn check(tag: &str, notes: Option<&Path>) -> Result<()> {
    let version = version()?;
    ensure!(tag == format!("v{version}"), "the tag is {tag}, and the version {version}");
    let changelog = fs::read_to_string(root().join(CHANGELOG))?;
    let changelog = parse_changelog::parse(&changelog)?;
    let release = changelog.get(version.as_str()).context("the changelog does not have it")?;
    let date = date_of(release.title)?
        .with_context(|| format!("{CHANGELOG} has no date for {version}: `{}`", release.title))?;
    ensure!(!release.notes.trim().is_empty(), "{CHANGELOG} has no notes for {version}");
    if let Some(file) = notes {
        fs::write(root().join(file), format!("{}\n", release.notes.trim()))?;
    }
    println!("{version} of {date} can be released");
    Ok(())
}

/// Returns the version of all manifests, lock files and the changelog, if they agree.
pub fn version() -> Result<String> {
    let changelog = fs::read_to_string(root().join(CHANGELOG))?;
    let newest = newest(&changelog)?;
    let version = manifests_version()?;
    let mut found = vec![
        ("pkg/package.json".to_owned(), version_in("pkg/package.json", "/version")?),
        ("package-lock.json".to_owned(), version_in("package-lock.json", "/packages/pkg/version")?),
        (CHANGELOG.to_owned(), newest),
    ];
    let locks = run_quietly(program("git").args(["ls-files", "*Cargo.lock"]))?;
    for lock in locks.lines() {
        found.push((lock.to_owned(), locked_version(lock)?));
    }
    let others = found.iter().filter(|(_, other)| *other != version);
    let others: Vec<String> = others.map(|(file, other)| format!("{file} has {other}")).collect();
    ensure!(others.is_empty(), "Cargo.toml has version {version}, and {}", others.join(", "));
    Ok(version)
}

/// Returns the newest version in the changelog. Fails on one without a link, and on dates out of
/// order.
fn newest(source: &str) -> Result<String> {
    let changelog: Changelog<'_> = parse_changelog::parse(source)?;
    let mut later: Option<Date> = None;
    let mut newest = None;
    for (version, release) in changelog.iter().filter(|(version, _)| **version != NOT_YET) {
        let link = format!("\n[{version}]: https://");
        ensure!(source.contains(&link), "{CHANGELOG} has no link for [{version}] at its end");
        let date = date_of(release.title)?;
        ensure!(
            date.is_some() || newest.is_none(),
            "{version} is followed by another and has no date"
        );
        if let (Some(date), Some(later)) = (date, later) {
            ensure!(
                date <= later,
                "{CHANGELOG}: {version} has the date {date}, later than the next version's"
            );
        }
        later = date.or(later);
        newest.get_or_insert_with(|| (*version).to_owned());
    }
    newest.with_context(|| format!("{CHANGELOG} names no version"))
}

/// Returns the date in a heading `[1.2.3] - 2026-11-23`, `None` for `[1.2.3] - Unreleased`.
fn date_of(title: &str) -> Result<Option<Date>> {
    let (_, date) = title.split_once(" - ").with_context(|| format!("`{title}` has no date"))?;
    if date == NOT_YET {
        return Ok(None);
    }
    date.parse().map(Some).with_context(|| format!("`{date}` is no date"))
}

/// Returns the crate's version in its manifest.
fn manifests_version() -> Result<String> {
    let metadata = run_quietly(cargo().args(["metadata", "--no-deps", "--format-version=1"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("cargo named no packages")?;
    let own = packages.iter().find(|package| package["name"] == "flex-checkout");
    let version = own.and_then(|own| own["version"].as_str());
    version.map(str::to_owned).context("cargo named no version")
}

/// Returns the crate's version in a lock file.
fn locked_version(file: &str) -> Result<String> {
    let lock = fs::read_to_string(root().join(file))?;
    let (_, own) = lock.split_once("name = \"flex-checkout\"\nversion = \"").context("no crate")?;
    let (version, _) = own.split_once('"').context("no version")?;
    Ok(version.to_owned())
}

fn version_in(file: &str, pointer: &str) -> Result<String> {
    let json: Value = serde_json::from_slice(&fs::read(root().join(file))?)?;
    let version = json.pointer(pointer).and_then(Value::as_str);
    version.map(str::to_owned).with_context(|| format!("{file} has no {pointer}"))
}

#[cfg(test)]
mod tests {
    use super::{date_of, newest};

    const LINKS: &str = "\n[0.2.0]: https://a.example\n[0.1.0]: https://b.example\n";

    #[test]
    fn accepts_the_first_version() {
        let changelog = format!(
            "# Changelog\n\n## [Unreleased]\n\n- a\n\n## [0.2.0] - Unreleased\n\n- b\n\n\
             ## [0.1.0] - 2026-11-23\n\n- c\n{LINKS}"
        );
        assert_eq!(newest(&changelog).unwrap(), "0.2.0");
    }

    #[test]
    fn rejects_dates_out_of_order_and_an_older_version_without_a_date() {
        for (second, first) in [("2026-11-22", "2026-11-23"), ("2026-11-22", "Unreleased")] {
            let changelog =
                format!("## [0.2.0] - {second}\n\n- b\n\n## [0.1.0] - {first}\n\n- c\n{LINKS}");
            newest(&changelog).unwrap_err();
        }
    }

    #[test]
    fn rejects_a_version_without_a_link() {
        newest("## [0.3.0] - 2026-11-23\n\n- a\n").unwrap_err();
    }

    #[test]
    fn rejects_invalid_dates() {
        assert!(date_of("[0.1.0] - Unreleased").unwrap().is_none());
        assert!(date_of("[0.1.0] - 2026-11-23").unwrap().is_some());
        date_of("[0.1.0] - 2026-11-31").unwrap_err();
        date_of("[0.1.0]").unwrap_err();
    }
}
