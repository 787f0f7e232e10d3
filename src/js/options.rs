//! Options from JavaScript.

use std::ops::RangeInclusive;
use std::time::Duration;

use js_sys::{Array, Function, Object, Reflect, try_iter};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortSignal;

use crate::config::{Call, Config, Header};
use crate::error::Error;
use crate::fetch::{Fetch, ignore};
use crate::secret::ApiKey;

const TIME: &str = "a whole number of milliseconds from 1 to 2147483647";
const COUNT: &str = "a whole number from 0 to 4294967295";
const BYTES: &str = "a whole number from 1 to 4294967295";
const HEADERS: &str = "an object of strings, or a list of names and values";

impl Config {
    /// Reads the options of a client from a JavaScript object: `apiKey`, `baseURL`, `timeout`, `deadline`,
    /// `maxRetries`, `maxRetryDelay`, `maxResponseBytes`, `defaultHeaders` and `strict`. Times are in
    /// milliseconds. Other properties are ignored.
    ///
    /// ```
    /// use flex_checkout::{Config, Error, Fetch, FlexClient};
    /// use wasm_bindgen::JsValue;
    ///
    /// fn client(options: &JsValue) -> Result<FlexClient<Fetch>, Error> {
    ///     Ok(FlexClient::new(Config::from_js(options)?))
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error of kind `configuration` if an option is invalid. The message names it.
    pub fn from_js(options: &JsValue) -> Result<Self, Error> {
        let mut config = match (string(options, "apiKey")?, string(options, "baseURL")?) {
            (Some(key), None) => Self::new(ApiKey::new(key)?),
            (Some(key), Some(url)) => Self::new(ApiKey::new(key)?).base_url(&url)?,
            (None, Some(url)) => Self::gateway(&url)?,
            (None, None) => {
                return Err(Error::configuration(
                    "`api_key` is missing; pass the key that Flex gave you, or set `base_url` to a \
                     gateway that adds it",
                ));
            }
        };
        if let Some(timeout) = time(options, "timeout")? {
            config = config.timeout(timeout);
        }
        if let Some(deadline) = time(options, "deadline")? {
            config = config.deadline(deadline);
        }
        if let Some(count) = count(options, "maxRetries")? {
            config = config.max_retries(count);
        }
        if let Some(delay) = time(options, "maxRetryDelay")? {
            config = config.max_retry_delay(delay);
        }
        if let Some(bytes) =
            read(options, "maxResponseBytes", BYTES, |value| whole(value, 1..=u32::MAX))?
        {
            config = config.max_response_bytes(usize::try_from(bytes).unwrap_or(usize::MAX));
        }
        if let Some(strict) = read(options, "strict", "true or false", JsValue::as_bool)? {
            config = config.strict(strict);
        }
        for header in headers(options, "defaultHeaders")? {
            config = config.header(header);
        }
        Ok(config)
    }
}

impl Call {
    /// Reads the options of one call from a JavaScript object: `idempotencyKey`, `timeout`, `deadline`,
    /// `maxRetries`, `headers` and `expand`. Times are in milliseconds. Other properties are ignored.
    ///
    /// ```
    /// use flex_checkout::{Answer, Call, Error, Fetch, FlexClient};
    /// use wasm_bindgen::JsValue;
    ///
    /// async fn renew(flex: &FlexClient<Fetch>, id: &str, options: &JsValue) -> Result<Answer, Error> {
    ///     flex.reauth_with(id, &Call::from_js(options)?).await
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error of kind `configuration` if an option is invalid. The message names it.
    pub fn from_js(options: &JsValue) -> Result<Self, Error> {
        let mut call = Self::new();
        if let Some(key) = string(options, "idempotencyKey")? {
            call = call.idempotency_key(key)?;
        }
        if let Some(timeout) = time(options, "timeout")? {
            call = call.timeout(timeout);
        }
        if let Some(deadline) = time(options, "deadline")? {
            call = call.deadline(deadline);
        }
        if let Some(count) = count(options, "maxRetries")? {
            call = call.max_retries(count);
        }
        for header in headers(options, "headers")? {
            call = call.header(header);
        }
        for field in read(options, "expand", "a list of strings", strings)?.unwrap_or_default() {
            call = call.expand(field)?;
        }
        Ok(call)
    }
}

