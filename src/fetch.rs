//! The platform of browsers and edge runtimes: `fetch`, timers, clocks and `crypto`.
//!
//! Requests, headers, responses, timers and listeners come from gloo and web-sys, with two exceptions:
//!
//! - gloo-net's `send` panics if `fetch` returns anything but a `Response` of this realm, or rejects with
//!   anything but an `Error` of this realm. [`Fetch::fetch`] calls `fetch` itself.
//! - web-sys's stream reader does not catch exceptions, and the body of a custom fetch may throw. [`Reader`]
//!   calls its methods by [`Reflect`].

use std::cell::RefCell;
use std::fmt;
use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};
use std::time::{Duration, SystemTime};

use gloo_events::{EventListener, EventListenerOptions};
use gloo_net::http::{Headers, Response};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, ArrayBuffer, Date, Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    AbortController, AbortSignal, Crypto, Request as WebRequest, RequestCache, RequestInit,
    RequestRedirect,
};

use crate::client::FlexClient;
use crate::config::{Config, milliseconds};
use crate::event::{CallIdentity, Event};
use crate::platform::{Failure, FailureKind, Platform, Reply};
use crate::request::Request;
use crate::rules;

/// Largest size of an error response's body, in bytes.
const MAX_ERROR_BYTES: usize = 64 << 10;

/// Sends requests by `fetch`, waits by `setTimeout`, and makes keys from `crypto.getRandomValues`.
///
/// Dropping a call's future aborts its request.
///
/// ```
/// use std::cell::Cell;
/// use std::rc::Rc;
///
/// use flex_checkout::{ApiKey, Config, Error, Event, Fetch, FlexClient};
///
/// fn client(fetch: js_sys::Function, abort: &web_sys::AbortController) -> Result<(), Error> {
///     let retries = Rc::new(Cell::new(0));
///     let counter = Rc::clone(&retries);
///     let platform = Fetch::default()
///         .with_function(fetch)
///         .with_signal(abort.signal())
///         .with_observer(move |call, event| {
///             if matches!(event, Event::Retry(_)) {
///                 counter.update(|count| count + 1);
///             }
///         });
///     let config = Config::new(ApiKey::new("fsk_test_123")?);
///     let flex = FlexClient::with_platform(config, platform);
///     Ok(())
/// }
/// ```
#[derive(Clone, Default)]
pub struct Fetch {
    function: Option<Function>,
    signal: Option<AbortSignal>,
    observer: Option<Observer>,
}

type Observer = Rc<dyn Fn(&CallIdentity, Event)>;

impl FlexClient<Fetch> {
    /// Makes a client that calls the global `fetch`.
    ///
    /// ```
    /// use flex_checkout::{ApiKey, Config, FlexClient};
    ///
    /// let flex = FlexClient::new(Config::new(ApiKey::new("fsk_test_123")?));
    /// # Ok::<(), flex_checkout::Error>(())
    /// ```
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self::with_platform(config, Fetch::default())
    }
}

impl Fetch {
    /// Sets a function to call instead of the global `fetch`, with a URL and a `RequestInit`, and with
    /// `this` undefined.
    #[must_use]
    pub fn with_function(mut self, function: Function) -> Self {
        self.function = Some(function);
        self
    }

    /// Sets a signal that aborts every call.
    #[must_use]
    pub fn with_signal(mut self, signal: AbortSignal) -> Self {
        self.signal = Some(signal);
        self
    }

    /// Sets an observer of each call's events.
    #[must_use]
    pub fn with_observer(mut self, observer: impl Fn(&CallIdentity, Event) + 'static) -> Self {
        self.observer = Some(Rc::new(observer));
        self
    }

    /// Limits the time of a future, and ends it if the caller aborts. A custom fetch may ignore its
    /// signal.
    async fn within<T>(
        &self,
        limit: Duration,
        future: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let mut future = pin!(future);
        let mut abortion = pin!(abortion(self.signal.as_ref()));
        let mut timeout = pin!(timeout(limit));
        poll_fn(|context| {
            if let Poll::Ready(reason) = abortion.as_mut().poll(context) {
                return Poll::Ready(Err(thrown(FailureKind::Aborted, &reason)));
            }
            if let Poll::Ready(result) = future.as_mut().poll(context) {
                return Poll::Ready(result);
            }
            let timeout = timeout.as_mut().poll(context);
            timeout.map(|()| Err(Failure::new(FailureKind::Timeout, None)))
        })
        .await
    }

