//! The client: a call as steps that JavaScript runs, because `fetch`, timers and signals are its objects.
//! An async function here that awaited them made the module more than twice as large, and a call twice
//! as slow.
//!
//! Results are JSON in UTF-8. A run lives here under a number until [`end`].

mod options;
mod steps;

use std::sync::Mutex;

use flex_checkout::internal::{
    self, Action, CheckedOptions, Moment, Run, Step, decimal_wait, no_random_source, reply,
    take_body,
};
use flex_checkout::{Failure, FailureKind};
use wasm_bindgen::prelude::*;

use options::Flags;

/// The calls in flight, indexed by their numbers. A mutex, because it has no panic of its own as a
/// `RefCell` has; with one thread it is never contended.
static RUNS: Mutex<Vec<Option<Live>>> = Mutex::new(Vec::new());

/// A run, and what crosses the boundary beside its steps.
struct Live {
    run: Run,
    said: String,
    body: Option<Vec<u8>>,
}

/// Makes an idempotency key of 16 random bytes; empty if there are not so many.
#[wasm_bindgen]
#[must_use]
pub fn uuid(random: &[u8]) -> Vec<u8> {
    random.try_into().map(internal::idempotency_key).unwrap_or_default().into_bytes()
}

/// Begins a call and returns its first step. `strings` and `flags` are as in [`options`]; a negative
/// deadline is absent.
#[wasm_bindgen]
#[must_use]
#[expect(clippy::too_many_arguments, reason = "an object would have to be taken apart here")]
pub fn begin(
    strings: &str,
    flags: u32,
    timeout: u32,
    deadline: i32,
    max_retries: u32,
    max_retry_delay: u32,
    max_response_bytes: u32,
    now: f64,
) -> Vec<u8> {
    let flags = Flags::new(flags);
    let (options, key, id) = options::read(strings, flags);
    let options = CheckedOptions {
        timeout,
        deadline: u32::try_from(deadline).ok(),
        max_retries,
        max_retry_delay,
        max_response_bytes: index(max_response_bytes),
        ..options
    };
    let run = if flags.action == Action::Reauth && key.is_none() {
        Err(no_random_source())
    } else {
        let (config, call) = options.into_config_and_call();
        let (id, key) = (id.to_owned(), key.map(String::from));
        Run::start(config, flags.action, id, call, key, milliseconds(now))
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

/// Takes the lines that describe the result passed to [`came`] next: the header `retry-after` in seconds,
/// the header `retry-after-ms`, and the message of the failure.
#[wasm_bindgen]
pub fn said(run: u32, strings: &str) {
    with(run, |live| strings.clone_into(&mut live.said));
}

/// Takes the result of a request: a response, unless `status` is negative. `failure` is the reason why it,
/// or the rest of it, did not arrive.
#[wasm_bindgen]
#[must_use]
pub fn came(run: u32, body: Vec<u8>, status: i32, failure: u32, now: f64, random: u32) -> Vec<u8> {
    let moment = Moment { now: milliseconds(now), random };
    with(run, |live| {
        let said = std::mem::take(&mut live.said);
        let (retry_after, rest) = options::line(&said);
        let (retry_after_ms, reason) = options::line(rest);
        let failure =
            kind(failure).map(|kind| Failure::new(kind, options::some(reason).map(String::from)));
        let came = match (u16::try_from(status), failure) {
            (Err(_), Some(failure)) => Err(failure),
            (status, cut) => {
                let wait = decimal_wait(Some(retry_after), Some(retry_after_ms));
                Ok(reply(status.unwrap_or_default(), body, wait, cut))
            }
        };
        let step = live.run.sent(came, moment);
        let events = live.run.events();
        match step {
            Step::Wait(delay) => steps::wait(delay, &events),
            Step::End(Ok(answer)) => steps::succeeded(&answer, &events),
            Step::End(Err(mut error)) => {
                live.body = take_body(&mut error);
                steps::failed(&error, &events)
            }
        }
    })
}

/// Continues after a wait.
#[wasm_bindgen]
#[must_use]
pub fn waited(run: u32, now: f64) -> Vec<u8> {
    with(run, |live| match live.run.waited(milliseconds(now)) {
        Ok(()) => steps::send(run, &mut live.run, milliseconds(now)),
        Err(mut error) => {
            live.body = take_body(&mut error);
            steps::failed(&error, &[])
        }
    })
}

/// Returns the body that belongs to a call's error.
#[wasm_bindgen]
#[must_use]
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

/// Whole milliseconds of a time by JavaScript's clocks.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the cast saturates, and no clock comes near the limits"
)]
fn milliseconds(time: f64) -> u64 {
    time as u64
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const SESSION: &[u8] = include_bytes!("../../../tests/fixtures/unexpanded.json");

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
        let failed = &read(&came(run, Vec::new(), -1, 1, 0.0, 0))["failed"];
        assert_eq!(failed["message"], "The request could not be made: no such header.");
        assert_eq!((body(run), body(run)), (None, None));
        end(run);

        // What arrived of a 2xx is not lost when the wait for the next attempt takes too long.
        let run = number(&reauth("key"));
        let wait = read(&came(run, SESSION[..100].to_vec(), 200, 5, 0.0, u32::MAX));
        assert_eq!(wait, json!({ "wait": 500 }));
        let failed = &read(&waited(run, 6_000.0))["failed"];
        assert_eq!([&failed["kind"], &failed["outcome"]], ["connection", "applied"]);
        assert_eq!(body(run).as_deref(), Some(&SESSION[..100]));
        end(run);

        let run = number(&reauth("key"));
        let done = &read(&came(run, SESSION.to_vec(), 200, 0, 0.0, 0))["done"];
        assert_eq!([&done["attempts"], &done["idempotencyKey"]], [&json!(1), &json!("key")]);
        end(run);

        // Nothing comes of a call that has ended, or never began.
        assert_eq!([waited(run, 0.0), came(99, Vec::new(), 200, 0, 0.0, 0)], [b"", b""]);
        assert_eq!(body(run), None);
    }
}
