//! The way that a Rust client for the web is mostly written: the body as text, `serde_json` into
//! owned models, `serde-wasm-bindgen` from there to JavaScript. No retries, no limits, no events:
//! what it takes longer than others is the price of that way alone.

use flex_checkout::CheckoutSession;
use js_sys::{Function, Promise};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestInit, Response};

#[derive(Deserialize)]
struct Envelope {
    checkout_session: CheckoutSession,
}

/// Sends a reauth by the given `fetch` and gives the session.
///
/// # Errors
///
/// With the reason, if it was not sent, not answered with a 2xx, or not answered with a session.
#[wasm_bindgen]
pub async fn reauth(
    fetch: &Function,
    url: &str,
    api_key: &str,
    idempotency_key: &str,
) -> Result<JsValue, JsValue> {
    let headers = Headers::new()?;
    headers.set("authorization", &format!("Bearer {api_key}"))?;
    headers.set("idempotency-key", idempotency_key)?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    let sent: Promise = fetch.call2(&JsValue::UNDEFINED, &url.into(), &init)?.dyn_into()?;
    let response: Response = JsFuture::from(sent).await?.dyn_into()?;
    if !response.ok() {
        return Err(format!("Flex answered {}", response.status()).into());
    }
    let text = JsFuture::from(response.text()?).await?.as_string().unwrap_or_default();
    let envelope: Envelope =
        serde_json::from_str(&text).map_err(|error| JsValue::from(error.to_string()))?;
    let to_object = serde_wasm_bindgen::Serializer::json_compatible();
    Ok(envelope.checkout_session.serialize(&to_object)?)
}
