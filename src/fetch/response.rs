//! What fetch gave, checked before it is used.

use gloo_net::http::Response;
use js_sys::Reflect;
use wasm_bindgen::{JsCast, JsValue};

/// Takes a value for a response if it looks like one. `instanceof` would refuse the response of
/// another realm, which is what Jest and Next's edge sandbox give.
pub(super) fn check(value: JsValue) -> Result<Response, &'static str> {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &JsValue::from_str(name)).ok();
    let status = get(&value, "status").and_then(|status| status.as_f64());
    if !status.is_some_and(|status| status.fract() == 0.0 && (0.0..600.0).contains(&status)) {
        return Err("fetch returned something that is not a Response");
    }
    let headers = get(&value, "headers").unwrap_or_default();
    if !get(&headers, "get").is_some_and(|get| get.is_function()) {
        return Err("fetch returned a Response without headers");
    }
    Ok(Response::from(value.unchecked_into::<web_sys::Response>()))
}
