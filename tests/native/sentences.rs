//! The exact messages of errors.

use crate::scripted::{Scripted, fails, reply, run};
use flex_checkout::{ApiKey, Config, Error, ErrorKind, Failure, FailureKind, FlexClient, Reply};

const SESSION: &str = include_str!("../fixtures/unexpanded.json");

/// The end of a message, about the hold.
const NO: &str = " No hold was placed.";
const PERHAPS: &str = " A hold may have been placed: call `retrieve` and compare the payment intents, or repeat \
                       the call with this error's idempotency key, before any call with a new one.";
const YES: &str = " By its status the hold was placed: do not repeat the call, call `retrieve` and store \
                   the payment intents.";

const REDIRECTS: &str = "Redirects are not followed, because credentials go to one origin only: check `base_url` and \
                         the server's own redirects, such as Next's `trailingSlash`.";
const NEITHER: &str = "It is neither a redirect nor a 2xx: check caches, proxies and `base_url`.";

fn config() -> Config {
    Config::new(ApiKey::new("fsk_test_1").expect("the key is fine")).max_retries(0)
}

fn error(step: Result<Reply, Failure>, config: Config) -> Error {
    let platform = Scripted::new([step]);
    run(FlexClient::with_platform(config, &platform).reauth("fcs_1")).expect_err("no session")
}

#[track_caller]
fn assert_message(error: &Error, before: &str, outcome: &str) {
    assert_eq!(error.to_string(), format!("{before}{outcome}"));
}

#[test]
fn explains_every_rejection() {
    for (status, before, outcome) in [
        (0, &*format!("The response was a redirect. {REDIRECTS}"), PERHAPS),
        (302, &format!("The response was 302. {REDIRECTS}"), PERHAPS),
        (304, &format!("The response was 304. {NEITHER}"), PERHAPS),
        (400, "The response was 400.", NO),
        (401, "The response was 401. Check the API key.", NO),
        (403, "The response was 403. Check what the API key may do.", NO),
        (
            404,
            "The response was 404. Check the id, and that the key is of the same mode, test or live.",
            NO,
        ),
        (409, "The response was 409.", NO),
        (503, "The response was 503.", PERHAPS),
    ] {
        assert_message(&error(reply(status, ""), config()), before, outcome);
    }
}

