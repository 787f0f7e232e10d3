//! What an error says, word for word.

use crate::scripted::{Scripted, fails, reply, run};
use flex_checkout::{ApiKey, Config, Error, ErrorKind, Failure, FailureKind, FlexClient, Reply};

const SESSION: &str = include_str!("../fixtures/unexpanded.json");

/// What the text says of the hold at its end.
const NO: &str = " No hold was placed.";
const PERHAPS: &str = " A hold may have been placed: read the session with retrieve and compare its payment \
                       intent, or repeat the call with this error's idempotency key, before any call with a \
                       new one.";
const YES: &str = " By its status the hold was placed: do not call reauth again, read the session with \
                   retrieve and store its payment intent.";

fn config() -> Config {
    Config::new(ApiKey::new("fsk_test_1").expect("the key is fine")).max_retries(0)
}

fn error(step: Result<Reply, Failure>, config: Config) -> Error {
    let world = Scripted::new([step]);
    run(FlexClient::with_platform(config, &world).reauth("fcs_1")).expect_err("no session")
}

#[track_caller]
fn says(error: &Error, before: &str, outcome: &str) {
    assert_eq!(error.to_string(), format!("{before}{outcome}"));
}

#[test]
fn says_of_a_refusal_what_can_be_done_about_it() {
    const REDIRECTS: &str = "Redirects are not followed, because the API key goes to one origin only: check `base_url`.";
    for (status, before, outcome) in [
        (0, &*format!("The answer was a redirect. {REDIRECTS}"), PERHAPS),
        (302, &format!("The answer was 302. {REDIRECTS}"), PERHAPS),
        (400, "The answer was 400.", NO),
        (401, "The answer was 401. Check the API key.", NO),
        (403, "The answer was 403. Check what the API key may do.", NO),
        (
            404,
            "The answer was 404. Check the session's id, and that the key is of the same mode, test or live.",
            NO,
        ),
        (409, "The answer was 409.", NO),
        (503, "The answer was 503.", PERHAPS),
    ] {
        says(&error(reply(status, ""), config()), before, outcome);
    }
}

#[test]
fn asks_nothing_of_a_gateways_caller_that_only_its_owner_can_do() {
    for (status, before, outcome) in [
        (0, "The answer was a redirect.", PERHAPS),
        (401, "The answer was 401.", NO),
        (403, "The answer was 403.", NO),
        (404, "The answer was 404.", NO),
    ] {
        let gateway = Config::gateway("/flex").expect("a path is fine").max_retries(0);
        says(&error(reply(status, ""), gateway), before, outcome);
    }
}

/// Why nothing came, or not the whole of it, and what a call says of each.
const FAILURES: [(FailureKind, &str); 6] = [
    (FailureKind::NotSent, "The request could not be made"),
    (FailureKind::AbortedBefore, "The call was aborted before its next request was sent"),
    (FailureKind::Aborted, "The call was aborted"),
    (FailureKind::Timeout, "The time for it ran out"),
    (FailureKind::Connection, "The connection failed"),
    (FailureKind::TooLarge, "It is larger than `max_response_bytes`"),
];

#[test]
fn says_why_no_answer_came() {
    for (kind, why) in FAILURES {
        let outcome = if matches!(kind, FailureKind::NotSent | FailureKind::AbortedBefore) {
            ""
        } else {
            PERHAPS
        };
        says(&error(fails(kind), config()), &format!("{why}: socket hang up."), outcome);
    }
}

#[test]
fn says_why_an_answer_did_not_arrive_whole() {
    let kinds = [
        ErrorKind::Connection,
        ErrorKind::Aborted,
        ErrorKind::Aborted,
        ErrorKind::Timeout,
        ErrorKind::Connection,
        ErrorKind::Decode,
    ];
    for ((failure, why), kind) in FAILURES.into_iter().zip(kinds) {
        let reply = Reply::new(201, &SESSION[..100]).with_cut(Failure::new(failure, None));
        let error = error(Ok(reply), config());
        let before = format!("The answer was 201, but its body did not arrive whole: {why}.");
        says(&error, &before, YES);
        assert_eq!(error.kind(), kind, "{failure:?}");
    }
}

#[test]
fn says_what_is_wrong_with_a_body_that_holds_no_session() {
    let deep =
        format!("{{\"checkout_session\":{{{}", "\"invoice\":{\"payment_intent\":{".repeat(64));
    for (body, path, why) in [
        (&b""[..], None, "is empty"),
        (b"{\"a\":1,}", None, "is not JSON at byte 7"),
        (b"{\"a", None, "is cut off at byte 3"),
        (deep.as_bytes(), None, "nests deeper than 128 levels at byte 1858"),
        (b"{\"a\":\"\xff\"}", None, "is not UTF-8 at byte 6"),
        (b"[]", Some("the top"), "holds no session: expected object at the top, found array"),
        (
            b"{\"checkout_session\":{\"checkout_session_id\":7}}",
            Some("checkout_session.checkout_session_id"),
            "holds no session: expected string at checkout_session.checkout_session_id, found number",
        ),
    ] {
        let error = error(Ok(Reply::new(200, body)), config());
        says(&error, &format!("The answer was 200, but the body {why}."), YES);
        assert_eq!(error.path(), path);
    }
}

#[test]
fn says_where_a_session_drifts_when_strict() {
    let body = SESSION.replace("\"amount_total\": 12999", "\"amount_total\": \"129.99\"");
    let before = "The answer was 200, but checkout_session.amount_total is not what its model says: \
                  expected integer, found string.";
    says(&error(reply(200, &body), config().strict(true)), before, YES);
}

#[test]
fn shows_of_a_request_its_method_and_url_and_no_header() {
    let world = Scripted::new([reply(503, "")]);
    run(FlexClient::with_platform(config(), &world).reauth("fcs_1")).expect_err("503");
    let url = "https://api.withflex.com/v1/checkout/sessions/fcs_1/reauth";
    let request = format!("{:?}", world.requests.borrow()[0]);
    assert_eq!(request, format!("Request {{ method: Post, url: \"{url}\", .. }}"));
}
