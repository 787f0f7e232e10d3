//! What comes from the Rust models, tables in `docs/` and the Worker's `OpenAPI` document; and the
//! README's figures.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result, bail};
use flex_checkout::CheckoutSession;
use flex_checkout::gateway::Refusal;
use flex_checkout::keeper::{Policy, StopReason};
use flex_checkout::schema::{Exposure, Model, Object, Shape, Wire};

use crate::run::root;
use crate::{figures, openapi};

/// A table: the name of the two marks between which it stands, and what writes it.
type Table = (&'static str, fn() -> Result<String>);

/// The pages, and the tables in them.
const PAGES: &[(&str, &[Table])] = &[
    ("README.md", &[("figures", figures::table)]),
    (
        "docs/gateway.md",
        &[("public fields", || Ok(public_fields())), ("refusals", || Ok(refusals()))],
    ),
    ("docs/keeper.md", &[("policy", || Ok(policy())), ("stop reasons", || Ok(stop_reasons()))]),
];

/// Writes the tables and the document.
pub fn write() -> Result<()> {
    openapi::write()?;
    for (page, _) in PAGES {
        fs::write(root().join(page), renewed(page)?)?;
    }
    Ok(())
}

/// Fails if one of them is not what the models say.
pub fn check() -> Result<()> {
    openapi::check()?;
    for (page, _) in PAGES {
        if renewed(page)? != fs::read_to_string(root().join(page))? {
            bail!(
                "{page} is not what the models, or the saved figures, say; `cargo xtask docs` writes it"
            );
        }
    }
    Ok(())
}

fn renewed(page: &str) -> Result<String> {
    let mut text = fs::read_to_string(root().join(page)).with_context(|| page.to_owned())?;
    let (_, tables) = PAGES.iter().find(|(name, _)| *name == page).context("a page")?;
    for (name, table) in *tables {
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let marks = || format!("{page} has no marks for {name}");
        let (before, rest) = text.split_once(&begin).with_context(marks)?;
        let (_, after) = rest.split_once(&end).with_context(marks)?;
        text = [before, &begin, &table()?, &end, after].concat();
    }
    Ok(text)
}

fn public_fields() -> String {
    let mut objects = Vec::new();
    visit(Shape::Object(CheckoutSession::REFERENCE), &mut objects);
    let mut table = String::from("| object | leaves | stays |\n|---|---|---|\n");
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

/// Collects every object that leaves at all, the session's first.
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
    let Shape::Enum(refusals) = Refusal::SHAPE else { return table };
    for (code, meaning) in refusals.known {
        let Some(refusal) = Refusal::named(code) else { continue };
        let meaning = meaning.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(table, "| {} | `{code}` | {meaning} |", refusal.status());
    }
    table
}

fn policy() -> String {
    let Policy { window, margin, max_reauths, .. } = Policy::default();
    let hours = |time: u64| format!("{} h", time / 3_600_000);
    format!(
        "| option | unless told | |\n|---|---|---|\n\
         | `window` | {window} ms ({}) | how long a hold lives: the shortest of the card networks, \
         Visa's for a payment that the merchant starts, as Stripe documents it |\n\
         | `margin` | {margin} ms ({}), or a quarter of a shorter window | how long before its end a \
         hold is renewed: a failure leaves a day to act, and four weeks take seven reauths as with \
         18 h |\n\
         | `until` | none | after when no hold is placed, in ms since 1970 |\n\
         | `maxReauths` | {max_reauths} | how many there are at most: a month, so that a session that \
         everybody forgot does not hold money for ever |\n",
        hours(window),
        hours(margin),
    )
}

fn stop_reasons() -> String {
    let mut table = String::from("| `reason` | |\n|---|---|\n");
    let Shape::Enum(reasons) = StopReason::SHAPE else { return table };
    for (reason, meaning) in reasons.known {
        let meaning = meaning.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(table, "| `{reason}` | {meaning} |");
    }
    table
}
