//! Waiting for what JavaScript gives.

use js_sys::{Array, Promise};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

/// What a value settles to, be it a promise, anything else with a `then`, or a plain value.
///
/// It is raced alone rather than resolved: `Promise.resolve` throws where a promise of the caller's
/// throws on being looked at, while a race turns that into a rejection.
pub(crate) async fn settle(value: &JsValue) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::race(&Array::of1(value))).await
}
