//! The client's decisions, as pure functions. TypeScript does the I/O and keeps the state, because `fetch`,
//! timers and signals are its objects: an async function here that awaited them made the module more than
//! twice as large, and a call twice as slow.
//!
//! [`ask`] takes a question as JSON with a body, and returns the answer as JSON; the structs are in
//! [`crossings`]. `pkg/src/wasm/core.ts` calls it.

mod crossings;

#[cfg(not(target_arch = "wasm32"))]
pub use crossings::interfaces;

use flex_checkout::internal::{
    self, Action, CheckedOptions, Envelope, Inspected, Moment, Run, Target, Wait, platform_until,
    reply,
};
use flex_checkout::{Call, Config, Failure, Reply};

use crate::json::ToJson;
use crossings::{CallFacts, Findings, Next, Options, Question, ResultFacts, Step};

/// Answers a question.
// The sandbox's module has no client.
#[cfg_attr(not(feature = "sandbox"), wasm_bindgen::prelude::wasm_bindgen)]
#[must_use]
pub fn ask(question: &[u8], mut body: Vec<u8>) -> Vec<u8> {
    let question = Question(question);
    if let Some(secret) = question.secret() {
        internal::redact_bytes(&secret, &mut body);
        return body;
    }
    let Some(options) = question.options() else {
        let envelope = question.action().endpoint().returns;
        return inspect(&body, envelope, question.id().as_deref());
    };
    let (config, call_options) = checked(options);
    let Some(call) = question.call() else {
        return write(&internal::template(&config, question.action()));
    };
    let observed = call.observed();
    let Some(mut run) = run(config, call_options, question.action(), call) else {
        return write(&Step {
            next: Next::Failed(internal::no_random_source()),
            events: Vec::new(),
            state: None,
        });
    };
    match (question.state(), question.result()) {
        (Some(state), _) => run.resume(state.state()),
        (None, Some(_)) => run.sent_first(),
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

/// Returns the holds and the drift of a body.
fn inspect(body: &[u8], envelope: Envelope, id: Option<&str>) -> Vec<u8> {
    let Ok(Inspected { holds, drift }) = internal::inspect(body, envelope, id) else {
        return Vec::new();
    };
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

/// Begins a call; `None` if it has an effect and no idempotency key.
fn run(config: Config, options: Call, action: Action, call: CallFacts<'_>) -> Option<Run> {
    let key = call.key();
    if action.endpoint().effect.is_some() && key.is_none() {
        return None;
    }
    let target = Target { action, id: call.id(), params: call.params(), query: call.query() };
    Some(Run::new(config, target, options, key, call.start()))
}

/// Makes a response or a failure of a request's result.
fn result(result: ResultFacts<'_>, body: Vec<u8>) -> Result<Reply, Failure> {
    let failure = result.failure().map(|kind| Failure::new(kind, result.reason()));
    match (result.status(), failure) {
        (None, Some(failure)) => Err(failure),
        (status, cut) => {
            let until = |date: &str| platform_until(date, result.retry_after_date()?);
            let wait = Wait::read(
                result.retry_after().as_deref(),
                result.retry_after_ms().as_deref(),
                until,
            );
            let location = result.location();
            Ok(reply(status.unwrap_or_default(), body, wait, location, cut))
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

    use super::ask;

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
            "action": "reauth",
            "call": { "id": "fcs 1", "key": "key", "query": [], "observed": false, "start": 10 },
            "now": 10, "random": 0,
        });
        for (name, value) in more.as_object().into_iter().flatten() {
            question[name] = value.clone();
        }
        question
    }

    #[test]
    fn returns_the_template_of_an_operation() {
        let template = |action: &str| {
            let mut question = question(&json!({ "action": action }));
            question.as_object_mut().expect("an object").remove("call");
            asked(&question, b"")
        };
        let reauth = template("reauth");
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
        let retrieve = template("retrieve");
        assert_eq!(retrieve["request"]["method"], "GET");
        assert_eq!((retrieve.get("keyHeader"), retrieve.get("unknown")), (None, None));
        let cancel = template("cancelPaymentIntent");
        assert_eq!(
            (&cancel["returns"], &cancel["idField"]),
            (&json!("payment_intent"), &json!("payment_intent_id"))
        );
        let advice = cancel["unknown"].as_str().unwrap_or_default();
        assert!(
            advice.starts_with("The hold may have been released: call `retrievePaymentIntent`"),
            "{advice}"
        );
    }

    #[test]
    fn sends_parameters_as_they_were_written() {
        let call = |params: Value| {
            let mut question = question(&json!({ "action": "capture" }));
            question["call"]["params"] = params.to_string().into();
            asked(&question, b"")
        };
        let send = call(json!({ "amount_tax": 5 }))["send"].clone();
        assert_eq!(send["body"], r#"{"checkout_session":{"amount_tax":5}}"#);
        assert_eq!(send["headers"]["content-type"], "application/json");
        let failed =
            call(json!({ "line_items": [{ "product": "a", "amount_to_capture": -1 }] }))["failed"]
                .clone();
        assert_eq!(
            failed["message"],
            "line_items[0].amount_to_capture must be a whole number of cents, 0 or more; got number."
        );
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
        let findings = asked(&json!({ "action": "retrieve" }), SESSION);
        assert!(findings["holds"].is_array());
        assert_eq!(ask(br#"{"action":"retrieve"}"#, b"not JSON".to_vec()), b"");
        let drift =
            |id: &str| asked(&json!({ "action": "retrieve", "id": id }), SESSION)["drift"].clone();
        assert_eq!(drift("FCS_01kbjcmbt5mhsmaggfqc1a4rns"), json!(null));
        assert_eq!(drift("fcs_1")["path"], "checkout_session.checkout_session_id");
    }

    #[test]
    fn waits_until_a_date() {
        let wait = |header: &str, until: i64| {
            let result = json!({ "status": 429, "retryAfter": header, "retryAfterDate": until });
            asked(&question(&json!({ "result": result, "random": 0 })), b"")["wait"].clone()
        };
        for date in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun,  06 Nov\t1994  08:49:37  GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
            "1994-11-06",
        ] {
            assert_eq!((wait(date, 3000), wait(date, -1)), (3000.into(), 0.into()), "{date}");
        }
        assert_eq!(wait("tomorrow", 3000), 0);
        assert_eq!(wait("2", 3000), 2000);
    }

    #[test]
    fn takes_a_year_of_two_digits_for_the_nearest() {
        // JavaScript takes 75 for 1975. In 2025 that is 2075.
        let century = 36_525 * 86_400_000_i64;
        let retry_after = |header: &str, until: i64| {
            let result = json!({ "status": 429, "retryAfter": header, "retryAfterDate": until });
            asked(&question(&json!({ "result": result })), b"")["failed"]["retryAfter"].clone()
        };
        let soon = 7_000_000;
        assert_eq!(retry_after("Sunday, 06-Nov-75 08:49:37 GMT", soon - century), soon);
        let near = Value::Null;
        assert_eq!(retry_after("Sunday, 06-Nov-94 08:49:37 GMT", soon - century / 3), near);
        assert_eq!(retry_after("Sun, 06 Nov 1975 08:49:37 GMT", soon - century), near);
    }

    #[test]
    fn refuses_a_reauth_without_a_key() {
        let mut question = question(&json!({}));
        question["call"].as_object_mut().expect("an object").remove("key");
        let failed = &asked(&question, b"")["failed"];
        assert_eq!([&failed["kind"], &failed["outcome"]], ["configuration", "not_sent"]);
    }

    #[test]
    fn redacts_a_body() {
        let question = br#"{"secret":"fsk_test_1"}"#;
        assert_eq!(ask(question, b"a fsk_test_1".to_vec()), b"a [redacted]");
    }
}
