//! A Rust program for the web: the crate's client on the platform's `fetch`, for tests/rust/run.mjs to
//! drive.
#![cfg(target_arch = "wasm32")]

#[cfg(feature = "coverage")]
extern crate covered as _;

use flex_checkout::{Answer, ApiKey, Call, Config, Error, Fetch, FlexClient};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

/// Renews a hold and tells how it went, in JSON. `send` stands in for fetch.
#[wasm_bindgen]
pub async fn renew(
    base_url: String,
    key: String,
    id: String,
    timeout: u32,
    max_retries: u32,
    send: Option<js_sys::Function>,
) -> String {
    let told = match client(&base_url, key, send) {
        Ok(flex) => {
            let call = Call::new().timeout(timeout).max_retries(max_retries);
            flex.reauth_with(&id, &call).await.map_or_else(|error| failed(&error), |it| done(&it))
        }
        Err(error) => failed(&error),
    };
    told.to_string()
}

fn client(
    base_url: &str,
    key: String,
    send: Option<js_sys::Function>,
) -> Result<FlexClient<Fetch>, Error> {
    let platform = match send {
        Some(send) => Fetch::default().with_function(send),
        None => Fetch::default(),
    };
    Ok(FlexClient::with_platform(Config::new(ApiKey::new(key)?).base_url(base_url)?, platform))
}

fn done(answer: &Answer) -> Value {
    json!({
        "session": answer.session().ok().map(|session| session.checkout_session_id),
        "status": answer.status(),
        "attempts": answer.attempts(),
        "idempotencyKey": answer.idempotency_key(),
        "recovered": answer.recovered(),
        "holds": answer.holds().len(),
    })
}

fn failed(error: &Error) -> Value {
    json!({
        "kind": error.kind(),
        "outcome": error.outcome(),
        "status": error.status(),
        "attempts": error.attempts(),
        "idempotencyKey": error.idempotency_key(),
        "body": error.body(),
        "message": error.message(),
    })
}
