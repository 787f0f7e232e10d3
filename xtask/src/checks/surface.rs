//! The crate's public API, one item a line, compared with a list: a removed or changed item shows in review.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::machine::run::{cargo, root, run, target};

const LIST: &str = "tests/publish/crate.txt";

/// The only target with the client on `fetch`.
const TARGET: &str = "wasm32-unknown-unknown";

/// Fails if the public API differs from the list; with UPDATE in the environment, writes the list.
pub fn check() -> Result<()> {
    let found = items()?;
    let path = root().join(LIST);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &found)?;
    }
    let listed = fs::read_to_string(&path).context(LIST)?;
    let differences: Vec<String> = differing(&listed, &found).collect();
    if !differences.is_empty() {
        bail!(
            "the crate's public API differs from {LIST}; if that is intended, run \
             `UPDATE=1 cargo xtask test publish`:\n  {}",
            differences.join("\n  ")
        );
    }
    Ok(())
}

fn items() -> Result<String> {
    // A separate folder, because other crates' build scripts would rebuild when the variable changes.
    let folder = target().join("surface");
    run(cargo()
        .args(["rustdoc", "--quiet", "--locked", "--lib", "--package", "flex-checkout"])
        .args(["--target", TARGET])
        .arg("--all-features")
        .arg("--target-dir")
        .arg(&folder)
        .args(["--", "-Z", "unstable-options", "--output-format", "json"])
        // The JSON's format is unstable between compilers. Ours is pinned.
        .env("RUSTC_BOOTSTRAP", "flex_checkout"))?;
    let json = folder.join(TARGET).join("doc/flex_checkout.json");
    let api = public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()?;
    let items: Vec<String> = api.items().map(ToString::to_string).collect();
    Ok(items.join("\n") + "\n")
}

/// Returns the lines that only one of the two lists has, each with a sign.
fn differing<'a>(listed: &'a str, found: &'a str) -> impl Iterator<Item = String> + use<'a> {
    let gone = listed.lines().filter(|line| !found.lines().any(|other| other == *line));
    let new = found.lines().filter(|line| !listed.lines().any(|other| other == *line));
    gone.map(|line| format!("- {line}")).chain(new.map(|line| format!("+ {line}")))
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_removed_and_added_items() {
        let lines: Vec<String> = super::differing("a\nb\n", "b\nc\n").collect();
        assert_eq!(lines, ["- a", "+ c"]);
    }
}
