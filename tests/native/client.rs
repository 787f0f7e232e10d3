//! Calls of the client and their outcomes.

use std::time::Duration;

use crate::scripted::{Scripted, asks_to_wait, cut, fails, reply, run};
use flex_checkout::models::Cents;
use flex_checkout::{
    ApiKey, Call, Config, Error, ErrorKind, Event, FailureKind, FlexClient, Outcome, RetryAction,
};

const SESSION: &str = include_str!("../fixtures/unexpanded.json");
const ID: &str = "fcs_01kbjcmbt5mhsmaggfqc1a4rns";
const KEY: &str = "fsk_test_4242";

fn config() -> Config {
    Config::new(ApiKey::new(KEY).expect("the key is fine"))
}

fn reauth(platform: &Scripted, config: Config) -> Result<flex_checkout::Answer, Error> {
    run(FlexClient::with_platform(config, platform).reauth(ID))
}

#[test]
fn returns_a_typed_session_and_its_response() {
    let platform = Scripted::new([reply(200, SESSION)]);
    let answer = reauth(&platform, config()).expect("a session");
    assert_eq!(answer.session().checkout_session_id, ID);
    assert_eq!((answer.status(), answer.attempts(), answer.recovered()), (200, 1, false));
    assert_eq!(answer.idempotency_key(), Some("ffffffff-ffff-4fff-bfff-ffffffffffff"));
    assert_eq!(answer.body(), SESSION.as_bytes());
    assert_eq!(answer.holds().len(), 1);
}

#[test]
fn keeps_the_callers_idempotency_key() {
    let platform = Scripted::new([reply(503, ""), reply(200, SESSION)]);
    let client = FlexClient::with_platform(config(), &platform);
    let call = Call::new().idempotency_key("order-1042").expect("it is fine");
    let answer = run(client.reauth_with(ID, &call)).expect("a session");
    assert_eq!(answer.idempotency_key(), Some("order-1042"));
    assert_eq!(
        platform.sent("idempotency-key"),
        [Some("order-1042".into()), Some("order-1042".into())]
    );
}

#[test]
fn sends_one_key_on_every_attempt_and_returns_it_on_the_error() {
    let platform = Scripted::new([fails(FailureKind::Connection), reply(500, ""), reply(429, "")]);
    let error = reauth(&platform, config()).expect_err("all attempts fail");
    let keys = platform.sent("idempotency-key");
    assert_eq!(keys.len(), 3);
    assert!(keys.iter().all(|key| key.as_deref() == error.idempotency_key()), "{keys:?}");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimit, 3));
}

#[test]
fn sends_no_key_with_a_retrieve_and_mentions_no_hold() {
    let platform = Scripted::new([reply(404, "{}")]);
    let error = run(FlexClient::with_platform(config(), &platform).retrieve(ID)).expect_err("404");
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::NotFound, Outcome::None));
    assert_eq!(error.idempotency_key(), None);
    assert_eq!(platform.sent("idempotency-key"), [None]);
    assert_eq!(platform.methods(), ["GET"]);
}

#[test]
fn retries_transient_failures_only() {
    for status in [408, 425, 429, 500, 502, 503, 504] {
        let platform = Scripted::new([reply(status, ""), reply(200, SESSION)]);
        assert_eq!(reauth(&platform, config()).expect("the second one").attempts(), 2, "{status}");
        assert_eq!(platform.methods(), ["POST", "POST"]);
    }
    for status in [0, 301, 302, 307, 400, 401, 402, 403, 404, 409, 410, 422, 451, 501, 505, 599] {
        let platform = Scripted::new([reply(status, "")]);
        assert_eq!(reauth(&platform, config()).expect_err("final").attempts(), 1, "{status}");
    }
    let failures =
        [(FailureKind::Aborted, 1), (FailureKind::AbortedBefore, 0), (FailureKind::NotSent, 0)];
    for (kind, attempts) in failures {
        let platform = Scripted::new([fails(kind)]);
        assert_eq!(
            reauth(&platform, config()).expect_err("final").attempts(),
            attempts,
            "{kind:?}"
        );
    }
}

