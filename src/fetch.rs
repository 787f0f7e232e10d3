//! The platform on which a client usually runs: `fetch` of a browser or an edge runtime.

mod body;
mod interrupt;
mod promise;
mod response;

use std::fmt;

use gloo_timers::future::TimeoutFuture;
use js_sys::{Date, Function, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{AbortController, RequestInit, RequestRedirect};

use crate::client::FlexClient;
use crate::clock::milliseconds;
use crate::config::Config;
use crate::event::Event;
use crate::platform::{Failure, FailureKind, Platform, Reply};
use crate::request::Request;
use interrupt::Interrupt;

use promise::settle;

#[wasm_bindgen]
extern "C" {
    // gloo-net's own `send` is not used: where fetch throws, or its promise gives something that is
    // no `Response`, it panics, and the caller's promise stays pending for ever.
    #[wasm_bindgen(catch, js_name = fetch)]
    fn global_fetch(url: &str, init: &RequestInit) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &Uint8Array) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = performance, js_name = now)]
    fn performance_now() -> Result<f64, JsValue>;
}

/// Sends requests by `fetch`, waits by `setTimeout`, and makes keys from `crypto.getRandomValues`.
///
/// A call is cancelled by dropping its future, which aborts the request that is under way.
#[derive(Default)]
pub struct Fetch {
    function: Option<Function>,
    observer: Option<Box<dyn Fn(Event)>>,
}

impl FlexClient<Fetch> {
    /// A client that sends by the global `fetch`.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self::with_platform(config, Fetch::default())
    }
}

impl Fetch {
    /// Calls this function instead of the global `fetch`. It is called with `this` undefined.
    #[must_use]
    pub fn with_function(mut self, function: Function) -> Self {
        self.function = Some(function);
        self
    }

    /// Tells what happens during each call.
    #[must_use]
    pub fn with_observer(mut self, observer: impl Fn(Event) + 'static) -> Self {
        self.observer = Some(Box::new(observer));
        self
    }

    /// Calls fetch. What it throws is a failed connection, as far as anybody can tell.
    fn start(&self, request: &Request, controller: &AbortController) -> Result<JsValue, JsValue> {
        let init = RequestInit::new();
        init.set_method(request.method.as_str());
        let headers = gloo_net::http::Headers::new();
        for (name, value) in &request.headers {
            headers.set(name, value);
        }
        init.set_headers(&headers.into_raw());
        // A redirect would take the key along. workerd refuses "error".
        init.set_redirect(RequestRedirect::Manual);
        init.set_signal(Some(&controller.signal()));
        match &self.function {
            Some(function) => {
                function.call2(&JsValue::UNDEFINED, &JsValue::from_str(&request.url), &init)
            }
            None => global_fetch(&request.url, &init),
        }
    }

    async fn exchange(
        &self,
        request: &Request,
        controller: &AbortController,
        interrupt: &Interrupt,
    ) -> Result<Reply, Failure> {
        let failed = |cause| thrown(FailureKind::Connection, &cause);
        let called = self.start(request, controller).map_err(failed)?;
        let value = interrupt
            .guard(settle(&called))
            .await
            .map_err(|kind| Failure::new(kind, None))?
            .map_err(failed)?;
        let response = response::check(value)
            .map_err(|why| Failure::new(FailureKind::Connection, Some(why.to_owned())))?;
        let retry_after = response.retry_after();
        let status = response.status;
        let (body, cut) = body::read(response, request.max_response_bytes, interrupt).await;
        let cut = cut.map(|cut| match cut {
            body::Cut::TooLarge => Failure::new(FailureKind::TooLarge, None),
            body::Cut::Broken(cause) => thrown(FailureKind::Connection, &cause),
            body::Cut::Ended(kind) => Failure::new(kind, None),
        });
        Ok(Reply { status, retry_after, body, cut })
    }
}

impl Platform for Fetch {
    async fn send(&self, request: &Request) -> Result<Reply, Failure> {
        let controller =
            AbortController::new().map_err(|cause| thrown(FailureKind::NotSent, &cause))?;
        let interrupt = Interrupt::new(controller.clone(), timer(request.timeout));
        let reply = self.exchange(request, &controller, &interrupt).await?;
        if reply.cut.is_none() {
            interrupt.finish();
        }
        Ok(reply)
    }

    async fn sleep(&self, milliseconds: u32) -> Result<(), Failure> {
        TimeoutFuture::new(timer(milliseconds)).await;
        Ok(())
    }

    fn now(&self) -> u64 {
        milliseconds(performance_now().unwrap_or_else(|_| Date::now()))
    }

    fn unix_time(&self) -> u64 {
        milliseconds(Date::now())
    }

    fn random(&self) -> Result<[u8; 16], Failure> {
        // `crypto.randomUUID` is missing in insecure contexts, this is not.
        let array = Uint8Array::new_with_length(16);
        get_random_values(&array).map_err(|cause| thrown(FailureKind::NotSent, &cause))?;
        let mut bytes = [0; 16];
        array.copy_to(&mut bytes);
        Ok(bytes)
    }

    fn observe(&self, event: Event) {
        if let Some(observer) = &self.observer {
            observer(event);
        }
    }
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetch").finish_non_exhaustive()
    }
}

/// The longest that `setTimeout` waits; asked for more it does not wait at all.
fn timer(milliseconds: u32) -> u32 {
    milliseconds.min(i32::MAX.cast_unsigned())
}

/// A failure for which the platform gave a value: an error, or anything else that can be thrown.
fn thrown(kind: FailureKind, cause: &JsValue) -> Failure {
    Failure::new(kind, words(cause))
}

/// What a thrown value says for itself.
fn words(cause: &JsValue) -> Option<String> {
    cause
        .as_string()
        .or_else(|| js_sys::Reflect::get(cause, &JsValue::from_str("message")).ok()?.as_string())
}
