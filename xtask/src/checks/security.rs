//! Whether the tests are there that SECURITY.md names.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::machine::run::root;

const PAGE: &str = "SECURITY.md";

/// Fewer were named when somebody changed how they are written.
const LEAST: usize = 40;

/// Fails on a test that is not in its file.
pub fn check() -> Result<()> {
    let page = fs::read_to_string(root().join(PAGE))?;
    let tests = named(&page);
    if tests.len() < LEAST {
        bail!("{PAGE} names {} tests, fewer than {LEAST}", tests.len());
    }
    let mut missing = Vec::new();
    for (name, file) in tests {
        let text = fs::read_to_string(root().join(file)).with_context(|| file.to_owned())?;
        if !stands_alone(name, &text) {
            missing.push(format!("{name} is not in {file}"));
        }
    }
    for row in page.lines().filter(|line| line.starts_with('|')).skip(2) {
        if named(row).is_empty() {
            missing.push(format!("no test shows what is said in {row}"));
        }
    }
    if !missing.is_empty() {
        bail!("{PAGE} is wrong:\n  {}", missing.join("\n  "));
    }
    Ok(())
}

/// What is written as a link to a file of the repository: its name and the file.
fn named(page: &str) -> Vec<(&str, &str)> {
    let links = page.split("[`").skip(1);
    let links = links.filter_map(|link| link.split_once(')')?.0.split_once("`]("));
    links.collect()
}

/// Whether the text has the name, and not only as a part of a longer one.
fn stands_alone(name: &str, text: &str) -> bool {
    let joins = |letter: char| letter.is_alphanumeric() || letter == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(joins) && !after.is_some_and(joins)
    })
}