#[test]
fn reads_the_session_after_a_truncated_2xx() {
    let platform = Scripted::new([cut(SESSION), reply(200, SESSION)]);
    let answer = reauth(&platform, config()).expect("a session");
    assert!(answer.recovered());
    assert_eq!(platform.methods(), ["POST", "GET"]);
    assert_eq!(platform.sent("idempotency-key")[1], None);
    assert_eq!(answer.idempotency_key(), platform.sent("idempotency-key")[0].as_deref());
    assert_eq!(
        platform.requests.borrow()[1].url(),
        format!("{}/v1/checkout/sessions/{ID}", Config::FLEX)
    );
}

#[test]
fn never_posts_again_after_a_2xx() {
    for failing in [cut(SESSION), reply(500, ""), fails(FailureKind::Connection)] {
        let platform = Scripted::new([cut(SESSION), failing.clone(), failing]);
        let error = reauth(&platform, config()).expect_err("no answer arrives whole");
        assert_eq!(platform.methods(), ["POST", "GET", "GET"]);
        // The error is the first response's, not the read's.
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connection, Outcome::Applied));
        assert_eq!(error.status(), Some(200));
        assert!(error.message().starts_with("The response was 200, but its body"), "{error}");
        assert_eq!(error.body().as_deref(), Some(&SESSION[..SESSION.len() / 2]));
    }
}

#[test]
fn keeps_unknown_when_a_later_attempt_is_rejected() {
    let platform = Scripted::new([fails(FailureKind::Connection), reply(404, "{}")]);
    let error = reauth(&platform, config()).expect_err("404");
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::NotFound, Outcome::Unknown));
    assert!(error.message().contains("A hold may have been placed"), "{error}");
}

#[test]
fn maps_every_response_to_an_outcome() {
    for (status, kind, outcome) in [
        (0, ErrorKind::Redirect, Outcome::Unknown),
        (307, ErrorKind::Redirect, Outcome::Unknown),
        (400, ErrorKind::InvalidRequest, Outcome::Rejected),
        (401, ErrorKind::Authentication, Outcome::Rejected),
        (403, ErrorKind::Permission, Outcome::Rejected),
        (404, ErrorKind::NotFound, Outcome::Rejected),
        (408, ErrorKind::InvalidRequest, Outcome::Unknown),
        (409, ErrorKind::Conflict, Outcome::Rejected),
        (422, ErrorKind::InvalidRequest, Outcome::Rejected),
        (429, ErrorKind::RateLimit, Outcome::Rejected),
        (500, ErrorKind::Server, Outcome::Unknown),
    ] {
        let platform = Scripted::new([reply(status, "")]);
        let error = reauth(&platform, config().max_retries(0)).expect_err("no 2xx");
        assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{status}");
    }
    for body in ["", "null", "[]", "<html>", "{}"] {
        let platform = Scripted::new([reply(200, body)]);
        let error = reauth(&platform, config()).expect_err("no session");
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::Applied));
        assert_eq!(error.body().as_deref(), Some(body));
    }
}

#[test]
fn waits_for_retry_after() {
    let platform = Scripted::new([asks_to_wait(429, 20), reply(200, SESSION)]);
    reauth(&platform, config()).expect("a session");
    assert_eq!(*platform.waits.borrow(), [Duration::from_secs(20)]);
}

#[test]
fn gives_up_if_retry_after_exceeds_the_limit() {
    let platform = Scripted::new([asks_to_wait(429, 61)]);
    let error = reauth(&platform, config()).expect_err("too long a wait");
    assert_eq!((error.retry_after(), error.attempts()), (Some(Duration::from_secs(61)), 1));
    assert!(platform.waits.borrow().is_empty());
}

#[test]
fn ends_within_the_deadline() {
    let ms = Duration::from_millis;
    let takes = ms(1_000_000);
    let platform = Scripted { takes, ..Scripted::new([]) };
    let error =
        reauth(&platform, config().timeout(ms(40)).deadline(ms(100))).expect_err("too long");
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::Unknown));
    // The script's random source picks the longest wait, which exceeds the deadline.
    assert_eq!(error.attempts(), 1);

    let platform = Scripted { takes, ..Scripted::new([]) };
    let error = reauth(&platform, config().timeout(ms(1_000)).deadline(ms(100))).expect_err("cut");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(platform.requests.borrow()[0].timeout(), ms(100));
}

