//! JavaScript values of sessions, answers, holds, events and errors, and options from JavaScript.
//!
//! With the feature `js`, your program's WebAssembly module exports [`reauth`], [`retrieve`] and, for all
//! other calls, [`call`] to JavaScript, with TypeScript types:
//!
//! ```ts
//! const { data, holds } = await reauth("fcs_01HW5KTQQAAQ66WV19MFW4DTT4", { baseURL: "/flex" });
//! ```
//!
//! Values are plain objects with the field names of Flex's API. Errors are instances of `Error`.
//!
//! To export your own functions, convert options with `from_js` and results with `to_js`:
//!
//! ```
//! use flex_checkout::{Call, Config, Error, Fetch, FlexClient};
//! use wasm_bindgen::JsValue;
//!
//! async fn holds(id: &str, options: &JsValue) -> Result<Vec<JsValue>, JsValue> {
//!     let holds = async {
//!         let flex = FlexClient::with_platform(Config::from_js(options)?, Fetch::from_js(options)?);
//!         let answer = flex.retrieve_with(id, &Call::from_js(options)?).await?;
//!         Ok(answer.holds().iter().map(|hold| hold.to_js()).collect())
//!     };
//!     holds.await.map_err(|error: Error| error.to_js())
//! }
//! ```

mod options;

use js_sys::{JSON, Object, Reflect};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::answer::Answer;
use crate::client::FlexClient;
use crate::config::{Call, Config};
use crate::endpoint::Action;
use crate::error::{Error, ErrorKind};
use crate::event::{CallIdentity, Event};
use crate::fetch::Fetch;
use crate::holds::Hold;
use crate::models::CheckoutSession;
use crate::names::in_javascript;
use crate::request::Target;

