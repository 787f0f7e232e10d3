//! What fetch gave, checked before it is used.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;
use web_sys::Headers;

use crate::retry_after::RetryAfter;

#[wasm_bindgen]
extern "C" {
    type Lookup;
    #[wasm_bindgen(method, catch)]
    fn get(this: &Lookup, name: &str) -> Result<JsValue, JsValue>;
}

/// A value that looks like a response, with what is needed of it read once.
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) headers: Headers,
    pub(super) value: JsValue,
}

/// Takes a value for a response if it looks like one. `instanceof` would refuse the response of
/// another realm, which is what Jest and Next's edge sandbox give.
pub(super) fn check(value: JsValue) -> Result<Response, &'static str> {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &JsValue::from_str(name)).ok();
    let status = get(&value, "status").and_then(|status| status.as_f64());
    let status = (0..600_u16).find(|known| status == Some(f64::from(*known)));
    let Some(status) = status else {
        return Err("fetch returned something that is not a Response");
    };
    // 0 is what a browser says of a redirect that it hides, and of a response that is an error.
    if status == 0
        && get(&value, "type").and_then(|kind| kind.as_string()).as_deref()
            != Some("opaqueredirect")
    {
        return Err("fetch returned an error response");
    }
    let headers = get(&value, "headers").unwrap_or(JsValue::UNDEFINED);
    if !get(&headers, "get").is_some_and(|get| get.is_function()) {
        return Err("fetch returned a Response without headers");
    }
    Ok(Response { status, headers: headers.unchecked_into(), value })
}

impl Response {
    /// The headers that ask to wait.
    pub(super) fn retry_after(&self) -> RetryAfter {
        // Whatever a stand-in's headers give, only a text is one.
        let headers: &Lookup = self.headers.unchecked_ref();
        let get = |name: &str| headers.get(name).ok()?.as_string();
        RetryAfter { seconds_or_date: get("retry-after"), milliseconds: get("retry-after-ms") }
    }
}
