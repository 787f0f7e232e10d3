//! A Rust program for the web that exposes the crate's client to JavaScript: `reauth` and `retrieve` are
//! exported by the crate's feature `js`, and the rest is for tests.
#![cfg(target_arch = "wasm32")]

use std::future::{Future, poll_fn};
use std::pin::pin;

use flex_checkout::{Call, Config, Error, Fetch, FlexClient};
use gloo_timers::future::TimeoutFuture;
use js_sys::Function;
use wasm_bindgen::prelude::*;

/// Checks the options of a client, as a constructor does.
///
/// # Errors
///
/// If an option is invalid.
#[wasm_bindgen(js_name = checkOptions)]
pub fn check_options(options: &JsValue) -> Result<(), JsValue> {
    let checked = Config::from_js(options).and(Fetch::from_js(options)).and(Call::from_js(options));
    checked.map(drop).map_err(|error| error.to_js())
}

/// Starts a reauth and drops its future after so many milliseconds.
///
/// # Errors
///
/// If an option is invalid.
#[wasm_bindgen(js_name = startAndDrop)]
pub async fn start_and_drop(id: String, options: JsValue, ms: u32) -> Result<(), JsValue> {
    let client = client(&options).map_err(|error| error.to_js())?;
    let mut call = pin!(client.reauth(&id));
    let mut timeout = pin!(TimeoutFuture::new(ms));
    poll_fn(|context| {
        let _ = call.as_mut().poll(context).is_ready();
        timeout.as_mut().poll(context)
    })
    .await;
    Ok(())
}

/// Renews a hold and returns the typed session, as a plain object, beside its holds' ids.
///
/// # Errors
///
/// As for a reauth.
#[wasm_bindgen(js_name = typedSession)]
pub async fn typed_session(id: String, options: JsValue) -> Result<js_sys::Array, JsValue> {
    let client = client(&options).map_err(|error| error.to_js())?;
    let answer = client.reauth(&id).await.map_err(|error| error.to_js())?;
    let holds: js_sys::Array = answer.holds().iter().map(flex_checkout::Hold::to_js).collect();
    Ok(js_sys::Array::of2(&answer.session().to_js(), &holds))
}

/// Returns the `Debug` of a client with a custom fetch.
///
/// # Errors
///
/// If an option is invalid.
#[wasm_bindgen(js_name = debugOfClient)]
pub fn debug_of_client(options: &JsValue, fetch: Function) -> Result<String, JsValue> {
    let config = Config::from_js(options).map_err(|error| error.to_js())?;
    let platform = Fetch::default().with_function(fetch);
    Ok(format!("{:?}", FlexClient::with_platform(config, platform)))
}

fn client(options: &JsValue) -> Result<FlexClient<Fetch>, Error> {
    Ok(FlexClient::with_platform(Config::from_js(options)?, Fetch::from_js(options)?))
}
