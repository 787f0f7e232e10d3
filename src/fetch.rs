//! The platform on which a client usually runs: `fetch` of a browser or an edge runtime.

mod body;
mod response;

use std::cell::RefCell;

use js_sys::{Function, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, RequestRedirect};

use crate::client::FlexClient;
use crate::config::Config;
use crate::platform::{Failure, FailureKind, Platform, Reply};
use crate::request::Request;

#[wasm_bindgen]
extern "C" {
    // gloo-net's own `send` is not used: where fetch throws, or its promise gives something that is
    // no `Response`, it panics, and the caller's promise stays pending for ever.
    #[wasm_bindgen(catch, js_name = fetch)]
    fn global_fetch(url: &str, init: &RequestInit) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &Uint8Array) -> Result<JsValue, JsValue>;
}

/// Sends requests by `fetch`, and makes keys from `crypto.getRandomValues`.
#[derive(Debug, Default)]
pub struct Fetch {
    function: Option<Function>,
    signal: Option<AbortSignal>,
    seen: RefCell<Seen>,
}

/// What the platform gave that has no place in the core: objects that only JavaScript can use.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// The headers of the last response.
    pub(crate) headers: Option<web_sys::Headers>,
    /// What the last failure was thrown or rejected with.
    pub(crate) cause: Option<JsValue>,
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

    /// Aborts when this signal does.
    #[must_use]
    pub fn with_signal(mut self, signal: AbortSignal) -> Self {
        self.signal = Some(signal);
        self
    }

    #[cfg(feature = "bindings")]
    pub(crate) fn into_seen(self) -> Seen {
        self.seen.into_inner()
    }

    /// A failure for which the platform gave a value: an error, or anything else that can be thrown.
    fn failure(&self, kind: FailureKind, cause: JsValue) -> Failure {
        let reason = words(&cause);
        let aborted = self.signal.as_ref().is_some_and(AbortSignal::aborted);
        self.seen.borrow_mut().cause = Some(cause);
        Failure::new(if aborted { FailureKind::Aborted } else { kind }, reason)
    }

    fn start(&self, request: &Request) -> Result<JsValue, Failure> {
        let not_sent = |cause| self.failure(FailureKind::NotSent, cause);
        let init = RequestInit::new();
        init.set_method(request.method.as_str());
        let headers = gloo_net::http::Headers::new();
        for (name, value) in &request.headers {
            headers.set(name, value);
        }
        init.set_headers(&headers.into_raw());
        // A redirect would take the key along. workerd refuses "error".
        init.set_redirect(RequestRedirect::Manual);
        if let Some(signal) = &self.signal {
            init.set_signal(Some(signal));
        }
        match &self.function {
            Some(function) => {
                function.call2(&JsValue::UNDEFINED, &JsValue::from_str(&request.url), &init)
            }
            None => global_fetch(&request.url, &init),
        }
        .map_err(not_sent)
    }
}

impl Platform for Fetch {
    async fn send(&self, request: &Request) -> Result<Reply, Failure> {
        self.seen.take();
        if let Some(signal) = self.signal.as_ref().filter(|signal| signal.aborted()) {
            let mut failure = self.failure(FailureKind::AbortedBefore, signal.reason());
            failure.kind = FailureKind::AbortedBefore;
            return Err(failure);
        }
        let promise = Promise::resolve(&self.start(request)?);
        let value = JsFuture::from(promise)
            .await
            .map_err(|cause| self.failure(FailureKind::Connection, cause))?;
        let response = response::check(value)
            .map_err(|why| Failure::new(FailureKind::Connection, Some(why.to_owned())))?;
        self.seen.borrow_mut().headers = Some(response.headers().into_raw());
        let status = response.status();
        let (body, cut) = body::read(response, request.max_response_bytes).await;
        let cut = cut.map(|cut| match cut {
            body::Cut::TooLarge => Failure::new(FailureKind::TooLarge, None),
            body::Cut::Broken(cause) => self.failure(FailureKind::Connection, cause),
        });
        Ok(Reply { status, body, cut })
    }

    fn random(&self) -> Result<[u8; 16], Failure> {
        // `crypto.randomUUID` is missing in insecure contexts, this is not.
        let array = Uint8Array::new_with_length(16);
        get_random_values(&array).map_err(|cause| self.failure(FailureKind::NotSent, cause))?;
        let mut bytes = [0; 16];
        array.copy_to(&mut bytes);
        Ok(bytes)
    }
}

/// What a thrown value says for itself.
fn words(cause: &JsValue) -> Option<String> {
    cause
        .as_string()
        .or_else(|| js_sys::Reflect::get(cause, &JsValue::from_str("message")).ok()?.as_string())
}
