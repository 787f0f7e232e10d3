//! The README's table of figures, from what the last saved run of the bench measured.

use std::fmt::Write;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::machine::run::root;

/// The columns: a peer's name in the bench's figures, and in the table.
const PEERS: &[(&str, &str)] = &[
    ("flex", "flex-checkout"),
    ("stripe", "Stripe's own, 23"),
    ("zod", "bare fetch + zod"),
    ("bare", "bare fetch"),
];

/// What the package costs, beside what one would use instead.
pub fn table() -> Result<String> {
    let (bytes, cold, call) = (read("bytes")?, read("cold-start")?, read("one-call")?);
    let node =
        call.as_object().and_then(|runtimes| runtimes.keys().find(|name| *name != "workerd"));
    let node = node.context("one-call.json has no run in Node")?;
    let more = |runtime: &str, peer: &str| number(&cold, &[runtime, peer, "more", "median"]);
    let cpu =
        |runtime: &str, peer: &str| number(&call, &[runtime, "documented", peer, "ms", "median"]);

    let mut table = String::from("| |");
    for (_, name) in PEERS {
        let _ = write!(table, " {name} |");
    }
    table.push_str("\n|---|");
    table.push_str(&"---:|".repeat(PEERS.len()));
    table.push('\n');
    row(&mut table, "bytes that a browser downloads, brotli", |peer| {
        let rows = bytes["rows"].as_array().context("bytes.json has no rows")?;
        let row = rows.iter().find(|row| row["peer"] == peer).context("a peer without bytes")?;
        Ok(format!("{:.1} KB", (number(row, &["total", "brotli"])? / 100.0).round() / 10.0))
    })?;
    for runtime in ["Chromium", "workerd"] {
        row(&mut table, &format!("first call in {runtime}, more than bare fetch"), |peer| {
            let more = more(runtime, peer)?;
            Ok(if peer == "bare" { "–".into() } else { format!("{more:.0} ms") })
        })?;
    }
    for runtime in [node, "workerd"] {
        row(&mut table, &format!("CPU time of a later call, {runtime}"), |peer| {
            Ok(format!("{:.2} ms", cpu(runtime, peer)?))
        })?;
    }
    Ok(table)
}

fn row(table: &mut String, name: &str, cell: impl Fn(&str) -> Result<String>) -> Result<()> {
    let _ = write!(table, "| {name} |");
    for (peer, _) in PEERS {
        let _ = write!(table, " {} |", cell(peer)?);
    }
    table.push('\n');
    Ok(())
}

fn read(name: &str) -> Result<Value> {
    let path = root().join(format!("docs/bench/{name}.json"));
    let text = fs::read(&path).with_context(|| path.display().to_string())?;
    Ok(serde_json::from_slice(&text)?)
}

fn number(value: &Value, path: &[&str]) -> Result<f64> {
    let found = path.iter().try_fold(value, |value, step| value.get(step));
    found.and_then(Value::as_f64).with_context(|| format!("the figures have no {}", path.join(".")))
}