impl Fetch {
    /// Reads the platform's options from a JavaScript object: `fetch`, `signal` and `onEvent`, whose errors
    /// are ignored.
    ///
    /// ```
    /// use flex_checkout::{Config, Error, Fetch, FlexClient};
    /// use wasm_bindgen::JsValue;
    ///
    /// fn client(config: Config, options: &JsValue) -> Result<FlexClient<Fetch>, Error> {
    ///     Ok(FlexClient::with_platform(config, Fetch::from_js(options)?))
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error of kind `configuration` if an option is invalid. The message names it.
    pub fn from_js(options: &JsValue) -> Result<Self, Error> {
        let mut platform = Self::default();
        if let Some(fetch) = function(options, "fetch")? {
            platform = platform.with_function(fetch);
        }
        if let Some(signal) = read(options, "signal", "an AbortSignal", signal)? {
            platform = platform.with_signal(signal);
        }
        if let Some(observer) = function(options, "onEvent")? {
            platform = platform.with_observer(move |call, event| {
                if let Ok(result) = observer.call1(&JsValue::UNDEFINED, &event.to_js(call)) {
                    ignore(&result);
                }
            });
        }
        Ok(platform)
    }
}

fn headers(options: &JsValue, name: &str) -> Result<Vec<Header>, Error> {
    let pairs = read(options, name, HEADERS, pairs)?.unwrap_or_default();
    let mut headers: Vec<Header> = Vec::new();
    for (name, value) in pairs {
        let header = Header::new(&name, value)?;
        match headers.iter_mut().find(|first| first.name() == header.name()) {
            Some(first) => first.join(&header),
            None => headers.push(header),
        }
    }
    Ok(headers)
}

fn time(options: &JsValue, name: &str) -> Result<Option<Duration>, Error> {
    let ms = read(options, name, TIME, |value| whole(value, 1..=i32::MAX.cast_unsigned()))?;
    Ok(ms.map(|ms| Duration::from_millis(ms.into())))
}

fn count(options: &JsValue, name: &str) -> Result<Option<u32>, Error> {
    read(options, name, COUNT, |value| whole(value, 0..=u32::MAX))
}

fn string(options: &JsValue, name: &str) -> Result<Option<String>, Error> {
    read(options, name, "a string", JsValue::as_string)
}

fn function(options: &JsValue, name: &str) -> Result<Option<Function>, Error> {
    read(options, name, "a function", |value| value.dyn_ref().cloned())
}

/// Reads one option; `None` if it is absent.
fn read<T>(
    options: &JsValue,
    name: &str,
    expected: &str,
    convert: impl FnOnce(&JsValue) -> Option<T>,
) -> Result<Option<T>, Error> {
    let value = get(options, name);
    if value.is_undefined() {
        return Ok(None);
    }
    let refused = || Error::configuration([name, " must be ", expected].concat());
    convert(&value).map(Some).ok_or_else(refused)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "the comparison finds any number that the cast changes"
)]
fn whole(value: &JsValue, range: RangeInclusive<u32>) -> Option<u32> {
    let number = value.as_f64()?;
    let whole = number as u32;
    (f64::from(whole) == number && range.contains(&whole)).then_some(whole)
}

/// Returns the names and values of an object, a list of pairs, or `Headers`.
fn pairs(value: &JsValue) -> Option<Vec<(String, String)>> {
    let pair = |pair: JsValue| {
        let pair = strings(&pair)?;
        <[String; 2]>::try_from(pair).ok().map(|[name, value]| (name, value))
    };
    match try_iter(value).ok()? {
        Some(pairs) => pairs.map(|item| pair(item.ok()?)).collect(),
        None => Object::entries(value.dyn_ref()?).iter().map(pair).collect(),
    }
}

fn strings(value: &JsValue) -> Option<Vec<String>> {
    if !Array::is_array(value) {
        return None;
    }
    value.unchecked_ref::<Array>().iter().map(|item| item.as_string()).collect()
}

fn signal(value: &JsValue) -> Option<AbortSignal> {
    let is_function = |name| get(value, name).is_function();
    let is_signal = get(value, "aborted").as_bool().is_some()
        && is_function("addEventListener")
        && is_function("removeEventListener");
    is_signal.then(|| value.clone().unchecked_into())
}

/// The names of all options.
const NAMES: [&str; 15] = [
    "apiKey",
    "baseURL",
    "timeout",
    "deadline",
    "maxRetries",
    "maxRetryDelay",
    "maxResponseBytes",
    "defaultHeaders",
    "headers",
    "strict",
    "expand",
    "idempotencyKey",
    "signal",
    "fetch",
    "onEvent",
];

/// Rejects an option with an unknown name: ignored, a misspelled idempotency key could place a second
/// hold.
pub(super) fn check_names(options: &JsValue) -> Result<(), Error> {
    let Some(options) = options.dyn_ref::<Object>() else {
        return Err(Error::configuration("the options must be an object"));
    };
    let unknown = |name: JsValue| {
        let name = name.as_string()?;
        (!NAMES.contains(&name.as_str())).then_some(name)
    };
    match Object::keys(options).iter().find_map(unknown) {
        Some(name) => Err(Error::configuration([&name, " is not an option"].concat())),
        None => Ok(()),
    }
}

/// Reads a property; undefined if it is missing or its getter throws.
pub(super) fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
