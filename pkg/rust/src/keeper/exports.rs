//! The functions that the package's TypeScript calls. wasm-bindgen generates their glue and their types.

use serde_json::Value;
use wasm_bindgen::prelude::*;

use super::Policy;

/// Returns the sentence that refuses a policy, or `undefined` if it can be used.
#[wasm_bindgen(js_name = refusePolicy)]
#[must_use]
pub fn refuse_policy(policy: JsValue) -> Option<String> {
    let policy = tsify::serde_wasm_bindgen::from_value::<Value>(policy);
    match policy {
        Ok(policy) => Policy::read(&policy).err(),
        Err(error) => Some(error.to_string()),
    }
}
