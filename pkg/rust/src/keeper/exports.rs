//! The functions that the package's TypeScript calls. wasm-bindgen generates their glue and their types.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tsify::{Ts, Tsify, serde_wasm_bindgen};
use wasm_bindgen::prelude::*;

use super::svix::{self, Secret, WebhookRefusal};
use super::webhook::{self, WebhookEvent};
use super::{Happened, HoldStatus, IndexRow, Policy, Record, Step, delay, step};

/// The types of enums that keep unknown values. `cargo xtask build` writes them from their tables.
#[wasm_bindgen(typescript_custom_section)]
const IMPORTS: &str = r#"
import type { HistoryOutcome, HoldStopReason } from "./holds.js";
import type { HoldCart } from "./models.js";
"#;

/// Decides what follows from an event. `record` is the JSON that the last step returned.
///
/// # Errors
///
/// If the record cannot be read.
#[wasm_bindgen(js_name = keeperStep)]
#[expect(clippy::needless_pass_by_value, reason = "wasm-bindgen passes no reference in an option")]
pub fn keeper_step(record: Option<String>, happened: &Ts<Happened>) -> Result<Ts<Step>, JsError> {
    let record = record.as_deref().map(read).transpose()?;
    Ok(step(record, &happened.to_rust()?).into_ts()?)
}

/// Returns what a record says of its session.
///
/// # Errors
///
/// If the record cannot be read.
#[wasm_bindgen(js_name = holdStatus)]
pub fn hold_status(record: &str) -> Result<Ts<HoldStatus>, JsError> {
    Ok(HoldStatus::from(read(record)?).into_ts()?)
}

/// Returns the row of the index for a record that is written at `now`, in milliseconds since 1970.
///
/// # Errors
///
/// If the record cannot be read.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a time")]
#[wasm_bindgen(js_name = indexRow)]
pub fn index_row(record: &str, now: f64) -> Result<Ts<IndexRow>, JsError> {
    Ok(IndexRow::new(read(record)?, now as u64).into_ts()?)
}

fn read(record: &str) -> Result<Record, JsError> {
    serde_json::from_str(record)
        .map_err(|error| JsError::new(&format!("The keeper's storage cannot be read: {error}")))
}

/// Returns the sentence that refuses a policy, or `undefined` if it is valid.
#[wasm_bindgen(js_name = refusePolicy)]
#[must_use]
pub fn refuse_policy(
    #[wasm_bindgen(unchecked_param_type = "unknown")] policy: JsValue,
) -> Option<String> {
    match serde_wasm_bindgen::from_value::<Value>(policy) {
        Ok(policy) => Policy::read(&policy).err(),
        Err(_) => Some("the policy must be an object of numbers".into()),
    }
}

/// The headers of a webhook, and the time when it arrived.
#[derive(Deserialize, Tsify)]
pub struct WebhookHeaders {
    id: String,
    timestamp: String,
    signature: String,
    /// In Unix seconds.
    now: u64,
}

/// A webhook: what it says, or why it is refused.
#[derive(Serialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
#[tsify(missing_as_null, hashmap_as_object)]
pub enum Webhook {
    /// It is genuine.
    Event(WebhookEvent),
    /// It is refused.
    Refused {
        /// The reason.
        code: WebhookRefusal,
    },
}

/// Verifies a webhook by one of several secrets with spaces between, and reads it.
///
/// # Errors
///
/// If the headers are of other types.
#[wasm_bindgen(js_name = readWebhook)]
pub fn read_webhook(
    headers: &Ts<WebhookHeaders>,
    body: &[u8],
    secrets: &str,
) -> Result<Ts<Webhook>, JsError> {
    let WebhookHeaders { id, timestamp, signature, now } = headers.to_rust()?;
    let headers = svix::Headers { id: &id, timestamp: &timestamp, signature: &signature };
    let secrets: Option<Vec<Secret>> =
        secrets.split_ascii_whitespace().map(Secret::parse).collect();
    let webhook = match svix::verify(headers, body, secrets.as_deref(), now) {
        Ok(()) => Webhook::Event(webhook::read(body)),
        Err(code) => Webhook::Refused { code },
    };
    Ok(webhook.into_ts()?)
}

/// Returns whether a secret can sign webhooks: `whsec_` or `fwhsec_`, and at least 16 bytes in base64.
#[wasm_bindgen(js_name = isWebhookSecret)]
#[must_use]
pub fn is_webhook_secret(secret: &str) -> bool {
    Secret::parse(secret).is_some()
}

/// Signs a webhook, and returns the value of its header; `undefined` if the secret is malformed.
#[wasm_bindgen(js_name = signWebhook)]
#[must_use]
pub fn sign_webhook(secret: &str, id: &str, timestamp: &str, body: &str) -> Option<String> {
    Some(Secret::parse(secret)?.sign(id, timestamp, body.as_bytes()))
}

/// Returns how long to wait after so many failures in a row, in milliseconds. `random` is a number of 32 bits.
#[wasm_bindgen(js_name = retryDelay)]
#[must_use]
pub fn retry_delay(failures: u32, random: u32) -> u32 {
    u32::try_from(delay::after(failures, random, None)).unwrap_or(u32::MAX)
}
