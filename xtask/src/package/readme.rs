//! The README of the npm package.

use std::fs;

use anyhow::{Context, Result};
use regex::{Captures, Regex};
use serde_json::Value;

use crate::machine::run::root;

/// Returns the README with absolute links, which registries can show without the repository's files.
pub fn packed() -> Result<String> {
    let manifest: Value = serde_json::from_slice(&fs::read(root().join("pkg/package.json"))?)?;
    let repository = manifest["repository"]["url"]
        .as_str()
        .and_then(|url| url.strip_prefix("git+")?.strip_suffix(".git"))
        .context("pkg/package.json has no repository.url of the form git+https://….git")?;
    let link = Regex::new(r#"(\]\(|\b(?:src|srcset)=")([\w.-][\w./-]*)([#")])"#)?;
    let readme = fs::read_to_string(root().join("README.md"))?;
    let absolute = |found: &Captures<'_>| {
        let (before, path, after) = (&found[1], &found[2], &found[3]);
        let kind = if before == "](" { "blob" } else { "raw" };
        format!("{before}{repository}/{kind}/HEAD/{path}{after}")
    };
    Ok(link.replace_all(&readme, absolute).into_owned())
}
