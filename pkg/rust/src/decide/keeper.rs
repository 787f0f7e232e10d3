//! The keeper's decisions, from JSON to JSON: what it keeps is a record that JSON holds. Storage that
//! cannot be read gives `{"broken": …}`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::Lines;
use crate::keeper::{self, Happened, Policy, Record, delay, svix};

/// Makes one of the keeper's decisions.
pub(super) fn decide(what: u32, text: &str, body: &[u8]) -> Option<Vec<u8>> {
    match what {
        20 => step(text),
        21 => status(text),
        22 => policy(text),
        23 => webhook(body),
        24 => claim(text),
        25 => secret(text),
        26 => delay(&mut Lines(text)),
        _ => None,
    }
}

/// What follows from what happened: `{"record", "happened"}`.
fn step(text: &str) -> Option<Vec<u8>> {
    #[derive(Deserialize)]
    struct Asked {
        record: Option<Record>,
        happened: Happened,
    }
    answer(text, |Asked { record, happened }| {
        serde_json::to_value(keeper::step(record, &happened)).unwrap_or_default()
    })
}

/// What a record tells.
fn status(text: &str) -> Option<Vec<u8>> {
    answer(text, |record: Record| keeper::status(&record))
}

/// Whether a policy can be used.
fn policy(text: &str) -> Option<Vec<u8>> {
    answer(text, |policy: Value| match Policy::read(&policy) {
        Ok(policy) => json!({ "policy": policy }),
        Err(refused) => json!({ "refused": refused }),
    })
}

/// What the body of a webhook says.
fn webhook(body: &[u8]) -> Option<Vec<u8>> {
    serde_json::to_vec(&keeper::webhook::read(body)).ok()
}

/// What is to be verified of a webhook: `{"id", "timestamp", "signature", "now"}`.
fn claim(text: &str) -> Option<Vec<u8>> {
    #[derive(Deserialize)]
    struct Asked {
        id: String,
        timestamp: String,
        signature: String,
        now: u64,
    }
    answer(text, |Asked { id, timestamp, signature, now }| {
        let headers = svix::Headers { id: &id, timestamp: &timestamp, signature: &signature };
        match svix::judge(headers, now) {
            Ok(claim) => json!({ "claim": claim }),
            Err(disbelief) => json!({ "disbelief": disbelief.as_str() }),
        }
    })
}

/// The key of a webhook's secret.
fn secret(text: &str) -> Option<Vec<u8>> {
    serde_json::to_vec(&json!({ "key": svix::secret(text) })).ok()
}

/// How long to wait after so many failures: their number, and a random one.
fn delay(lines: &mut Lines<'_>) -> Option<Vec<u8>> {
    let wait = delay::after(lines.number()?, lines.number()?, None);
    serde_json::to_vec(&json!({ "wait": wait })).ok()
}

fn answer<'a, T: Deserialize<'a>>(
    text: &'a str,
    decide: impl FnOnce(T) -> Value,
) -> Option<Vec<u8>> {
    let answer = match serde_json::from_str(text) {
        Ok(asked) => decide(asked),
        Err(error) => json!({ "broken": error.to_string() }),
    };
    serde_json::to_vec(&answer).ok()
}
