//! What a call sends.

use crate::scripted::{Scripted, reply, run};
#[cfg(not(target_arch = "wasm32"))]
use flex_checkout::rules;
use flex_checkout::{ApiKey, Call, Config, Error, ErrorKind, FlexClient, Header, Outcome};
#[cfg(not(target_arch = "wasm32"))]
use proptest::prelude::*;
use serde_json::Value;

const SESSION: &str = include_str!("../fixtures/unexpanded.json");
const INPUTS: &str = include_str!("../fixtures/inputs.json");

fn config() -> Config {
    Config::new(ApiKey::new("fsk_test_1").expect("the key is fine"))
}

#[track_caller]
fn url(config: Config, id: &str, call: &Call) -> String {
    let world = Scripted::new([reply(200, SESSION)]);
    run(FlexClient::with_platform(config, &world).reauth_with(id, call)).expect("a session");
    let requests = world.requests.borrow();
    requests[0].url().to_owned()
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
        ("2e", "2e"),
        ("a..", "a.."),
        ("%2g", "%252g"),
        ("a\\b", "a%5Cb"),
        ("%2e_", "%252e_"),
    ] {
        let expected = format!("https://api.withflex.com/v1/checkout/sessions/{segment}/reauth");
        assert_eq!(url(config(), id, &Call::new()), expected);
    }
}

#[test]
fn refuses_ids_that_are_no_segment() {
    for id in [
        "",
        ".",
        "..",
        "%2e",
        "%2E",
        ".%2e",
        "%2e%2E",
        "%252e",
        "%25252e.",
        "%2%65",
        "%%32e",
        "%25%32%65%%32%45",
    ] {
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
}

#[test]
fn sends_the_key_accept_and_the_callers_headers_and_nothing_else() {
    let header = |name, value: &str| Header::new(name, value).expect("it is fine");
    let world = Scripted::new([reply(200, SESSION)]);
    let config = config().header(header("X-Shop", "a")).header(header("x-region", "eu"));
    let call = Call::new().header(header("x-shop", "b"));
    run(FlexClient::with_platform(config, &world).reauth_with("fcs_1", &call)).expect("a session");
    let requests = world.requests.borrow();
    let mut headers: Vec<(&str, &str)> = requests[0].headers().collect();
    headers.sort_unstable();
    let expected = [
        ("accept", "application/json"),
        ("authorization", "Bearer fsk_test_1"),
        ("idempotency-key", "ffffffff-ffff-4fff-bfff-ffffffffffff"),
        ("x-region", "eu"),
        ("x-shop", "b"),
    ];
    assert_eq!(headers, expected);
}

#[test]
fn sends_no_key_through_a_gateway() {
    let world = Scripted::new([reply(200, SESSION)]);
    let config = Config::gateway("http://localhost:8787/flex").expect("it is fine");
    run(FlexClient::with_platform(config, &world).reauth("fcs_1")).expect("a session");
    assert_eq!(world.sent("authorization"), [None]);
}

/// Holds a check against the table that the npm package is held against too.
#[track_caller]
fn takes_and_refuses(input: &str, check: impl Fn(&Value) -> Result<(), Error>) {
    let table: Value = serde_json::from_str(INPUTS).expect("JSON");
    let list = |which: &str| table[input][which].as_array().expect("a list").clone();
    for value in list("accepted") {
        assert_eq!(check(&value), Ok(()), "{value}");
    }
    for value in list("refused") {
        let error = check(&value).expect_err(&value.to_string());
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::NotSent));
        let secret = value.as_str().unwrap_or_default().trim();
        assert!(input != "apiKey" || secret.is_empty() || !error.message().contains(secret));
    }
}

#[test]
fn takes_and_refuses_what_the_npm_package_does() {
    let text = |value: &Value| value.as_str().expect("a string").to_owned();
    takes_and_refuses("baseURL", |url| config().base_url(&text(url)).map(drop));
    takes_and_refuses("apiKey", |key| ApiKey::new(text(key)).map(drop));
    takes_and_refuses("idempotencyKey", |key| Call::new().idempotency_key(text(key)).map(drop));
    takes_and_refuses("expand", |field| Call::new().expand(text(field)).map(drop));
    takes_and_refuses("header", |pair| Header::new(&text(&pair[0]), text(&pair[1])).map(drop));
}

#[test]
fn takes_idempotency_keys_up_to_255_characters() {
    assert!(Call::new().idempotency_key("x".repeat(255)).is_ok());
    assert!(Call::new().idempotency_key("x".repeat(256)).is_err());
}

#[test]
fn takes_a_path_for_a_gateway_only() {
    assert!(Config::gateway("/flex").is_ok());
    assert!(Config::gateway("//evil.example").is_err());
    assert!(config().base_url("/flex").is_err());
}

/// The npm package's TypeScript checks base URLs by the pattern.
#[cfg(not(target_arch = "wasm32"))]
fn agrees_with_the_pattern(url: &str) {
    let pattern = |pattern: &str| regex::Regex::new(&format!("(?i){pattern}")).expect("a pattern");
    let matches = pattern(rules::BASE_URL).is_match(url);
    assert_eq!(config().base_url(url).is_ok(), matches, "{url:?}");
    let is_path = pattern(rules::BASE_PATH).is_match(url);
    assert_eq!(Config::gateway(url).is_ok(), matches || is_path, "{url:?}");
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn takes_the_base_urls_that_the_pattern_takes() {
    let inputs: Value = serde_json::from_str(INPUTS).expect("the inputs are JSON");
    for list in ["accepted", "refused"] {
        for url in inputs["baseURL"][list].as_array().expect("a list") {
            agrees_with_the_pattern(url.as_str().expect("a string"));
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
proptest! {
    #[test]
    fn takes_any_base_url_that_the_pattern_takes(
        url in "(https?:/{1,3})?(localhost|127\\.0\\.0\\.[0-9]{1,3}|\\[::1\\]|[a-z.@\\[\\]:?#\\\\ é-]{0,8})(:[0-9x]{0,3})?(/[a-z?#\\\\ /]{0,4})?"
    ) {
        agrees_with_the_pattern(&url);
    }
}
