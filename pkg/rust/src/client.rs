//! The client's decisions, as pure functions. TypeScript does the I/O and keeps the state, because `fetch`,
//! timers and signals are its objects: an async function here that awaited them made the module more than
//! twice as large, and a call twice as slow.
//!
//! [`ask`] takes a question as JSON with a body, and returns the answer as JSON; the structs are in
//! [`crossings`]. All exports have one shape, which is all that `pkg/src/wasm/core.ts` knows of them.

mod crossings;

#[cfg(not(target_arch = "wasm32"))]
pub use crossings::interfaces;

use std::borrow::Cow;

use flex_checkout::internal::{
    self, Action, Checked, CheckedOptions, Moment, Run, check, decimal_wait, is_http_date, reply,
};
use flex_checkout::{Call, Config, Failure, Reply};
use wasm_bindgen::prelude::*;

use crate::json::ToJson;
use crossings::{CallFacts, Findings, Next, Options, Question, ResultFacts, Step, Templates};

/// Answers a question.
#[wasm_bindgen]
#[must_use]
pub fn ask(question: &[u8], body: Vec<u8>) -> Vec<u8> {
    let question = Question(question);
    let Some(options) = question.options() else { return inspect(&body) };
    let (config, call_options) = checked(options);
    let Some(call) = question.call() else { return write(&templates(&config)) };
    let observed = call.observed();
    let Some(mut run) = run(config, call_options, call) else {
        return write(&Step {
            next: Next::Failed(internal::no_random_source()),
            events: Vec::new(),
            state: None,
        });
    };
    match (question.state(), question.result()) {
        (Some(state), _) => run = run.resumed(state.state()),
        (None, Some(_)) => run = run.sent_first(),
        (None, None) => {}
    }
    let now = question.now();
    let next = match question.result() {
        None => run.send(now).map_or_else(Next::Failed, Next::Send),
        Some(result) => {
            let moment = Moment { now, random: question.random() };
            match run.sent(self::result(result, body), moment) {
                internal::Step::Wait(delay) => Next::Wait(delay),
                internal::Step::End(Ok(answer)) => Next::Done(answer),
                internal::Step::End(Err(error)) => Next::Failed(error),
            }
        }
    };
    let events = if observed { run.events() } else { Vec::new() };
    write(&Step { next, events, state: Some(run.state()) })
}

/// Replaces a secret in a body, which may end within it.
#[wasm_bindgen]
#[must_use]
pub fn redact(secret: &[u8], mut body: Vec<u8>) -> Vec<u8> {
    internal::redact_bytes(std::str::from_utf8(secret).unwrap_or_default(), &mut body);
    body
}

/// Returns the holds and the drift of a session's body.
fn inspect(body: &[u8]) -> Vec<u8> {
    let Ok(Checked { holds, drift, .. }) = check(body) else { return Vec::new() };
    write(&Findings { holds, drift })
}

fn checked(options: Options<'_>) -> (Config, Call) {
    let checked = CheckedOptions {
        api_key: options.api_key(),
        base_url: options.base_url(),
        own_key: options.idempotency_key(),
        timeout: options.timeout(),
        deadline: options.deadline(),
        max_retries: options.max_retries(),
        max_retry_delay: options.max_retry_delay(),
        max_response_bytes: options.max_response_bytes(),
        strict: options.strict(),
        expand: options.expand(),
        headers: options.headers(),
    };
    checked.into_config_and_call()
}

fn templates(config: &Config) -> Templates {
    Templates {
        reauth: internal::template(config, Action::Reauth),
        retrieve: internal::template(config, Action::Retrieve),
    }
}

/// Begins a call; `None` if its reauth has no idempotency key.
fn run(config: Config, options: Call, call: CallFacts<'_>) -> Option<Run> {
    let action = call.action();
    let key = call.key().map(Cow::into_owned);
    if action == Action::Reauth && key.is_none() {
        return None;
    }
    Some(Run::new(config, action, call.id().into_owned(), options, key, call.start()))
}

/// Makes a response or a failure of a request's result.
fn result(result: ResultFacts<'_>, body: Vec<u8>) -> Result<Reply, Failure> {
    let failure =
        result.failure().map(|kind| Failure::new(kind, result.reason().map(Cow::into_owned)));
    match (result.status(), failure) {
        (None, Some(failure)) => Err(failure),
        (status, cut) => {
            let retry_after = result.retry_after();
            let header = retry_after.as_deref();
            let wait = decimal_wait(header, result.retry_after_ms().as_deref()).or_else(|| {
                let until =
                    is_http_date(header?.trim_ascii()).then(|| result.retry_after_date())??;
                Some(u32::try_from(until.max(0)).unwrap_or(u32::MAX))
            });
            Ok(reply(status.unwrap_or_default(), body, wait, cut))
        }
    }
}

