//! The keeper's decisions as the npm package asks for them: a JSON text in, a JSON text out.

use serde::Deserialize;
use serde_json::{Value, json};

use super::cycle::step;
use super::event::Happened;
use super::policy::Policy;
use super::record::Record;
use super::{delay, status, svix, webhook};

/// Which decision: the numbers stand in pkg/src/load/server.ts too.
pub(crate) const STEP: u32 = 20;
pub(crate) const STATUS: u32 = 21;
pub(crate) const POLICY: u32 = 22;
pub(crate) const WEBHOOK: u32 = 23;
pub(crate) const SVIX: u32 = 24;
pub(crate) const DELAY: u32 = 25;
pub(crate) const SECRET: u32 = 26;

/// Makes a decision. What cannot be read gives `{"broken": …}`, which is a fault of the package or of
/// the storage.
pub(crate) fn decide(what: u32, text: &str, body: &[u8]) -> Option<Vec<u8>> {
    let decided = match what {
        STEP => read(text).map(|Stepped { record, happened }| {
            let step = step(record, &happened);
            serde_json::to_value(step).unwrap_or(Value::Null)
        }),
        STATUS => read(text).map(|record: Record| status(&record)),
        POLICY => read(text).map(|policy: Value| match Policy::read(&policy) {
            Ok(policy) => json!({ "policy": policy }),
            Err(refused) => json!({ "refused": refused }),
        }),
        WEBHOOK => serde_json::to_value(webhook::read(body)),
        SVIX => read(text).map(|Signed { id, timestamp, signature, now }| {
            let headers = svix::Headers { id: &id, timestamp: &timestamp, signature: &signature };
            match svix::judge(headers, now) {
                Ok(claim) => json!({ "claim": claim }),
                Err(disbelief) => json!({ "disbelief": disbelief.as_str() }),
            }
        }),
        DELAY => read(text).map(|(failures, random): (u32, u32)| {
            json!({ "wait": delay::after(failures, random, None) })
        }),
        SECRET => Ok(json!({ "key": svix::secret(text) })),
        _ => return None,
    };
    let decided = decided.unwrap_or_else(|error| json!({ "broken": error.to_string() }));
    Some(serde_json::to_vec(&decided).unwrap_or_default())
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> serde_json::Result<T> {
    serde_json::from_str(text)
}

#[derive(Deserialize)]
struct Stepped {
    record: Option<Record>,
    happened: Happened,
}

#[derive(Deserialize)]
struct Signed {
    id: String,
    timestamp: String,
    signature: String,
    now: u64,
}
