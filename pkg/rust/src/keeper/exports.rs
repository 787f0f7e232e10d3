//! Exports for the package's TypeScript. wasm-bindgen generates their glue and types.

use serde::Serialize;
use serde_json::Value;
use tsify::{Ts, Tsify, serde_wasm_bindgen};
use wasm_bindgen::prelude::*;

use super::webhook::{self, WebhookFacts};
use super::{
    CheckedHoldPolicy, Decision, DecisionInput, HoldStatus, IndexRow, Record, SessionView, decide,
    delay,
};
use flex_checkout::internal::parse_bytes;

/// Types of enums that accept unknown values. `cargo xtask build` generates them.
#[wasm_bindgen(typescript_custom_section)]
const IMPORTS: &str = r#"
import type { HistoryOutcome, HoldStopReason } from "./holds.js";
import type { HoldCart } from "./models.js";
"#;

/// Decides how to react to an event. `record` is the JSON from the last decision that changed it.
///
/// # Errors
///
/// If the record cannot be read.
#[wasm_bindgen(js_name = decide)]
#[expect(clippy::needless_pass_by_value, reason = "wasm-bindgen passes no reference in an option")]
pub fn decide_event(
    record: Option<String>,
    input: &Ts<DecisionInput>,
) -> Result<Ts<Decision>, JsError> {
    let record = record.as_deref().map(read).transpose()?;
    Ok(decide(record, &input.to_rust()?).into_ts()?)
}

/// Returns the status of a record's session.
///
/// # Errors
///
/// If the record cannot be read.
#[wasm_bindgen(js_name = holdStatus)]
pub fn hold_status(record: &str) -> Result<Ts<HoldStatus>, JsError> {
    Ok(HoldStatus::from(read(record)?).into_ts()?)
}

/// Returns the index row for a record written at `now`, in milliseconds since 1970.
///
/// # Errors
///
/// If the record cannot be read.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a time in milliseconds"
)]
#[wasm_bindgen(js_name = indexRow)]
pub fn index_row(record: &str, now: f64) -> Result<Ts<IndexRow>, JsError> {
    Ok(IndexRow::new(read(record)?, now as u64).into_ts()?)
}

fn read(record: &str) -> Result<Record, JsError> {
    serde_json::from_str(record)
        .map_err(|error| JsError::new(&format!("the stored record is invalid: {error}")))
}

/// The sessions of a list that can be kept.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct HeldSessions {
    /// The ids of the sessions that are captured manually and hold money.
    session_ids: Vec<String>,
    /// The number of all sessions in the list.
    count: usize,
}

/// Reads a list of sessions: `{"checkout_sessions": […]}`. `now` is in milliseconds since 1970.
///
/// # Errors
///
/// If the body contains no list.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a time in milliseconds"
)]
#[wasm_bindgen(js_name = heldSessions)]
pub fn held_sessions(body: &[u8], now: f64) -> Result<Ts<HeldSessions>, JsError> {
    let list = parse_bytes(body);
    let sessions = list.as_ref().and_then(|list| list.get("checkout_sessions"));
    let Some(sessions) = sessions.and_then(Value::as_array) else {
        return Err(JsError::new("the list of sessions has no array `checkout_sessions`"));
    };
    let held = sessions.iter().filter_map(|session| SessionView::held(session, now as u64));
    Ok(HeldSessions { session_ids: held.collect(), count: sessions.len() }.into_ts()?)
}

/// Returns the error message for an invalid policy; `undefined` if the policy is valid.
#[wasm_bindgen(js_name = policyError)]
#[must_use]
pub fn policy_error(
    #[wasm_bindgen(unchecked_param_type = "unknown")] policy: JsValue,
) -> Option<String> {
    match serde_wasm_bindgen::from_value::<Value>(policy) {
        Ok(policy) => CheckedHoldPolicy::read(&policy).err(),
        Err(_) => Some("policy must be an object of numbers".into()),
    }
}

/// Reads the body of a verified webhook; `undefined` if it is not JSON.
///
/// # Errors
///
/// If the result cannot be converted.
#[wasm_bindgen(js_name = readWebhook)]
pub fn read_webhook(body: &[u8]) -> Result<Option<Ts<WebhookFacts>>, JsError> {
    Ok(webhook::read(body).as_ref().map(Tsify::into_ts).transpose()?)
}

/// Returns the delay after a number of consecutive failures, in milliseconds. `random` is a 32-bit number.
#[wasm_bindgen(js_name = retryDelay)]
#[must_use]
pub fn retry_delay(failures: u32, random: u32) -> u32 {
    u32::try_from(delay::retry_delay(failures, random, None)).unwrap_or(u32::MAX)
}