#[test]
fn names_only_the_path_of_a_redirects_target() {
    for (location, path) in [
        (
            "/api/flex/v1/checkout/sessions/fcs_1/reauth/",
            "/api/flex/v1/checkout/sessions/fcs_1/reauth/",
        ),
        ("https://user:secret@shop.example:8443/a/b/?token=secret#secret", "/a/b/"),
        ("//user:secret@shop.example/a?secret", "/a"),
        ("https:\\\\user:secret@shop.example\\a", "/a"),
        ("\\\\user:secret@shop.example/a", "/a"),
        ("ht\ttps://user:secret@shop.example/a b", "/ab"),
        ("https:user:secret@shop.example/a", "/a"),
        ("https://user:secret@shop.example", "/"),
        ("https://user:secret@shop.example?secret", "/"),
        ("mailto:secret@shop.example", "/"),
        ("../a:b/c", "../a:b/c"),
        ("sessions/", "sessions/"),
        ("/fsk_test_1/a", "/[redacted]/a"),
        ("/a/%20é\u{1b}[0m\r\n", "/a/%20[0m"),
    ] {
        let reply = Reply::new(308, "").with_location(Some(location.to_owned()));
        let before = format!("The response was 308 to {path}. {REDIRECTS}");
        let error = error(Ok(reply), config());
        assert_message(&error, &before, PERHAPS);
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    let long = format!("/{}", "x".repeat(200));
    for location in ["", "?secret", "#secret", "\u{e9}", &long] {
        let reply = Reply::new(302, "").with_location(Some(location.to_owned()));
        assert_message(
            &error(Ok(reply), config()),
            &format!("The response was 302. {REDIRECTS}"),
            PERHAPS,
        );
    }
    // No other status has a target.
    for status in [201, 404, 503] {
        let reply = Reply::new(status, "").with_location(Some("/a".to_owned()));
        assert!(!error(Ok(reply), config()).to_string().contains("/a"), "{status}");
    }
}

#[test]
fn calls_no_other_3xx_a_redirect() {
    for status in 300..400 {
        let kind = error(reply(status, ""), config()).kind();
        let is_redirect = matches!(status, 301 | 302 | 303 | 307 | 308);
        let expected = if is_redirect { ErrorKind::Redirect } else { ErrorKind::InvalidRequest };
        assert_eq!(kind, expected, "{status}");
    }
}

#[test]
fn gives_a_gateways_caller_no_advice_for_its_owner() {
    for (status, before, outcome) in [
        (0, &*format!("The response was a redirect. {REDIRECTS}"), PERHAPS),
        (308, &format!("The response was 308. {REDIRECTS}"), PERHAPS),
        (304, &format!("The response was 304. {NEITHER}"), PERHAPS),
        (401, "The response was 401.", NO),
        (403, "The response was 403.", NO),
        (404, "The response was 404.", NO),
    ] {
        let gateway = Config::gateway("/flex").expect("a path is fine").max_retries(0);
        assert_message(&error(reply(status, ""), gateway), before, outcome);
    }
}

/// The reasons for a missing or incomplete response, and their messages.
const FAILURES: [(FailureKind, &str); 6] = [
    (FailureKind::NotSent, "The request could not be sent"),
    (FailureKind::AbortedBefore, "The call was aborted before its next request"),
    (FailureKind::Aborted, "The call was aborted"),
    (FailureKind::Timeout, "The request timed out"),
    (FailureKind::Connection, "The connection failed"),
    (FailureKind::TooLarge, "The body is larger than `max_response_bytes`"),
];

#[test]
fn explains_why_no_response_arrived() {
    for (kind, why) in FAILURES {
        let outcome = if matches!(kind, FailureKind::NotSent | FailureKind::AbortedBefore) {
            ""
        } else {
            PERHAPS
        };
        assert_message(&error(fails(kind), config()), &format!("{why}: socket hang up."), outcome);
    }
}

#[test]
fn explains_why_a_response_is_incomplete() {
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
        let before = format!("The response was 201, but its body is incomplete. {why}.");
        assert_message(&error, &before, YES);
        assert_eq!(error.kind(), kind, "{failure:?}");
    }
}

#[test]
fn explains_why_a_body_has_no_session() {
    let deep =
        format!("{{\"checkout_session\":{{{}", "\"invoice\":{\"payment_intent\":{".repeat(64));
    for (body, path, why) in [
        (&b""[..], None, "is empty"),
        (b"{\"a\":1,}", None, "is not JSON at byte 7"),
        (b"{\"a", None, "is cut off at byte 3"),
        (deep.as_bytes(), None, "nests deeper than 128 levels at byte 1858"),
        (b"{\"a\":\"\xff\"}", None, "is not UTF-8 at byte 6"),
        (b"[]", Some("the top"), "contains no session: expected object at the top, found array"),
        (
            b"{\"checkout_session\":{\"checkout_session_id\":7}}",
            Some("checkout_session.checkout_session_id"),
            "contains no session: expected string at checkout_session.checkout_session_id, found number",
        ),
    ] {
        let error = error(Ok(Reply::new(200, body)), config());
        assert_message(&error, &format!("The response was 200, but its body {why}."), YES);
        assert_eq!(error.path(), path);
    }
}

#[test]
fn names_the_drift_when_strict() {
    let body = SESSION.replace("\"amount_total\": 12999", "\"amount_total\": \"129.99\"");
    let before = "The response was 200, but checkout_session.amount_total: \
                  expected integer, found string.";
    let platform = Scripted::new([reply(200, &body)]);
    let flex = FlexClient::with_platform(config().strict(true), &platform);
    assert_message(
        &run(flex.reauth("fcs_01kbjcmbt5mhsmaggfqc1a4rns")).expect_err("drift"),
        before,
        YES,
    );
}

#[test]
fn shows_only_the_method_and_url_of_a_request() {
    let platform = Scripted::new([reply(503, "")]);
    run(FlexClient::with_platform(config(), &platform).reauth("fcs_1")).expect_err("503");
    let url = "https://api.withflex.com/v1/checkout/sessions/fcs_1/reauth";
    let request = format!("{:?}", platform.requests.borrow()[0]);
    assert_eq!(request, format!("Request {{ method: Post, url: \"{url}\", .. }}"));
}
