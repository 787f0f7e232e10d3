//! What may end an attempt or a wait before its time: the clock, or the caller.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use gloo_timers::callback::Timeout;
use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::AbortController;

use crate::platform::FailureKind;

#[wasm_bindgen]
extern "C" {
    // web-sys takes the getters for calls that cannot throw. A stand-in for a signal proves it wrong.
    /// The caller's `AbortSignal`.
    #[derive(Clone, Debug)]
    pub(crate) type Signal;
    #[wasm_bindgen(method, catch, getter)]
    fn aborted(this: &Signal) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, getter)]
    fn reason(this: &Signal) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method, catch, js_name = addEventListener)]
    fn add_event_listener(this: &Signal, name: &str, listener: &Function) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch, js_name = removeEventListener)]
    fn remove_event_listener(this: &Signal, name: &str, listener: &Function)
    -> Result<(), JsValue>;
}

impl Signal {
    pub(super) fn is_aborted(&self) -> bool {
        self.aborted().is_ok_and(|aborted| aborted.is_truthy())
    }

    /// The caller's reason, whatever it is.
    pub(super) fn why(&self) -> JsValue {
        self.reason().unwrap_or_else(|thrown| thrown)
    }
}

/// Ends what it guards when the time is up or the caller aborts. Its timer and its listener go when
/// it is dropped, and a request that is still under way then is aborted.
///
/// It guards by itself and does not trust what it guards: a stand-in for `fetch` may not know of
/// signals, and may never settle.
pub(super) struct Interrupt {
    state: Rc<State>,
    _timer: Option<Timeout>,
    _listener: Option<Listener>,
}

struct State {
    fired: Cell<Option<FailureKind>>,
    waker: RefCell<Option<Waker>>,
    controller: Option<AbortController>,
}

impl Interrupt {
    /// Guards a request. The controller is that of the request's signal.
    pub(super) fn of_request(
        controller: AbortController,
        timeout: u32,
        signal: Option<&Signal>,
    ) -> Self {
        Self::new(Some(controller), Some(timeout), signal)
    }

    /// Guards a wait.
    pub(super) fn of_wait(signal: Option<&Signal>) -> Self {
        Self::new(None, None, signal)
    }

    fn new(
        controller: Option<AbortController>,
        timeout: Option<u32>,
        signal: Option<&Signal>,
    ) -> Self {
        let state =
            Rc::new(State { fired: Cell::new(None), waker: RefCell::new(None), controller });
        let fire = |kind: FailureKind| {
            let state = Rc::clone(&state);
            move || state.fire(kind)
        };
        let timer = timeout.map(|timeout| Timeout::new(timeout, fire(FailureKind::Timeout)));
        let listener = signal.map(|signal| Listener::new(signal, fire(FailureKind::Aborted)));
        Self { state, _timer: timer, _listener: listener }
    }

    /// What a future gives, or what ended it.
    pub(super) async fn guard<T>(&self, future: impl Future<Output = T>) -> Result<T, FailureKind> {
        let mut future = pin!(future);
        poll_fn(|context| {
            if let Some(kind) = self.state.fired.get() {
                return Poll::Ready(Err(kind));
            }
            if let Poll::Ready(value) = future.as_mut().poll(context) {
                return Poll::Ready(Ok(value));
            }
            self.state.waker.replace(Some(context.waker().clone()));
            Poll::Pending
        })
        .await
    }

    /// Says that the request is over, so that nothing is left to abort.
    pub(super) fn finish(self) {
        self.state.fired.set(Some(FailureKind::Aborted));
    }
}

impl State {
    fn fire(&self, kind: FailureKind) {
        if self.fired.replace(Some(kind)).is_some() {
            return;
        }
        if let Some(controller) = &self.controller {
            // Always an Error: some platforms reject with the reason as it is, and much code in
            // between takes whatever is thrown for an Error.
            controller.abort_with_reason(&js_sys::Error::new("the attempt was ended"));
        }
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        self.state.fire(FailureKind::Aborted);
    }
}

/// A listener may be told again while it is being told, so it is no `FnMut`.
struct Listener {
    signal: Signal,
    listener: Closure<dyn Fn()>,
}

impl Listener {
    fn new(signal: &Signal, fire: impl Fn() + 'static) -> Self {
        let listener = Closure::new(fire);
        // A stand-in that takes no listeners never aborts.
        let _ = signal.add_event_listener("abort", listener.as_ref().unchecked_ref());
        Self { signal: signal.clone(), listener }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.signal.remove_event_listener("abort", self.listener.as_ref().unchecked_ref());
    }
}