#[test]
fn returns_the_last_error_when_the_deadline_forbids_a_retry() {
    let platform = Scripted::new([asks_to_wait(503, 5)]);
    let deadline = Duration::from_secs(5);
    let error = reauth(&platform, config().deadline(deadline)).expect_err("no time to wait");
    assert_eq!((error.kind(), error.retry_after()), (ErrorKind::Server, Some(deadline)));
}

#[test]
fn keeps_the_gravest_outcome_when_aborted_during_a_wait() {
    let platform = Scripted { aborts_in_wait: true, ..Scripted::new([reply(500, "")]) };
    let error = reauth(&platform, config()).expect_err("aborted");
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Aborted, Outcome::Unknown));

    let platform = Scripted { aborts_in_wait: true, ..Scripted::new([cut(SESSION)]) };
    let error = reauth(&platform, config()).expect_err("aborted");
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Aborted, Outcome::Applied));
    assert_eq!(error.body().as_deref(), Some(&SESSION[..SESSION.len() / 2]));
}

#[test]
fn returns_an_error_for_drift_only_when_strict() {
    let body = SESSION.replace("\"amount_total\": 12999", "\"amount_total\": \"129.99\"");
    let platform = Scripted::new([reply(200, &body)]);
    let answer = reauth(&platform, config()).expect("the session");
    let drift = "checkout_session.amount_total: expected integer, found string";
    assert_eq!(answer.drift().map(ToString::to_string).as_deref(), Some(drift));
    assert_eq!(answer.drifts().iter().map(ToString::to_string).collect::<Vec<_>>(), [drift]);
    assert_eq!(answer.holds().len(), 1);
    let session = answer.session();
    assert_eq!((session.checkout_session_id.as_str(), session.amount_total), (ID, None));

    let platform = Scripted::new([reply(200, &body)]);
    let error = reauth(&platform, config().strict(true)).expect_err("strict");
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::Applied));
    assert_eq!(error.path(), Some("checkout_session.amount_total"));
    assert_eq!(error.body().as_deref(), Some(&*body));
}

#[test]
fn reads_flexs_error_body() {
    let body = r#"{"detail":[{"loc":[],"msg":"checkout_session_expired: Too late","type":"checkout_session_expired"}]}"#;
    let platform = Scripted::new([reply(400, body)]);
    let error = reauth(&platform, config()).expect_err("400");
    assert_eq!(error.code(), Some("checkout_session_expired"));
    assert_eq!(
        error.to_string(),
        "The response was 400: checkout_session_expired: Too late. No hold was placed."
    );
}

