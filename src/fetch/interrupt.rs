//! What may end an attempt before its time: the clock, or the caller who drops it.

use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Poll, Waker};

use gloo_timers::callback::Timeout;
use web_sys::AbortController;

use crate::platform::FailureKind;

/// Ends what it guards when the time is up. Its timer goes when it is dropped, which is how a caller
/// aborts, and a request that is still under way then is aborted.
///
/// It guards by itself and does not trust what it guards: a stand-in for `fetch` may not know of
/// signals, and may never settle.
pub(super) struct Interrupt {
    state: Rc<State>,
    _timer: Timeout,
}

struct State {
    fired: Cell<Option<FailureKind>>,
    waker: RefCell<Option<Waker>>,
    controller: AbortController,
}

impl Interrupt {
    /// Guards a request. The controller is that of the request's signal.
    pub(super) fn new(controller: AbortController, timeout: u32) -> Self {
        let state =
            Rc::new(State { fired: Cell::new(None), waker: RefCell::new(None), controller });
        let late = Rc::clone(&state);
        let timer = Timeout::new(timeout, move || late.fire(FailureKind::Timeout));
        Self { state, _timer: timer }
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
        // Always an Error: some platforms reject with the reason as it is, and much code in between
        // takes whatever is thrown for an Error.
        self.controller.abort_with_reason(&js_sys::Error::new("the attempt was ended"));
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
