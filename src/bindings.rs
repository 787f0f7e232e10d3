//! The surface of the npm package: two functions, and plain values in and out.
//!
//! There is no exported struct: its `free()` during a call would throw, and not every runtime has
//! the `FinalizationRegistry` that would call it.

mod options;
mod result;

use wasm_bindgen::prelude::*;

use crate::client;
use crate::fetch::Fetch;
use crate::request::Action;

/// Places a new hold. Gives what `withResponse()` does, or the facts of a `FlexError`.
///
/// # Errors
///
/// With the facts of a `FlexError`.
#[wasm_bindgen]
pub async fn reauth(id: String, options: JsValue) -> Result<JsValue, JsValue> {
    run(Action::Reauth, &id, options).await
}

/// Reads a session. Gives what `withResponse()` does, or the facts of a `FlexError`.
///
/// # Errors
///
/// With the facts of a `FlexError`.
#[wasm_bindgen]
pub async fn retrieve(id: String, options: JsValue) -> Result<JsValue, JsValue> {
    run(Action::Retrieve, &id, options).await
}

/// A new idempotency key. The package asks for it before a call, so that it has the key whatever
/// becomes of the call.
///
/// # Errors
///
/// With the facts of a `FlexError`.
#[wasm_bindgen]
pub fn idempotency_key() -> Result<String, JsValue> {
    client::new_idempotency_key(&Fetch::default()).map_err(|error| result::failure(&error, None))
}

async fn run(action: Action, id: &str, options: JsValue) -> Result<JsValue, JsValue> {
    let refused = |error| result::failure(&error, None);
    let (client, call) = options::read(options).map_err(refused)?;
    let answer = client.run(action, id, &call).await;
    let seen = client.into_platform().into_seen();
    match answer {
        Ok(answer) => result::success(&answer, seen),
        Err(error) => Err(result::failure(&error, Some(seen))),
    }
}