fn write(value: &dyn ToJson) -> Vec<u8> {
    let mut json = Vec::with_capacity(512);
    value.write(&mut json);
    json
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{ask, redact};

    const SESSION: &[u8] = include_bytes!("../../../tests/fixtures/unexpanded.json");

    fn asked(question: &Value, body: &[u8]) -> Value {
        let answer = ask(question.to_string().as_bytes(), body.to_vec());
        serde_json::from_slice(&answer).unwrap_or_default()
    }

    /// A question about a reauth with a deadline of five seconds.
    fn question(more: &Value) -> Value {
        let mut question = json!({
            "options": {
                "apiKey": "fsk_test_1", "baseURL": "https://api.withflex.com/", "timeout": 1000,
                "deadline": 5000, "maxRetries": 2, "maxRetryDelay": 60000, "maxResponseBytes": 1_000_000,
                "headers": ["X-A", "1"], "strict": false, "expand": [],
            },
            "call": { "action": "reauth", "id": "fcs 1", "key": "key", "observed": false, "start": 10 },
            "now": 10, "random": 0,
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            question[name] = value.clone();
        }
        question
    }

    #[test]
    fn returns_the_requests_of_a_client() {
        let mut question = question(&json!({}));
        question["call"].take();
        question.as_object_mut().expect("an object").remove("call");
        let templates = asked(&question, b"");
        let reauth = &templates["reauth"];
        assert_eq!(reauth["request"]["url"], "https://api.withflex.com/v1/checkout/sessions/");
        assert_eq!(
            (&reauth["after"], &reauth["keyHeader"]),
            (&json!("/reauth"), &json!("idempotency-key"))
        );
        let headers = &reauth["request"]["headers"];
        assert_eq!(
            headers,
            &json!({ "accept": "application/json", "x-a": "1", "authorization": "Bearer fsk_test_1" })
        );
        assert_eq!(templates["retrieve"]["request"]["method"], "GET");
        assert_eq!(templates["retrieve"].get("keyHeader"), None);
    }

    #[test]
    fn returns_the_request_of_an_unusual_id() {
        let step = asked(&question(&json!({})), b"");
        let (send, state) = (&step["send"], &step["state"]);
        assert_eq!(send["url"], "https://api.withflex.com/v1/checkout/sessions/fcs%201/reauth");
        assert_eq!((&send["timeout"], &state["attempts"]), (&json!(1000), &json!(1)));
    }

    #[test]
    fn keeps_the_error_of_a_cut_2xx_over_a_later_failure() {
        let cut = json!({ "result": { "status": 200, "failure": "timeout" } });
        let step = asked(&question(&cut), &SESSION[..100]);
        assert_eq!(step["wait"], 0);
        // The wait took too long.
        let late = json!({ "state": step["state"], "now": 6000 });
        let failed = &asked(&question(&late), b"")["failed"];
        assert_eq!([&failed["kind"], &failed["outcome"]], ["timeout", "applied"]);
        // The read failed.
        let read = json!({ "state": step["state"], "now": 20 });
        let step = asked(&question(&read), b"");
        assert_eq!(step["send"]["method"], "GET");
        let refused = json!({ "state": step["state"], "result": { "status": 404 }, "now": 30 });
        let failed = &asked(&question(&refused), b"{}")["failed"];
        assert_eq!((&failed["status"], &failed["attempts"]), (&json!(200), &json!(2)));
    }

    #[test]
    fn finds_holds_and_drift_in_a_body() {
        let findings = asked(&json!({}), SESSION);
        assert!(findings["holds"].is_array());
        assert_eq!(ask(b"{}", b"not JSON".to_vec()), b"");
    }

    #[test]
    fn waits_until_an_http_date() {
        let wait = |header: &str, until: i64| {
            let result = json!({ "status": 429, "retryAfter": header, "retryAfterDate": until });
            asked(&question(&json!({ "result": result, "random": 0 })), b"")["wait"].clone()
        };
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT", 3000), 3000);
        assert_eq!(wait("Sun, 06 Nov 1994 08:49:37 GMT", -1), 0);
        assert_eq!(wait("tomorrow", 3000), 0);
        assert_eq!(wait("2", 3000), 2000);
    }

    #[test]
    fn refuses_a_reauth_without_a_key() {
        let mut question = question(&json!({}));
        question["call"].as_object_mut().expect("an object").remove("key");
        let failed = &asked(&question, b"")["failed"];
        assert_eq!([&failed["kind"], &failed["outcome"]], ["configuration", "not_sent"]);
        assert_eq!(redact(b"fsk_test_1", b"a fsk_test_1".to_vec()), b"a [redacted]");
    }
}