#[wasm_bindgen(typescript_custom_section)]
const MODELS: &str = include_str!("js/models.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const OPTIONS: &str = include_str!("js/options.d.ts");

/// Places a new hold for a session, as [`FlexClient::reauth`] does. `options` holds the options of the
/// client, the platform and the call.
///
/// ```
/// use flex_checkout::js::reauth;
/// use js_sys::{Object, Reflect};
/// use wasm_bindgen::JsValue;
///
/// async fn renew(id: String) -> Result<JsValue, JsValue> {
///     let options = Object::new();
///     Reflect::set(&options, &"baseURL".into(), &"/flex".into())?;
///     let response = reauth(id.into(), options.into()).await?;
///     Reflect::get(&response, &"holds".into())
/// }
/// ```
///
/// # Errors
///
/// Rejects with the JavaScript value of an [`Error`].
#[wasm_bindgen(unchecked_return_type = "FlexResponse")]
pub async fn reauth(
    #[wasm_bindgen(unchecked_param_type = "string")] id: JsValue,
    #[wasm_bindgen(unchecked_param_type = "FlexOptions")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let (id, client, call) = open(&id, &options).map_err(|error| error.to_js())?;
    finish(client.reauth_with(&id, &call).await, &options)
}

/// Reads a session, as [`FlexClient::retrieve`] does, with the options of [`reauth`].
///
/// ```
/// use flex_checkout::js::retrieve;
/// use js_sys::Reflect;
/// use wasm_bindgen::JsValue;
///
/// async fn session(id: String, options: JsValue) -> Result<JsValue, JsValue> {
///     Reflect::get(&retrieve(id.into(), options).await?, &"data".into())
/// }
/// ```
///
/// # Errors
///
/// Rejects with the JavaScript value of an [`Error`].
#[wasm_bindgen(unchecked_return_type = "FlexResponse")]
pub async fn retrieve(
    #[wasm_bindgen(unchecked_param_type = "string")] id: JsValue,
    #[wasm_bindgen(unchecked_param_type = "FlexOptions")] options: JsValue,
) -> Result<JsValue, JsValue> {
    let (id, client, call) = open(&id, &options).map_err(|error| error.to_js())?;
    finish(client.retrieve_with(&id, &call).await, &options)
}

/// Makes any call of [`FlexClient`] by its name in the npm package: `capture`, `previewCapture`, `cancel`,
/// `listPaymentIntents` for its first page, `retrievePaymentIntent` or `cancelPaymentIntent`. `params` are the parameters
/// of a capture.
///
/// ```
/// use flex_checkout::js::call;
/// use wasm_bindgen::JsValue;
///
/// async fn capture_all(id: String, options: JsValue) -> Result<JsValue, JsValue> {
///     call("capture".into(), id.into(), options, JsValue::UNDEFINED).await
/// }
/// ```
///
/// # Errors
///
/// Rejects with the JavaScript value of an [`Error`].
#[wasm_bindgen(unchecked_return_type = "FlexResponse<unknown>")]
pub async fn call(
    #[wasm_bindgen(unchecked_param_type = "string")] action: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] id: JsValue,
    #[wasm_bindgen(unchecked_param_type = "FlexOptions")] options: JsValue,
    #[wasm_bindgen(unchecked_param_type = "object | undefined")] params: JsValue,
) -> Result<JsValue, JsValue> {
    let (target, client, call) =
        open_call(&action, &id, &options, &params).map_err(|error| error.to_js())?;
    finish(client.run::<()>(target, &call).await, &options)
}

fn open_call(
    action: &JsValue,
    id: &JsValue,
    options: &JsValue,
    params: &JsValue,
) -> Result<(Target, FlexClient<Fetch>, Call), Error> {
    let action = action.as_string().and_then(|name| Action::named(&name));
    let action = action.ok_or_else(|| Error::configuration("there is no call of this name"))?;
    let (id, client, call) = open(id, options)?;
    let params = if params.is_undefined() { None } else { Some(json(params)?) };
    Ok((Target { action, id, params, query: Vec::new() }, client, call))
}

/// Writes parameters as JSON. What JSON would leave out is refused: a capture without parameters takes the whole hold.
fn json(params: &JsValue) -> Result<String, Error> {
    let written = || {
        let prototype = Reflect::get_prototype_of(params).ok()?;
        let is_plain = prototype.is_null() || Reflect::get_prototype_of(&prototype).ok()?.is_null();
        let json = JSON::stringify(params).ok().filter(|_| is_plain)?.as_string()?;
        let kept = Reflect::own_keys(&JSON::parse(&json).ok()?).ok()?.length();
        (kept == Reflect::own_keys(params).ok()?.length()).then_some(json)
    };
    written().ok_or_else(|| {
        Error::configuration("the parameters must be a plain object of values that JSON has")
    })
}

fn open(id: &JsValue, options: &JsValue) -> Result<(String, FlexClient<Fetch>, Call), Error> {
    // A parameter of type `String` would read whatever is passed as one, and trap.
    let id = id.as_string().ok_or_else(|| {
        Error::configuration("the session's id must be a string, which begins with fcs_")
    })?;
    options::check_names(options)?;
    let client = FlexClient::with_platform(Config::from_js(options)?, Fetch::from_js(options)?);
    Ok((id, client, Call::from_js(options)?))
}

fn finish<T>(result: Result<Answer<T>, Error>, options: &JsValue) -> Result<JsValue, JsValue> {
    let error = match result {
        Ok(answer) => return Ok(answer.to_js()),
        Err(error) => error,
    };
    let value = error.to_js();
    if error.kind() == ErrorKind::Aborted {
        let signal = options::get(options, "signal");
        set(&value, "cause", &options::get(&signal, "reason"));
    }
    Err(value)
}

impl CheckoutSession {
    /// Converts the session to a plain object, without fields unknown to the models.
    /// [`Answer::to_js`] keeps them.
    ///
    /// ```
    /// use flex_checkout::CheckoutSession;
    /// use wasm_bindgen::JsValue;
    ///
    /// fn status(session: &CheckoutSession) -> Result<JsValue, JsValue> {
    ///     js_sys::Reflect::get(&session.to_js(), &"status".into())
    /// }
    /// ```
    #[must_use]
    pub fn to_js(&self) -> JsValue {
        plain(self)
    }
}

impl Hold {
    /// Converts the hold to a plain object.
    ///
    /// ```
    /// use flex_checkout::Answer;
    ///
    /// fn holds(answer: &Answer) -> js_sys::Array {
    ///     answer.holds().iter().map(|hold| hold.to_js()).collect()
    /// }
    /// ```
    #[must_use]
    pub fn to_js(&self) -> JsValue {
        plain(self)
    }
}

impl Event {
    /// Converts the event of a call to a plain object, with durations in milliseconds.
    ///
    /// ```
    /// use flex_checkout::Fetch;
    /// use wasm_bindgen::JsValue;
    ///
    /// fn observed(observer: js_sys::Function) -> Fetch {
    ///     Fetch::default().with_observer(move |call, event| {
    ///         let _ = observer.call1(&JsValue::UNDEFINED, &event.to_js(call));
    ///     })
    /// }
    /// ```
    #[must_use]
    pub fn to_js(&self, call: &CallIdentity) -> JsValue {
        let event: Object = plain(self).unchecked_into();
        let call: Object = plain(call).unchecked_into();
        Object::assign(&event, &call).into()
    }
}

impl<T> Answer<T> {
    /// Converts the answer to a plain object. Its `data` is the session or other object with all fields that Flex sent.
    ///
    /// ```
    /// use flex_checkout::{Error, Fetch, FlexClient};
    /// use wasm_bindgen::JsValue;
    ///
    /// async fn renew(flex: &FlexClient<Fetch>, id: &str) -> Result<JsValue, JsValue> {
    ///     flex.reauth(id).await.map(|answer| answer.to_js()).map_err(|error| error.to_js())
    /// }
    /// ```
    #[must_use]
    pub fn to_js(&self) -> JsValue {
        let answer = Object::new();
        // `JSON.parse` keeps strings and numbers that Rust cannot represent.
        let body = String::from_utf8_lossy(self.body());
        let body = JSON::parse(body.trim_start_matches('\u{feff}')).unwrap_or(JsValue::UNDEFINED);
        set(&answer, "data", &options::get(&body, self.envelope.name()));
        set(&answer, "status", &self.status().into());
        set(&answer, "attempts", &self.attempts().into());
        set_some(&answer, "idempotencyKey", self.idempotency_key());
        set(&answer, "holds", &plain(&self.holds));
        set(&answer, "drift", &self.drift().map_or(JsValue::NULL, plain));
        set(&answer, "recovered", &self.recovered().into());
        answer.into()
    }
}

impl Error {
    /// Converts the error to an instance of `Error` with the name `FlexError`. Its `body` is not
    /// enumerable, because it may contain personal data.
    ///
    /// ```
    /// use flex_checkout::Config;
    /// use wasm_bindgen::JsValue;
    ///
    /// fn check(base_url: &str) -> Result<(), JsValue> {
    ///     Config::gateway(base_url).map(drop).map_err(|error| error.to_js())
    /// }
    /// ```
    #[must_use]
    pub fn to_js(&self) -> JsValue {
        let error = js_sys::Error::new(&in_javascript(self.message()));
        error.set_name("FlexError");
        set(&error, "kind", &self.kind().as_str().into());
        set(&error, "outcome", &self.outcome().as_str().into());
        set(&error, "attempts", &self.attempts().into());
        set_some(&error, "status", self.status());
        set_some(&error, "code", self.code());
        set_some(&error, "idempotencyKey", self.idempotency_key());
        set_some(&error, "retryAfter", self.retry_after_ms());
        set_some(&error, "path", self.path());
        if let Some(body) = self.body() {
            let descriptor = Object::new();
            set(&descriptor, "value", &(*body).into());
            Object::define_property(&error, &"body".into(), &descriptor);
        }
        error.into()
    }
}

fn plain(value: &(impl Serialize + ?Sized)) -> JsValue {
    value
        .serialize(&Serializer::json_compatible())
        // It refuses whole numbers beyond 2^53, which the engine's parser rounds.
        .or_else(|_| JSON::parse(&serde_json::to_string(value).unwrap_or_default()))
        .unwrap_or(JsValue::UNDEFINED)
}

fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Only a frozen object returns an error.
    let _ = Reflect::set(object, &name.into(), value);
}

fn set_some(object: &JsValue, name: &str, value: Option<impl Into<JsValue>>) {
    if let Some(value) = value {
        set(object, name, &value.into());
    }
}