#[test]
fn redacts_the_api_key_everywhere() {
    let echo = format!(r#"{{"error":{{"code":"{KEY}","message":"bad key {KEY}"}}}}"#);
    let platform = Scripted::new([reply(401, &echo)]);
    let config = config();
    let debug = format!("{config:?}");
    let error = reauth(&platform, config).expect_err("401");
    let request = format!("{:?}", platform.requests.borrow()[0]);
    assert_eq!(platform.sent("authorization"), [Some(format!("Bearer {KEY}"))]);
    for shown in [
        debug,
        request,
        format!("{error} {error:?}"),
        error.body().unwrap_or_default().into_owned(),
        error.code().unwrap_or_default().to_owned(),
        format!("{:?}", platform.events.borrow()),
    ] {
        assert!(!shown.contains("4242"), "{shown}");
    }
    assert!(error.message().contains("[redacted]"), "{error}");
}

#[test]
fn redacts_the_key_before_truncating_a_message() {
    for padding in 480..=500 {
        let echo = format!(r#"{{"message":"{}{KEY}"}}"#, ".".repeat(padding));
        let platform = Scripted::new([reply(400, &echo)]);
        let error = reauth(&platform, config()).expect_err("400");
        assert!(!error.message().contains("fsk_"), "{error}");
    }
}

#[test]
fn types_every_whole_number_without_drift() {
    for (number, value) in [
        ("9007199254740991", 9_007_199_254_740_991),
        ("90071992547409910e-1", 9_007_199_254_740_991),
        ("1000000000000000000000000e-22", 100),
        ("-0", 0),
    ] {
        let body =
            SESSION.replace(r#""amount_total": 12999"#, &format!(r#""amount_total": {number}"#));
        assert_ne!(body, SESSION);
        let answer = reauth(&Scripted::new([reply(200, &body)]), config()).expect("a session");
        assert_eq!((answer.drift(), answer.drifts()), (None, Vec::new()));
        assert_eq!(answer.session().amount_total, Some(Cents(value)), "{number}");
    }
}

#[test]
fn reports_events_in_order() {
    let platform = Scripted::new([cut(SESSION), reply(200, SESSION)]);
    reauth(&platform, config()).expect("a session");
    let events = platform.events.borrow();
    let [
        Event::Start(_),
        Event::Attempt(first),
        Event::Response(answer),
        Event::Retry(retry),
        Event::Attempt(second),
        Event::Response(_),
        Event::End(end),
    ] = events.as_slice()
    else {
        panic!("{events:?}");
    };
    assert_eq!((first.method, second.method), ("POST", "GET"));
    assert_eq!(
        (answer.status, retry.reason, retry.action),
        (200, ErrorKind::Connection, RetryAction::Read)
    );
    assert_eq!((end.outcome, end.kind, end.attempts), (Outcome::Applied, None, 2));
}

#[test]
fn claims_nothing_about_earlier_calls_with_the_callers_key() {
    let platform = Scripted::new([reply(429, "")]);
    let client = FlexClient::with_platform(config().max_retries(0), &platform);
    let call = Call::new().idempotency_key("the-key-of-an-earlier-call").expect("it is fine");
    let error = run(client.reauth_with(ID, &call)).expect_err("429");
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert!(error.message().contains("call again with the same key only"), "{error}");
    assert!(!error.message().contains("No hold was placed"), "{error}");
}

#[test]
fn sends_nothing_more_when_a_wait_outlasts_the_deadline() {
    let oversleeps = Duration::from_secs(10);
    let platform = Scripted { oversleeps, ..Scripted::new([reply(503, "")]) };
    let error = reauth(&platform, config().deadline(Duration::from_secs(5))).expect_err("503");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 1));
    assert_eq!(platform.methods(), ["POST"]);
}

#[test]
fn relays_the_gateways_kind_and_outcome() {
    let gateway = || Config::gateway("https://shop.example/flex").expect("an address");
    let answer = |kind: &str, outcome: &str| {
        format!(
            r#"{{"error":{{"code":"c","message":"m.","kind":"{kind}","outcome":"{outcome}"}}}}"#
        )
    };
    for (status, kind, outcome, expected) in [
        (504, "timeout", "unknown", (ErrorKind::Timeout, Outcome::Unknown)),
        (502, "connection", "applied", (ErrorKind::Connection, Outcome::Applied)),
        (500, "server", "rejected", (ErrorKind::Server, Outcome::Rejected)),
        (500, "configuration", "not_sent", (ErrorKind::Configuration, Outcome::NotSent)),
        // Unknown words are not our gateway's, so the status alone decides.
        (502, "connected", "applied", (ErrorKind::Server, Outcome::Unknown)),
        (400, "timeout", "no", (ErrorKind::InvalidRequest, Outcome::Rejected)),
    ] {
        let body = answer(kind, outcome);
        let platform = Scripted::new([reply(status, &body)]);
        let error = reauth(&platform, gateway().max_retries(0)).expect_err("a refusal");
        assert_eq!((error.kind(), error.outcome()), expected, "{body}");
        assert_eq!((error.code(), error.attempts()), (Some("c"), 1));
    }
    // Flex's own bodies do not set the outcome.
    let platform = Scripted::new([reply(500, &answer("server", "rejected"))]);
    let error = reauth(&platform, config().max_retries(0)).expect_err("a failure");
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[test]
fn reads_the_session_when_a_gateway_reports_applied() {
    let body = r#"{"error":{"kind":"connection","outcome":"applied"}}"#;
    let platform = Scripted::new([reply(502, body), reply(200, SESSION)]);
    let config = Config::gateway("https://shop.example/flex").expect("an address");
    let answer = reauth(&platform, config).expect("the session");
    assert!(answer.recovered());
    assert_eq!(platform.methods(), ["POST", "GET"]);
}
