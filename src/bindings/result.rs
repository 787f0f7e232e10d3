//! Results as they go to JavaScript.

use js_sys::{JSON, Reflect};
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::answer::Answer;
use crate::decode::{Drift, text};
use crate::error::{Error, ErrorKind, Outcome};
use crate::fetch::Seen;
use crate::holds::Hold;

/// What `withResponse()` gives, but for `data` and `headers`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Success<'a> {
    status: u16,
    attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<&'a str>,
    holds: &'a [Hold],
    drift: Option<&'a Drift>,
    recovered: bool,
}

/// The facts of a `FlexError`, but for `headers` and `cause`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Failure<'a> {
    kind: ErrorKind,
    outcome: Outcome,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    idempotency_key: Option<&'a str>,
    attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<&'a str>,
}

/// The envelope of an answer. The engine's own parser makes the session of it, so that it is what
/// Flex sent, to the last unknown field.
pub(super) fn success(answer: &Answer, seen: Seen) -> Result<JsValue, JsValue> {
    let envelope = to_object(&Success {
        status: answer.status(),
        attempts: answer.attempts(),
        idempotency_key: answer.idempotency_key(),
        holds: answer.holds(),
        drift: answer.drift(),
        recovered: answer.recovered(),
    });
    let body = JSON::parse(text(answer.body()).unwrap_or_default())?;
    let session = Reflect::get(&body, &JsValue::from_str("checkout_session"))?;
    set(&envelope, "data", &session);
    set(&envelope, "headers", &seen.headers.into());
    Ok(envelope)
}

/// The facts of an error.
pub(super) fn failure(error: &Error, seen: Option<Seen>) -> JsValue {
    let facts = to_object(&Failure {
        kind: error.kind(),
        outcome: error.outcome(),
        message: error.message(),
        status: error.status(),
        code: error.code(),
        idempotency_key: error.idempotency_key(),
        attempts: error.attempts(),
        retry_after: error.retry_after(),
        path: error.path(),
        body: error.body(),
    });
    if let Some(seen) = seen {
        if let Some(headers) = seen.headers {
            set(&facts, "headers", &headers);
        }
        if let Some(cause) = seen.cause {
            set(&facts, "cause", &cause);
        }
    }
    facts
}

pub(super) fn to_object(value: &impl Serialize) -> JsValue {
    // Plain structs of numbers and strings: nothing in them can fail to become an object.
    value.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or_default()
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Setting a property of a plain object does not throw.
    let _ = Reflect::set(object, &JsValue::from_str(name), value);
}