    /// Calls fetch, and returns its response once it has headers.
    async fn fetch(&self, request: &Request, abort: &AbortController) -> Result<Response, Failure> {
        let global;
        let function = if let Some(function) = &self.function {
            function
        } else {
            global = get(&js_sys::global(), "fetch")
                .ok()
                .and_then(|fetch| fetch.dyn_into::<Function>().ok())
                .ok_or_else(|| not_sent("there is no fetch"))?;
            &global
        };
        let headers = Headers::new();
        for (name, value) in request.headers() {
            headers.set(name, value);
        }
        let init = RequestInit::new();
        init.set_method(request.method().as_str());
        init.set_headers(&headers.into_raw());
        if let Some(body) = request.body() {
            init.set_body(&body.into());
        }
        // Following a redirect would send the key to another origin. workerd refuses "error".
        init.set_redirect(RequestRedirect::Manual);
        init.set_signal(Some(&abort.signal()));
        // Next.js, for one, would answer a GET from its cache.
        if TAKES_NO_STORE.with(|takes| *takes) {
            init.set_cache(RequestCache::NoStore);
        }
        let called = function.call2(&JsValue::UNDEFINED, &request.url().into(), &init);
        let failed = |cause| {
            let refused = is_refused(&cause, request.url());
            thrown(if refused { FailureKind::NotSent } else { FailureKind::Connection }, &cause)
        };
        let mut pending = Pending { promise: called.map_err(failed)?, is_settled: false };
        let value = settled(&pending.promise).await;
        pending.is_settled = true;
        response(value.map_err(failed)?)
    }
}

impl Platform for Fetch {
    async fn send(&self, request: &Request) -> Result<Reply, Failure> {
        // The observer of the attempt may have aborted the call.
        if let Some(failure) = self.aborted() {
            return Err(failure);
        }
        let abort = AbortOnDrop(Some(
            AbortController::new().map_err(|_| not_sent("there is no AbortController"))?,
        ));
        let mut head = None;
        let mut body = Vec::new();
        let response = async {
            let Some(controller) = &abort.0 else { return Ok(()) };
            let response = self.fetch(request, controller).await?;
            let status = response.status();
            let header = |name| header(&response, name);
            head =
                Some((status, header("retry-after"), header("retry-after-ms"), header("location")));
            let max = request.max_response_bytes();
            let max = if (200..300).contains(&status) { max } else { max.min(MAX_ERROR_BYTES) };
            read(response, max, &mut body).await
        };
        let result = self.within(request.timeout(), response).await;
        if result.is_ok() {
            abort.disarm();
        }
        let Some((status, seconds_or_date, ms, location)) = head else {
            return Err(result.err().unwrap_or_else(|| Failure::new(FailureKind::Aborted, None)));
        };
        let epoch = SystemTime::UNIX_EPOCH;
        let now = epoch.checked_add(duration(Date::now())).unwrap_or(epoch);
        let reply = Reply::new(status, body)
            .with_retry_headers(seconds_or_date.as_deref(), ms.as_deref(), now)
            .with_location(location);
        Ok(match result {
            Ok(()) => reply,
            Err(failure) => reply.with_cut(failure),
        })
    }

    async fn sleep(&self, duration: Duration) -> Result<(), Failure> {
        match self.within(duration, pending()).await {
            Err(failure) if failure.kind != FailureKind::Timeout => {
                Err(Failure { kind: FailureKind::AbortedBefore, ..failure })
            }
            done => done.or(Ok(())),
        }
    }

    fn aborted(&self) -> Option<Failure> {
        let signal = self.signal.as_ref().filter(|signal| signal.aborted())?;
        Some(thrown(FailureKind::AbortedBefore, &signal.reason()))
    }

    fn now(&self) -> Duration {
        let clock = get(&js_sys::global(), "performance").and_then(|clock| call(&clock, "now"));
        duration(clock.ok().and_then(|now| now.as_f64()).unwrap_or_else(Date::now))
    }

    fn random(&self) -> Result<[u8; 16], Failure> {
        let none = || not_sent("there is no crypto.getRandomValues");
        let crypto = get(&js_sys::global(), "crypto").ok().filter(JsValue::is_object);
        let crypto: Crypto = crypto.ok_or_else(none)?.unchecked_into();
        let mut bytes = [0; 16];
        // `crypto.randomUUID` is missing in insecure contexts.
        crypto.get_random_values_with_u8_array(&mut bytes).map_err(|_| none())?;
        Ok(bytes)
    }

    fn observes(&self) -> bool {
        self.observer.is_some()
    }

    fn observe(&self, call: &CallIdentity, event: Event) {
        if let Some(observer) = &self.observer {
            observer(call, event);
        }
    }
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fetch").finish_non_exhaustive()
    }
}

