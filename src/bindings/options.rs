//! Options as they come from JavaScript.

use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::result;
use crate::client::FlexClient;
use crate::config::{Call, Config, Header};
use crate::error::Error;
use crate::event::Event;
use crate::fetch::{Fetch, Signal, settle};
use crate::secret::ApiKey;

/// The options of the client and of the call in one object, which the package's TypeScript has
/// checked for types and filled with defaults.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    api_key: Option<String>,
    #[serde(rename = "baseURL")]
    base_url: Option<String>,
    timeout: u32,
    deadline: Option<u32>,
    max_retries: u32,
    max_retry_delay: u32,
    max_response_bytes: u32,
    strict: bool,
    headers: Vec<(String, String)>,
    idempotency_key: Option<String>,
    new_key: Option<String>,
    expand: Vec<String>,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    fetch: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    signal: JsValue,
    #[serde(default, with = "serde_wasm_bindgen::preserve")]
    on_event: JsValue,
}

/// Makes a client and a call of them.
pub(super) fn read(options: JsValue) -> Result<(FlexClient<Fetch>, Call), Error> {
    let options: Options = serde_wasm_bindgen::from_value(options)
        .map_err(|error| Error::configuration(error.to_string()))?;
    let config = match (options.api_key, options.base_url) {
        (Some(key), base_url) => {
            let config = Config::new(ApiKey::new(key)?);
            match base_url {
                Some(base_url) => config.base_url(&base_url)?,
                None => config,
            }
        }
        (None, Some(base_url)) => Config::gateway(&base_url)?,
        (None, None) => {
            return Err(Error::configuration(
                "apiKey is missing; pass it, or set baseURL to a gateway that adds it",
            ));
        }
    };
    let config = config
        .strict(options.strict)
        .max_retry_delay(options.max_retry_delay)
        .max_response_bytes(usize::try_from(options.max_response_bytes).unwrap_or(usize::MAX));

    let mut call = Call::new().timeout(options.timeout).max_retries(options.max_retries);
    if let Some(deadline) = options.deadline {
        call = call.deadline(deadline);
    }
    for (name, value) in options.headers {
        call = call.header(Header::new(&name, value)?);
    }
    for field in options.expand {
        call = call.expand(field)?;
    }
    call.new_key = options.new_key;
    if let Some(key) = options.idempotency_key {
        call = call.idempotency_key(key)?;
    }

    let mut platform = Fetch::default();
    if let Ok(fetch) = options.fetch.dyn_into::<Function>() {
        platform = platform.with_function(fetch);
    }
    if let Ok(observer) = options.on_event.dyn_into::<Function>() {
        platform = platform.with_observer(move |event| tell(&observer, &event));
    }
    if options.signal.is_object() {
        platform = platform.with_signal(options.signal.unchecked_into::<Signal>());
    }
    Ok((FlexClient::with_platform(config, platform), call))
}

/// Calls the caller's handler of events. Whatever becomes of it, the call goes on.
fn tell(observer: &Function, event: &Event) {
    if let Ok(returned) = observer.call1(&JsValue::UNDEFINED, &result::to_object(event)) {
        spawn_local(async move { drop(settle(&returned).await) });
    }
}
