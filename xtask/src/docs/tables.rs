//! What comes from the Rust models, tables in `docs/` and the Worker's `OpenAPI` document; and the
//! README's figures.

mod types;

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result, bail, ensure};
use flex_checkout::schema::{Exposure, Model, Object, Shape, Wire};
use flex_checkout::{CheckoutSession, ErrorKind, Outcome};
use flex_checkout_npm::gateway::Refusal;
use flex_checkout_npm::keeper::{HoldStopReason, Policy};

use crate::docs::{figures, openapi};
use crate::machine::run::root;
use crate::package::typescript;

/// A table: the name of the two marks between which it stands, and what writes it.
type Table = (&'static str, fn() -> Result<String>);

/// The pages, and the tables in them.
const PAGES: &[(&str, &[Table])] = &[
    ("README.md", &[("figures", figures::table)]),
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

/// Fails if one of them is not what the models say.
pub fn check() -> Result<()> {
    openapi::check()?;
    ensure!(
        fs::read_to_string(root().join(CRATE_TYPES))? == typescript::models(),
        "{CRATE_TYPES} is not what the models say; `cargo xtask docs` writes it"
    );
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
        let (begin, end) = if page.starts_with(".github/") {
            (format!("# {name}\n"), format!("        # /{name}\n"))
        } else {
            (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"))
        };
        let marks = || format!("{page} has no marks for {name}");
        let (before, rest) = text.split_once(&begin).with_context(marks)?;
        let (_, after) = rest.split_once(&end).with_context(marks)?;
        text = [before, &begin, &table()?, &end, after].concat();
    }
    Ok(text)
}

/// The known values, as the choices of a dropdown in a form of GitHub's.
fn choices(values: Shape) -> String {
    known(values).flat_map(|(name, _)| ["        - ", name, "\n"]).collect()
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
    for (code, meaning) in known(Refusal::SHAPE) {
        let Some(refusal) = Refusal::named(code) else { continue };
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
    for (reason, meaning) in known(HoldStopReason::SHAPE) {
        let _ = writeln!(table, "| `{reason}` | {meaning} |");
    }
    table
}

/// What to do on each outcome, in the order of gravity.
fn outcomes() -> Result<String> {
    let to_do = |outcome| match outcome {
        Outcome::None => "Call again as you like.",
        Outcome::NotSent | Outcome::Rejected => {
            "Fix the cause and retry. If the call repeated one whose outcome is unknown, retry with the \
             same key: this answer says nothing about the first call."
        }
        Outcome::Unknown => {
            "Call again with `idempotencyKey: error.idempotencyKey`, or read the session with \
             `retrieve` and compare payment intents. Never call with a new key before."
        }
        Outcome::Applied => {
            "Do not call again. Read the session with `retrieve`, and store its payment intents."
        }
        _ => "",
    };
    let mut table = String::from("| `outcome` | a hold? | what to do |\n|---|---|---|\n");
    for (name, meaning) in known(Outcome::SHAPE) {
        let to_do = something(name, Outcome::named(name).map_or("", to_do))?;
        let _ = writeln!(table, "| `\"{name}\"` | {meaning} | {to_do} |");
    }
    Ok(table)
}

/// What to do on each kind, where the outcome is not what decides.
fn kinds() -> Result<String> {
    let to_do = |kind| match kind {
        ErrorKind::Configuration => "Fix the option that the message names.",
        ErrorKind::Aborted => {
            "Your own doing. A POST may have arrived all the same: look at the outcome."
        }
        ErrorKind::Timeout => {
            "It was retried. If it happens often, raise `timeout`: a shorter one only makes more unknown outcomes."
        }
        ErrorKind::Connection => {
            "It was retried. In a browser a blocked request looks the same: look for CORS, for `connect-src` in the policy, for an extension."
        }
        ErrorKind::Redirect => {
            "See whether `baseURL` is what it should be: `http` for `https`, a host that moved, a login page."
        }
        ErrorKind::Authentication => {
            "See whether the key is whole, not revoked, and for this mode: `fsk_test_…` or `fsk_…`."
        }
        ErrorKind::Permission => {
            "Give the key the scope that is missing; or the gateway's `authorize` refused."
        }
        ErrorKind::NotFound => "See whether the session is of this account and mode.",
        ErrorKind::Conflict => {
            "The same key was sent with another request, or is in use just now (inferred). Make keys per session and intent."
        }
        ErrorKind::RateLimit => {
            "It was retried. Come back after `retryAfter`, and with fewer at once."
        }
        ErrorKind::InvalidRequest => {
            "Final: Flex will not renew this hold, perhaps because it was captured or canceled (inferred). `code` may say why."
        }
        ErrorKind::Server => "It was retried, where it may pass. Look at the outcome.",
        ErrorKind::Decode => {
            "Look at `path` and `body`. The hold is placed: store what `retrieve` gives, and tell us if Flex changed."
        }
        _ => "",
    };
    let mut table = String::from("| `kind` | | what to do |\n|---|---|---|\n");
    for (name, meaning) in known(ErrorKind::SHAPE) {
        let to_do = something(name, ErrorKind::named(name).map_or("", to_do))?;
        let _ = writeln!(table, "| `\"{name}\"` | {meaning} | {to_do} |");
    }
    Ok(table)
}

/// What to do on a value, which a new one must have as well.
fn something<'a>(name: &str, to_do: &'a str) -> Result<&'a str> {
    ensure!(!to_do.is_empty(), "xtask/src/docs/tables.rs does not say what to do on {name}");
    Ok(to_do)
}

/// The values that a shape knows, each with its doc in one line.
fn known(shape: Shape) -> impl Iterator<Item = (&'static str, String)> {
    let values = if let Shape::Enum(values) = shape { values.known } else { &[] };
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    values.iter().map(move |(name, meaning)| (*name, line(meaning)))
}

/// What a person does when the keeper has stopped.
fn what_to_do() -> Result<String> {
    let to_do = |reason| match reason {
        HoldStopReason::NotManual | HoldStopReason::NothingHeld => {
            "Nothing, if it is so. Otherwise see why it was given to the keeper."
        }
        HoldStopReason::Captured | HoldStopReason::Released => {
            "Nothing. If the notice has a hold with `holds_money`, cancel it."
        }
        HoldStopReason::Canceled | HoldStopReason::SessionExpired => {
            "Nothing, if the order is off. Otherwise the customer has to pay again."
        }
        HoldStopReason::Until | HoldStopReason::MaxReauths => {
            "Ship and capture before the hold ends, or `keep` again under another policy."
        }
        HoldStopReason::Rejected => {
            "Read `detail`, Flex's code. The old hold may live for some hours: capture it, or ask the customer to pay again."
        }
        HoldStopReason::NotFound => "See whether the session is of the key's account and mode.",
        HoldStopReason::GaveUp => {
            "Look at the session at Flex, with the key of `status`. Then `keep` it again: it goes on with what it knows."
        }
        _ => "",
    };
    let mut table = String::from("| `reason` | what to do |\n|---|---|\n");
    for (name, _) in known(HoldStopReason::SHAPE) {
        let to_do = something(name, to_do(HoldStopReason::from(name)))?;
        let _ = writeln!(table, "| `{name}` | {to_do} |");
    }
    Ok(table)
}
