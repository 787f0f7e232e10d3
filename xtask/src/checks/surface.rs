//! What the crate offers to Rust programs, one item a line, beside what is kept: a name that goes or changes
//! is seen before somebody's program breaks of it.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::machine::run::{cargo, root, run, target};

/// A form of the crate: the file of its items, the options that make it, and where cargo puts it.
struct Form {
    kept: &'static str,
    options: &'static [&'static str],
    folder: &'static str,
}

const FORMS: &[Form] = &[
    // As programs for the web have it, with the client on the platform's fetch.
    Form {
        kept: "tests/publish/crate-web.txt",
        options: &["--target", "wasm32-unknown-unknown"],
        folder: "wasm32-unknown-unknown/doc",
    },
    // With the models as data, and what the gateway and the keeper decide by.
    Form {
        kept: "tests/publish/crate-all.txt",
        options: &["--features", "schema,keeper"],
        folder: "doc",
    },
];

/// Fails if the crate offers something else than is kept; with UPDATE in the environment, keeps it.
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
            "the crate offers something else; if that is meant, UPDATE=1 cargo xtask test publish \
             writes it:\n  {}",
            differences.join("\n  ")
        );
    }
    Ok(())
}

fn items(form: &Form) -> Result<String> {
    // A folder of its own: build scripts of others look at the variable, and would build all anew each time.
    let folder = target().join("surface");
    run(cargo()
        .args(["rustdoc", "--quiet", "--locked", "--lib", "--package", "flex-checkout"])
        .args(form.options)
        .arg("--target-dir")
        .arg(&folder)
        .args(["--", "-Z", "unstable-options", "--output-format", "json"])
        // The form of the JSON may change between compilers, which is why it takes leave; ours is pinned.
        .env("RUSTC_BOOTSTRAP", "flex_checkout"))?;
    let json = folder.join(form.folder).join("flex_checkout.json");
    let api = public_api::Builder::from_rustdoc_json(json)
        .omit_blanket_impls(true)
        .omit_auto_trait_impls(true)
        .build()?;
    let items: Vec<String> = api.items().map(ToString::to_string).collect();
    Ok(items.join("\n") + "\n")
}

/// The lines that only one of two texts has, with a sign that says which.
fn differing<'a>(kept: &'a str, found: &'a str) -> impl Iterator<Item = String> + use<'a> {
    let gone = kept.lines().filter(|line| !found.lines().any(|other| other == *line));
    let new = found.lines().filter(|line| !kept.lines().any(|other| other == *line));
    gone.map(|line| format!("- {line}")).chain(new.map(|line| format!("+ {line}")))
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_what_went_and_what_came() {
        let lines: Vec<String> = super::differing("a\nb\n", "b\nc\n").collect();
        assert_eq!(lines, ["- a", "+ c"]);
    }
}
