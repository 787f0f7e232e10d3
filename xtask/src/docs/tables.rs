//! Generated documentation: tables in `docs/` and the Worker's `OpenAPI` document from the Rust
//! models; and the README's figures.

mod types;

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result, bail, ensure};
use flex_checkout::schema::{Exposure, Model, Object, Shape, Wire};
use flex_checkout::{CheckoutSession, ErrorKind, Outcome};
use flex_checkout_npm::gateway::Refusal;
use flex_checkout_npm::keeper::{CheckedHoldPolicy, HoldStopReason};

use crate::docs::openapi;
use crate::machine::run::root;
use crate::package::typescript;

/// A table: the name of its two markers, and its function.
type Table = (&'static str, fn() -> Result<String>);

/// The pages, and their tables.
const PAGES: &[(&str, &[Table])] = &[
    (
        ".github/ISSUE_TEMPLATE/bug.yml",
        &[
            ("kinds", || Ok(choices(ErrorKind::SHAPE))),
            ("outcomes", || Ok(choices(Outcome::SHAPE))),
        ],
    ),
    ("docs/errors.md", &[("outcomes", outcomes), ("kinds", kinds)]),
    (
        "docs/gateway.md",
        &[("public fields", || Ok(public_fields())), ("refusals", || Ok(refusals()))],
    ),
    (
        "docs/keeper.md",
        &[
            ("policy", || Ok(policy())),
            ("stop reasons", || Ok(stop_reasons())),
            ("what to do", what_to_do),
        ],
    ),
    ("docs/types.md", &[("objects", || Ok(types::objects())), ("values", || Ok(types::values()))]),
];

/// The types of the crate's feature `js`.
const CRATE_TYPES: &str = "src/js/models.d.ts";

/// Writes the tables, the document and the crate's types.
pub fn write() -> Result<()> {
    openapi::write()?;
    fs::write(root().join(CRATE_TYPES), typescript::models())?;
    for (page, _) in PAGES {
        fs::write(root().join(page), renewed(page)?)?;
    }
    Ok(())
}

/// Fails if one of them does not match the models.
pub fn check() -> Result<()> {
    openapi::check()?;
    ensure!(
        fs::read_to_string(root().join(CRATE_TYPES))? == typescript::models(),
        "{CRATE_TYPES} is outdated; `cargo xtask docs` writes it"
    );
    for (page, _) in PAGES {
        if renewed(page)? != fs::read_to_string(root().join(page))? {
            bail!("{page} is outdated; `cargo xtask docs` writes it");
        }
    }
    Ok(())
}

fn renewed(page: &str) -> Result<String> {
    let mut markdown = fs::read_to_string(root().join(page)).with_context(|| page.to_owned())?;
    let (_, tables) = PAGES.iter().find(|(name, _)| *name == page).context("a page")?;
    for (name, table) in *tables {
        let (begin, end) = if page.starts_with(".github/") {
            (format!("# {name}\n"), format!("        # /{name}\n"))
        } else {
            (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"))
        };
        let marks = || format!("{page} has no marks for {name}");
        let (before, rest) = markdown.split_once(&begin).with_context(marks)?;
        let (_, after) = rest.split_once(&end).with_context(marks)?;
        markdown = [before, &begin, &table()?, &end, after].concat();
    }
    Ok(markdown)
}

/// Returns the known values as the choices of a dropdown in a GitHub form.
fn choices(values: Shape) -> String {
    known(values).flat_map(|(name, _)| ["        - ", name, "\n"]).collect()
}

fn public_fields() -> String {
    let mut objects = Vec::new();
    visit(Shape::Object(CheckoutSession::REFERENCE), &mut objects);
    let mut table = String::from("| object | public | withheld |\n|---|---|---|\n");
    for object in objects {
        let fields = |public: bool| {
            let fields = object.fields.iter();
            let fields = fields.filter(|field| (field.exposure == Exposure::Public) == public);
            fields.map(|field| format!("`{}`", field.name)).collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(table, "| {} | {} | {} |", object.name, fields(true), fields(false));
    }
    table
}

/// Collects every object with a public field, the session's first.
fn visit(shape: Shape, found: &mut Vec<&'static Object>) {
    let object = match shape {
        Shape::Object(to) | Shape::Expandable(to) => (to.object)(),
        Shape::List(element) => return visit(*element, found),
        _ => return,
    };
    if found.iter().any(|known| known.name == object.name) {
        return;
    }
    found.push(object);
    for field in object.fields.iter().filter(|field| field.exposure == Exposure::Public) {
        visit(field.shape, found);
    }
}

fn refusals() -> String {
    let mut table = String::from("| status | `code` | |\n|---|---|---|\n");
    for (code, meaning) in known(Refusal::SHAPE) {
        let Some(refusal) = Refusal::named(code) else { continue };
        let _ = writeln!(table, "| {} | `{code}` | {meaning} |", refusal.status());
    }
    table
}

fn policy() -> String {
    let CheckedHoldPolicy {
        window, margin, check_interval, max_reauths, declined_retry_hours, ..
    } = CheckedHoldPolicy::default();
    let hours = |time: u64| format!("{} h", time / 3_600_000);
    format!(
        "| option | default | |\n|---|---|---|\n\
         | `renew` | `\"expired\"` | when the hold is renewed: [see below](#when-a-hold-is-renewed) |\n\
         | `window` | {window} ms ({}) | lifetime of a hold; the default is the shortest of the card \
         networks: Visa's for merchant-initiated payments, as documented by Stripe |\n\
         | `margin` | {margin} ms ({}), or a quarter of `window` if that is less | time before the end of \
         `window` at which the keeper sends `hold.expiring`, or renews the hold early |\n\
         | `checkInterval` | {check_interval} ms ({} min) | shortest time between two reads of a session whose \
         hold outlives `window`; it grows with every read, up to {} |\n\
         | `until` | none | time after which no hold is placed, in milliseconds since 1970 |\n\
         | `maxReauths` | {max_reauths} | largest number of reauths; the default lasts about a month, so \
         that a forgotten session does not hold money for ever |\n\
         | `declinedRetryHours` | {declined_retry_hours} | time between two reauths of an expired hold, if \
         Flex declines them |\n\
         | `duplicates` | `\"report\"` | reaction to a [former hold](#duplicate-holds) that still holds money: \
         `\"report\"` or `\"cancel\"` |\n",
        hours(window),
        hours(margin),
        check_interval / 60_000,
        hours(CheckedHoldPolicy::LONGEST_CHECK_INTERVAL),
    )
}

fn stop_reasons() -> String {
    let mut table = String::from("| `reason` | |\n|---|---|\n");
    for (reason, meaning) in known(HoldStopReason::SHAPE) {
        let _ = writeln!(table, "| `{reason}` | {meaning} |");
    }
    table
}

fn outcomes() -> Result<String> {
    advice("| `outcome` | an effect? | what to do |", Outcome::SHAPE)
}

fn kinds() -> Result<String> {
    advice("| `kind` | | what to do |", ErrorKind::SHAPE)
}

/// Returns a table of an enum's values with the first and the second paragraph of their doc comments.
fn advice(head: &str, shape: Shape) -> Result<String> {
    let mut table = format!("{head}\n|---|---|---|\n");
    for (name, doc) in values(shape) {
        let (meaning, advice) = paragraphs(name, doc)?;
        let _ = writeln!(table, "| `\"{name}\"` | {} | {} |", line(meaning), line(advice));
    }
    Ok(table)
}

/// Splits a doc comment into the meaning of a value and the advice to the reader.
fn paragraphs<'a>(name: &str, doc: &'a str) -> Result<(&'a str, &'a str)> {
    doc.split_once("\n\n")
        .with_context(|| format!("the doc comment of {name} has no second paragraph"))
}

/// Returns an enum's values, each with the first paragraph of its doc comment in one line.
fn known(shape: Shape) -> impl Iterator<Item = (&'static str, String)> {
    values(shape).map(|(name, doc)| (name, line(doc.split("\n\n").next().unwrap_or_default())))
}

fn values(shape: Shape) -> impl Iterator<Item = (&'static str, &'static str)> {
    let values = if let Shape::Enum(values) = shape { values.known } else { &[] };
    values.iter().copied()
}

fn line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn what_to_do() -> Result<String> {
    let mut table = String::from("| `reason` | what to do |\n|---|---|\n");
    for (name, doc) in values(HoldStopReason::SHAPE) {
        let (_, advice) = paragraphs(name, doc)?;
        let _ = writeln!(table, "| `{name}` | {} |", line(advice));
    }
    Ok(table)
}
