//! The crate's public API, one item a line, compared with the list that is kept: a removed or changed item
//! shows in review before it breaks a program.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::machine::run::{cargo, root, run, target};

/// A set of features: the file that lists its items, and cargo's options.
struct Form {
    kept: &'static str,
    options: &'static [&'static str],
}

/// WebAssembly has everything that other targets have, and the client on `fetch` besides.
const TARGET: &str = "wasm32-unknown-unknown";

const FORMS: &[Form] = &[
    Form { kept: "tests/publish/crate-web.txt", options: &[] },
    Form { kept: "tests/publish/crate-all.txt", options: &["--all-features"] },
];

/// Fails if the public API is not the one that is kept; with UPDATE in the environment, keeps it.
pub fn check() -> Result<()> {
    let mut differences = Vec::new();
    for form in FORMS {
        let found = items(form)?;
        let path = root().join(form.kept);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &found)?;
        }
        let kept = fs::read_to_string(&path).with_context(|| form.kept)?;
        differences.extend(differing(&kept, &found).map(|line| format!("{}: {line}", form.kept)));
    }
    if !differences.is_empty() {
        bail!(
            "the crate's public API has changed; if that is intended, UPDATE=1 cargo xtask test publish \
             writes it:\n  {}",
            differences.join("\n  ")
        );
    }
    Ok(())
}

fn items(form: &Form) -> Result<String> {
    // A folder of its own: other crates' build scripts read the variable, and would rebuild each time.
    let folder = target().join("surface");
    run(cargo()
        .args(["rustdoc", "--quiet", "--locked", "--lib", "--package", "flex-checkout"])
        .args(["--target", TARGET])
        .args(form.options)
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

/// Lines that only one of the two lists has, each with a sign.
fn differing<'a>(kept: &'a str, found: &'a str) -> impl Iterator<Item = String> + use<'a> {
    let gone = kept.lines().filter(|line| !found.lines().any(|other| other == *line));
    let new = found.lines().filter(|line| !kept.lines().any(|other| other == *line));
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
