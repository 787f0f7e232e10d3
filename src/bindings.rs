//! The surface of the npm package: a call as steps that JavaScript drives, because `fetch`, timers
//! and signals are its objects. An async function here that awaited them made the module more than
//! twice as large, and a call three times as slow.
//!
//! Texts go both ways as JSON, bodies in as bytes. A run lives here under a number until [`end`].

pub(crate) mod json;
mod options;
mod steps;

use std::sync::Mutex;

use wasm_bindgen::prelude::*;

use crate::error::Error;
use crate::platform::{Failure, FailureKind, Reply};
use crate::request::{self, Action};
use crate::retry_after::RetryAfter;
use crate::run::{Moment, Run, Step};

/// The calls under way, each at the place that its number says. A mutex that is never waited for,
/// as there is one thread, and that has no panic of its own, as a `RefCell` has.
static RUNS: Mutex<Vec<Option<Live>>> = Mutex::new(Vec::new());

/// A run, and what of its error is fetched separately.
struct Live {
    run: Run,
    body: Option<Vec<u8>>,
}

/// An idempotency key of 16 bytes that nobody can guess; empty if there are not so many.
#[wasm_bindgen]
pub fn uuid(random: &[u8]) -> String {
    random.try_into().map(request::idempotency_key).unwrap_or_default()
}

/// Begins a call and says what to send first. Of texts an empty one is none, of numbers a negative one.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "an object would have to be taken apart here")]
pub fn begin(
    is_reauth: bool,
    id: &str,
    api_key: &str,
    base_url: &str,
    idempotency_key: &str,
    new_key: &str,
    headers: &str,
    expand: &str,
    timeout: u32,
    deadline: i32,
    max_retries: u32,
    max_retry_delay: u32,
    max_response_bytes: u32,
    strict: bool,
    observed: bool,
    now: f64,
) -> String {
    let mut config = options::config(api_key, base_url);
    config.timeout = timeout;
    config.deadline = u32::try_from(deadline).ok();
    config.max_retries = max_retries;
    config.max_retry_delay = max_retry_delay;
    config.max_response_bytes = index(max_response_bytes);
    config.strict = strict;
    let call = options::call(idempotency_key, headers, expand);
    let action = if is_reauth { Action::Reauth } else { Action::Retrieve };
    let key = call.idempotency_key.clone().or_else(|| options::some(new_key));
    if is_reauth && key.is_none() {
        return steps::failed(&Error::no_random_source(), &[]);
    }
    let key = key.filter(|_| is_reauth);
    let mut run = match Run::start(config, action, id.to_owned(), call, key, milliseconds(now)) {
        Ok(run) => run.observed(observed),
        Err(error) => return steps::failed(&error, &[]),
    };
    let Ok(mut runs) = RUNS.try_lock() else { return String::new() };
    let free = runs.iter().position(Option::is_none).unwrap_or(runs.len());
    let step = steps::send(u32::try_from(free).unwrap_or(u32::MAX), &mut run, milliseconds(now));
    let live = Some(Live { run, body: None });
    match runs.get_mut(free) {
        Some(place) => *place = live,
        None => runs.push(live),
    }
    step
}

/// Takes what came of a request: an answer, unless `status` is negative. `failure` is why none came,
/// or not the whole of it.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "an object would have to be taken apart here")]
pub fn came(
    run: u32,
    status: i32,
    retry_after: &str,
    retry_after_ms: &str,
    body: Vec<u8>,
    failure: u32,
    reason: &str,
    now: f64,
    unix_time: f64,
    random: u32,
) -> String {
    let moment = Moment { now: milliseconds(now), unix_time: milliseconds(unix_time), random };
    let failure = kind(failure).map(|kind| Failure::new(kind, Some(reason.to_owned())));
    let came = match (u16::try_from(status), failure) {
        (Err(_), Some(failure)) => Err(failure),
        (status, cut) => Ok(Reply {
            status: status.unwrap_or_default(),
            retry_after: RetryAfter {
                seconds_or_date: Some(retry_after.to_owned()),
                milliseconds: Some(retry_after_ms.to_owned()),
            },
            body,
            cut,
        }),
    };
    with(run, |live| {
        let step = live.run.sent(came, moment);
        let events = live.run.events();
        match step {
            Step::Wait(delay) => steps::wait(delay, &events),
            Step::End(Ok(answer)) => steps::succeeded(&answer, &events),
            Step::End(Err(mut error)) => {
                live.body = error.take_body();
                steps::failed(&error, &events)
            }
        }
    })
}

/// Goes on after a wait.
#[wasm_bindgen]
pub fn waited(run: u32, now: f64) -> String {
    with(run, |live| match live.run.waited(milliseconds(now)) {
        Ok(()) => steps::send(run, &mut live.run, milliseconds(now)),
        Err(mut error) => {
            live.body = error.take_body();
            steps::failed(&error, &[])
        }
    })
}

/// The body that belongs to a call's error.
#[wasm_bindgen]
pub fn body(run: u32) -> Option<Vec<u8>> {
    with(run, |live| live.body.take())
}

/// Forgets a run.
#[wasm_bindgen]
pub fn end(run: u32) {
    if let Ok(mut runs) = RUNS.try_lock()
        && let Some(place) = runs.get_mut(index(run))
    {
        *place = None;
    }
}

fn with<T: Default>(run: u32, act: impl FnOnce(&mut Live) -> T) -> T {
    let Ok(mut runs) = RUNS.try_lock() else { return T::default() };
    runs.get_mut(index(run)).and_then(Option::as_mut).map(act).unwrap_or_default()
}

fn index(run: u32) -> usize {
    usize::try_from(run).unwrap_or(usize::MAX)
}

fn kind(failure: u32) -> Option<FailureKind> {
    Some(match failure {
        1 => FailureKind::NotSent,
        2 => FailureKind::AbortedBefore,
        3 => FailureKind::Aborted,
        4 => FailureKind::Timeout,
        5 => FailureKind::Connection,
        6 => FailureKind::TooLarge,
        _ => return None,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and no clock of a platform gives what it would have to"
)]
fn milliseconds(time: f64) -> u64 {
    time as u64
}

/// A quarter of the code of the standard library's allocator, and as fast on the few and short lives
/// that there are here.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
