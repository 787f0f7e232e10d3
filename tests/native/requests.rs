//! What a call sends.

use crate::scripted::{Scripted, reply, run};
use flex_checkout::{ApiKey, Call, Config, ErrorKind, FlexClient, Header, Outcome};

const SESSION: &str = include_str!("../fixtures/unexpanded.json");

fn config() -> Config {
    Config::new(ApiKey::new("fsk_test_1").expect("the key is fine"))
}

#[track_caller]
fn url(config: Config, id: &str, call: &Call) -> String {
    let world = Scripted::new([reply(200, SESSION)]);
    run(FlexClient::with_platform(config, &world).reauth_with(id, call)).expect("a session");
    let requests = world.requests.borrow();
    requests[0].url.clone()
}

#[test]
fn puts_the_id_into_one_segment_whatever_it_holds() {
    for (id, segment) in [
        ("fcs_01HW5KTQQAAQ66WV19MFW4DTT4", "fcs_01HW5KTQQAAQ66WV19MFW4DTT4"),
        ("a/b", "a%2Fb"),
        ("../../v1/refunds", "..%2F..%2Fv1%2Frefunds"),
        ("a?b#c", "a%3Fb%23c"),
        ("a b\n", "a%20b%0A"),
        ("a%2fb", "a%252fb"),
        ("é", "%C3%A9"),
        ("...", "..."),
        ("a\\b", "a%5Cb"),
    ] {
        let expected = format!("https://api.withflex.com/v1/checkout/sessions/{segment}/reauth");
        assert_eq!(url(config(), id, &Call::new()), expected);
    }
}

#[test]
fn refuses_ids_that_are_no_segment() {
    for id in ["", ".", "..", "%2e", "%2E", ".%2e", "%2e%2E", "%252e", "%25252e."] {
        let world = Scripted::new([]);
        let error = run(FlexClient::with_platform(config(), &world).reauth(id)).expect_err(id);
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::NotSent));
        assert!(error.message().contains("fcs_"), "{error}");
        assert!(world.requests.borrow().is_empty(), "{id}");
    }
}

#[test]
fn keeps_the_path_of_the_base_url() {
    let gateway = Config::gateway("https://shop.example/flex/").expect("it is fine");
    assert_eq!(
        url(gateway, "fcs_1", &Call::new()),
        "https://shop.example/flex/v1/checkout/sessions/fcs_1/reauth"
    );
    let page = Config::gateway("/flex").expect("it is fine");
    assert_eq!(url(page, "fcs_1", &Call::new()), "/flex/v1/checkout/sessions/fcs_1/reauth");
}

#[test]
fn asks_for_related_objects_by_the_parameters_that_flex_documents() {
    let call = Call::new().expand("customer").and_then(|call| call.expand("payment_intent"));
    assert_eq!(
        url(config(), "fcs_1", &call.expect("they are fields")),
        "https://api.withflex.com/v1/checkout/sessions/fcs_1/reauth\
         ?expand_customer=true&expand_payment_intent=true"
    );
    for field in ["", "Customer", "a&b=c", "a b"] {
        assert!(Call::new().expand(field).is_err(), "{field}");
    }
}

#[test]
fn sends_the_key_accept_and_the_callers_headers_and_nothing_else() {
    let header = |name, value: &str| Header::new(name, value).expect("it is fine");
    let world = Scripted::new([reply(200, SESSION)]);
    let config = config().header(header("X-Shop", "a")).header(header("x-region", "eu"));
    let call = Call::new().header(header("x-shop", "b"));
    run(FlexClient::with_platform(config, &world).reauth_with("fcs_1", &call)).expect("a session");
    let mut headers = world.requests.borrow()[0].headers.clone();
    headers.sort();
    let expected = [
        ("accept", "application/json"),
        ("authorization", "Bearer fsk_test_1"),
        ("idempotency-key", "ffffffff-ffff-4fff-bfff-ffffffffffff"),
        ("x-region", "eu"),
        ("x-shop", "b"),
    ];
    assert_eq!(headers, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
}

#[test]
fn sends_no_key_through_a_gateway() {
    let world = Scripted::new([reply(200, SESSION)]);
    let config = Config::gateway("http://localhost:8787/flex").expect("it is fine");
    run(FlexClient::with_platform(config, &world).reauth("fcs_1")).expect("a session");
    assert_eq!(world.sent("authorization"), [None]);
}

#[test]
fn refuses_keys_that_no_header_may_hold() {
    for key in ["", "fsk_test_1\n", "fsk test", "fsk_test_é", "\u{7f}"] {
        let error = ApiKey::new(key).expect_err(key);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(key.is_empty() || !error.message().contains(key.trim()), "{error}");
    }
    for key in [String::new(), "a b".into(), "x".repeat(256), "é".into(), "a\n".into()] {
        assert!(Call::new().idempotency_key(key.clone()).is_err(), "{key}");
    }
    assert!(Call::new().idempotency_key("x".repeat(255)).is_ok());
}