thread_local! {
    /// Set if the platform takes `cache: "no-store"`. Workers with a compatibility date before November 2024
    /// refuse it.
    static TAKES_NO_STORE: bool = {
        let init = RequestInit::new();
        init.set_cache(RequestCache::NoStore);
        get(&js_sys::global(), "Request").is_ok_and(|class| class.is_function())
            && WebRequest::new_with_str_and_init("http://a", &init).is_ok()
    };
}

/// Returns true in a page, and in the workers and worklets of a browser.
pub(crate) fn in_browser() -> bool {
    let global = js_sys::global();
    let has = |name: &&str| Reflect::has(&global, &(*name).into()).unwrap_or(false);
    rules::BROWSERS.iter().any(|names| names.iter().all(has))
}

/// Aborts an unfinished request when it is dropped.
struct AbortOnDrop(Option<AbortController>);

impl AbortOnDrop {
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// A call of fetch. If it is dropped before it settles, it cancels the body of a late response: a custom fetch may
/// ignore its signal, and its connection is held until then.
struct Pending {
    promise: JsValue,
    is_settled: bool,
}

impl Drop for Pending {
    fn drop(&mut self) {
        if self.is_settled {
            return;
        }
        let late = settled(&self.promise);
        spawn_local(async {
            if let Ok(response) = late.await
                && let Ok(body) = get(&response, "body")
                && let Ok(cancelled) = call(&body, "cancel")
            {
                ignore(&cancelled);
            }
        });
    }
}

/// Returns true if fetch failed before it sent anything: the URL is invalid, Deno denies network access, or the signal is
/// of another realm, as in jsdom.
fn is_refused(cause: &JsValue, url: &str) -> bool {
    let field = |object: &JsValue, name| get(object, name).ok().and_then(|value| value.as_string());
    let code = get(cause, "cause").ok().and_then(|cause| field(&cause, "code"));
    let denied = field(cause, "name")
        .is_some_and(|name| matches!(name.as_str(), "NotCapable" | "PermissionDenied"));
    let foreign = field(cause, "name").is_some_and(|name| name == "TypeError")
        && field(cause, "message")
            .is_some_and(|message| message.contains("signal") && message.contains("AbortSignal"));
    denied || foreign || code.is_some_and(|code| code == "ERR_INVALID_URL") || !is_url(url)
}

/// Returns true for a URL that is valid here: a page or a worker may have an address that others are relative to.
fn is_url(url: &str) -> bool {
    let global = js_sys::global();
    let base = get(&global, "location").and_then(|location| get(&location, "href"));
    let arguments = Array::of2(&url.into(), &base.unwrap_or(JsValue::UNDEFINED));
    let constructor = get(&global, "URL").and_then(JsCast::dyn_into::<Function>);
    constructor.is_ok_and(|class| Reflect::construct(&class, &arguments).is_ok())
}

/// Resolves with the reason when the signal aborts.
async fn abortion(signal: Option<&AbortSignal>) -> JsValue {
    let Some(signal) = signal else { return pending().await };
    let waker = Rc::new(RefCell::new(None::<Waker>));
    let woken = Rc::clone(&waker);
    // workerd has no passive listeners, which are gloo's default.
    let options = EventListenerOptions::enable_prevent_default();
    let _listener = EventListener::once_with_options(signal, "abort", options, move |_| {
        if let Some(waker) = woken.take() {
            waker.wake();
        }
    });
    poll_fn(|context| {
        if signal.aborted() {
            return Poll::Ready(signal.reason());
        }
        waker.replace(Some(context.waker().clone()));
        Poll::Pending
    })
    .await
}

/// Checks that a value looks like a response. `instanceof` would reject a response of another realm, which
/// Jest and Next's edge sandbox return.
fn response(value: JsValue) -> Result<Response, Failure> {
    let refuse = |why: &str| Err(Failure::new(FailureKind::Connection, Some(why.to_owned())));
    let status = get(&value, "status").ok().and_then(|status| status.as_f64());
    if !status.is_some_and(|status| status.fract() == 0.0 && (0.0..600.0).contains(&status)) {
        return refuse("fetch returned something that is not a Response");
    }
    // Browsers use the status 0 for a redirect that they hide, and for a failed response.
    let kind = get(&value, "type").ok().and_then(|kind| kind.as_string());
    if status == Some(0.0) && kind.as_deref() != Some("opaqueredirect") {
        return refuse("fetch returned an error response");
    }
    let headers = get(&value, "headers").and_then(|headers| get(&headers, "get"));
    if !headers.is_ok_and(|get| get.is_function()) {
        return refuse("fetch returned a Response without headers");
    }
    Ok(value.unchecked_into::<web_sys::Response>().into())
}

/// Reads a body chunk by chunk, to keep a part if the rest does not arrive.
async fn read(response: Response, max: usize, body: &mut Vec<u8>) -> Result<(), Failure> {
    let response: web_sys::Response = response.into();
    let stream = get(&response, "body").map_err(connection)?;
    // A response without a body, or with one that is no web stream, as node-fetch returns it.
    if !get(&stream, "getReader").is_ok_and(|method| method.is_function()) {
        let buffer = settled(&call(&response, "arrayBuffer").map_err(connection)?).await;
        return append(body, &buffer.map_err(connection)?, max);
    }
    let reader = call(&stream, "getReader").map_err(connection)?;
    let mut reader = Reader { reader, is_done: false };
    loop {
        let item = reader.read().await.map_err(connection)?;
        if get(&item, "done").map_err(connection)?.is_truthy() {
            reader.is_done = true;
            return Ok(());
        }
        append(body, &get(&item, "value").map_err(connection)?, max)?;
    }
}

/// Reads a stream, and cancels it when dropped before its end.
struct Reader {
    reader: JsValue,
    is_done: bool,
}

impl Reader {
    async fn read(&self) -> Result<JsValue, JsValue> {
        settled(&call(&self.reader, "read")?).await
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if !self.is_done
            && let Ok(cancelled) = call(&self.reader, "cancel")
        {
            ignore(&cancelled);
        }
    }
}

/// Appends a buffer, or a view of one.
fn append(body: &mut Vec<u8>, bytes: &JsValue, max: usize) -> Result<(), Failure> {
    let arguments = if ArrayBuffer::is_view(bytes) {
        let view: &Uint8Array = bytes.unchecked_ref();
        let (offset, length) = (view.byte_offset(), view.byte_length());
        Array::of3(&view.buffer(), &offset.into(), &length.into())
    } else if get(bytes, "byteLength").is_ok_and(|length| length.as_f64().is_some()) {
        Array::of1(bytes)
    } else {
        return Err(connection("the body is not bytes".into()));
    };
    // The constructor throws if the buffer is detached.
    let constructor = get(&js_sys::global(), "Uint8Array").map_err(connection)?;
    let bytes = Reflect::construct(constructor.unchecked_ref::<Function>(), &arguments)
        .map_err(connection)?;
    let bytes: Uint8Array = bytes.unchecked_into();
    let length = usize::try_from(bytes.length()).unwrap_or(usize::MAX);
    if length > max.saturating_sub(body.len()) {
        return Err(Failure::new(FailureKind::TooLarge, None));
    }
    body.append(&mut bytes.to_vec());
    Ok(())
}

/// Returns a header's value. The headers of a custom fetch may throw, or return other values than strings.
fn header(response: &Response, name: &str) -> Option<String> {
    let headers: JsValue = response.headers().into_raw().into();
    let get_header: Function = get(&headers, "get").ok()?.unchecked_into();
    get_header.call1(&headers, &name.into()).ok()?.as_string()
}

/// Waits, no longer than `setTimeout` can.
fn timeout(duration: Duration) -> TimeoutFuture {
    TimeoutFuture::new(milliseconds(duration).min(i32::MAX.cast_unsigned()))
}

/// Converts the reading of a JavaScript clock.
fn duration(ms: f64) -> Duration {
    Duration::try_from_secs_f64(ms / 1000.0).unwrap_or_default()
}

/// Reads a property. Returns an exception of its getter.
fn get(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &name.into())
}

/// Calls a method without arguments. Returns its exception.
fn call(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    get(object, name)?.dyn_into::<Function>()?.call0(object)
}

/// Waits for a promise, or any other value. `Promise.race` turns an exception of a thenable into a
/// rejection; `Promise.resolve` would throw.
fn settled(value: &JsValue) -> JsFuture {
    JsFuture::from(Promise::race(&Array::of1(value)))
}

/// Handles the rejection of a promise whose result does not matter.
pub(crate) fn ignore(promise: &JsValue) {
    let settled = settled(promise);
    spawn_local(async {
        let _ = settled.await;
    });
}

fn not_sent(why: &str) -> Failure {
    Failure::new(FailureKind::NotSent, Some(why.to_owned()))
}

#[expect(clippy::needless_pass_by_value, reason = "it is an argument of `map_err`")]
fn connection(cause: JsValue) -> Failure {
    thrown(FailureKind::Connection, &cause)
}

/// Makes a failure from a thrown value, which need not be an error.
fn thrown(kind: FailureKind, cause: &JsValue) -> Failure {
    let message = || get(cause, "message").ok()?.as_string();
    Failure::new(kind, cause.as_string().or_else(message))
}
