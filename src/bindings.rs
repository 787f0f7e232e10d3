//! The surface of the npm package: a call as steps that JavaScript drives, because `fetch`, timers
//! and signals are its objects. An async function here that awaited them made the module more than
//! twice as large, and a call twice as slow.
//!
//! What comes from here is JSON, in UTF-8. A run lives here under a number until [`end`].

pub(crate) mod json;
mod options;
mod steps;

use std::sync::Mutex;

use wasm_bindgen::prelude::*;

use crate::clock::milliseconds;
use crate::error::Error;
use crate::platform::{Failure, FailureKind, Reply};
use crate::request::{self, Action};
use crate::retry_after::RetryAfter;
use crate::run::{Moment, Run, Step};
use options::{Flags, Texts};

/// The calls under way, each at the place that its number says. A mutex that is never waited for,
/// as there is one thread, and that has no panic of its own, as a `RefCell` has.
static RUNS: Mutex<Vec<Option<Live>>> = Mutex::new(Vec::new());

/// A run, and what goes in and out beside its steps.
struct Live {
    run: Run,
    said: String,
    body: Option<Vec<u8>>,
}

/// An idempotency key of 16 bytes that nobody can guess; empty if there are not so many.
#[wasm_bindgen]
pub fn uuid(random: &[u8]) -> Vec<u8> {
    random.try_into().map(request::idempotency_key).unwrap_or_default().into_bytes()
}

/// Begins a call and says what to send first. `texts` and `flags` are as in [`options`]; a negative
/// deadline is none.
#[wasm_bindgen]
#[expect(clippy::too_many_arguments, reason = "an object would have to be taken apart here")]
pub fn begin(
    texts: &str,
    flags: u32,
    timeout: u32,
    deadline: i32,
    max_retries: u32,
    max_retry_delay: u32,
    max_response_bytes: u32,
    now: f64,
) -> Vec<u8> {
    let flags = Flags::new(flags);
    let Texts { mut config, call, key, id } = Texts::read(texts, flags);
    config.timeout = timeout;
    config.deadline = u32::try_from(deadline).ok();
    config.max_retries = max_retries;
    config.max_retry_delay = max_retry_delay;
    config.max_response_bytes = index(max_response_bytes);
    config.strict = flags.strict;
    let run = match (flags.action, key) {
        (Action::Reauth, None) => Err(Error::no_random_source()),
        (action, key) => Run::start(config, action, id, call, key, milliseconds(now)),
    };
    let mut run = match run {
        Ok(run) => run.observed(flags.observed),
        Err(error) => return steps::failed(&error, &[]),
    };
    let Ok(mut runs) = RUNS.try_lock() else { return Vec::new() };
    let free = runs.iter().position(Option::is_none).unwrap_or(runs.len());
    let step = steps::send(u32::try_from(free).unwrap_or(u32::MAX), &mut run, milliseconds(now));
    let live = Some(Live { run, said: String::new(), body: None });
    match runs.get_mut(free) {
        Some(place) => *place = live,
        None => runs.push(live),
    }
    step
}

/// Takes what was said of the request whose outcome comes next: the headers `retry-after` and
/// `retry-after-ms`, and why no answer came or not the whole of it, each behind a line break.
#[wasm_bindgen]
pub fn said(run: u32, texts: &str) {
    with(run, |live| texts.clone_into(&mut live.said));
}

/// Takes what came of a request: an answer, unless `status` is negative. `failure` is why none came,
/// or not the whole of it.
#[wasm_bindgen]
pub fn came(
    run: u32,
    body: Vec<u8>,
    status: i32,
    failure: u32,
    now: f64,
    unix_time: f64,
    random: u32,
) -> Vec<u8> {
    let moment = Moment { now: milliseconds(now), unix_time: milliseconds(unix_time), random };
    with(run, |live| {
        let said = std::mem::take(&mut live.said);
        let (retry_after, rest) = options::line(&said);
        let (retry_after_ms, reason) = options::line(rest);
        let failure = kind(failure).map(|kind| Failure::new(kind, options::some(reason)));
        let came = match (u16::try_from(status), failure) {
            (Err(_), Some(failure)) => Err(failure),
            (status, cut) => Ok(Reply {
                status: status.unwrap_or_default(),
                retry_after: RetryAfter {
                    seconds_or_date: options::some(retry_after),
                    milliseconds: options::some(retry_after_ms),
                },
                body,
                cut,
            }),
        };
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
pub fn waited(run: u32, now: f64) -> Vec<u8> {
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

/// A quarter of the code of the standard library's allocator, and as fast on the few and short lives
/// that there are here.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const SESSION: &[u8] = include_bytes!("../tests/fixtures/unexpanded.json");

    fn read(step: &[u8]) -> Value {
        serde_json::from_slice(step).expect("a step is JSON")
    }

    /// Begins a reauth: its key may be of the caller, and its deadline is five seconds.
    fn reauth(key: &str) -> Value {
        let texts = format!("fsk_test_1\n\n{key}\n\n\nfcs_1");
        read(&begin(&texts, 1, 1_000, 5_000, 2, 60_000, 1 << 20, 0.0))
    }

    fn number(step: &Value) -> u32 {
        step["run"].as_u64().and_then(|run| u32::try_from(run).ok()).expect("a run has a number")
    }

    #[test]
    fn makes_a_key_of_sixteen_bytes_and_of_no_fewer() {
        assert_eq!(uuid(&[0xFF; 16]), b"ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(uuid(&[0xFF; 15]), b"");
    }

    // One test, since a call under way keeps all others from the table.
    #[test]
    fn drives_a_call_by_steps() {
        let refused = &reauth("")["failed"];
        assert_eq!([&refused["kind"], &refused["outcome"]], ["configuration", "not_sent"]);

        let step = reauth("key");
        assert_eq!(step["send"]["method"], "POST");
        let run = number(&step);
        said(run, "\n\nno such header");
        let failed = &read(&came(run, Vec::new(), -1, 1, 0.0, 0.0, 0))["failed"];
        assert_eq!(failed["message"], "The request could not be made: no such header.");
        assert_eq!((body(run), body(run)), (None, None));
        end(run);

        // What arrived of a 2xx is not lost when the wait for the next attempt takes too long.
        let run = number(&reauth("key"));
        let wait = read(&came(run, SESSION[..100].to_vec(), 200, 5, 0.0, 0.0, u32::MAX));
        assert_eq!(wait, json!({ "wait": 500 }));
        let failed = &read(&waited(run, 6_000.0))["failed"];
        assert_eq!([&failed["kind"], &failed["outcome"]], ["connection", "applied"]);
        assert_eq!(body(run).as_deref(), Some(&SESSION[..100]));
        end(run);

        let run = number(&reauth("key"));
        let done = &read(&came(run, SESSION.to_vec(), 200, 0, 0.0, 0.0, 0))["done"];
        assert_eq!([&done["attempts"], &done["idempotencyKey"]], [&json!(1), &json!("key")]);
        end(run);

        // Nothing comes of a call that has ended, or never began.
        assert_eq!([waited(run, 0.0), came(99, Vec::new(), 200, 0, 0.0, 0.0, 0)], [b"", b""]);
        assert_eq!(body(run), None);
    }
}
