//! Requests of a call.

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
    let platform = Scripted::new([reply(200, SESSION)]);
    run(FlexClient::with_platform(config, &platform).reauth_with(id, call)).expect("a session");
    let requests = platform.requests.borrow();
    requests[0].url().to_owned()
}

#[test]
fn keeps_an_id_in_one_path_segment() {
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
fn rejects_ids_that_are_not_a_path_segment() {
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
        let platform = Scripted::new([]);
        let error = run(FlexClient::with_platform(config(), &platform).reauth(id)).expect_err(id);
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::NotSent));
        assert!(error.message().contains("fcs_"), "{error}");
        assert!(platform.requests.borrow().is_empty(), "{id}");
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
fn sends_the_documented_expand_parameters() {
    let call = Call::new().expand("customer").and_then(|call| call.expand("payment_intent"));
    assert_eq!(
        url(config(), "fcs_1", &call.expect("they are fields")),
        "https://api.withflex.com/v1/checkout/sessions/fcs_1/reauth\
         ?expand_customer=true&expand_payment_intent=true"
    );
}

#[test]
fn sends_only_the_key_accept_and_the_callers_headers() {
    let header = |name, value: &str| Header::new(name, value).expect("it is fine");
    let platform = Scripted::new([reply(200, SESSION)]);
    let config = config().header(header("X-Shop", "a")).header(header("x-region", "eu"));
    let call = Call::new().header(header("x-shop", "b"));
    run(FlexClient::with_platform(config, &platform).reauth_with("fcs_1", &call))
        .expect("a session");
    let requests = platform.requests.borrow();
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
    let platform = Scripted::new([reply(200, SESSION)]);
    let config = Config::gateway("http://localhost:8787/flex").expect("it is fine");
    run(FlexClient::with_platform(config, &platform).reauth("fcs_1")).expect("a session");
    assert_eq!(platform.sent("authorization"), [None]);
}

/// Checks inputs against the table that the npm package is checked against too.
#[track_caller]
fn accepts_and_rejects(input: &str, check: impl Fn(&Value) -> Result<(), Error>) {
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
fn accepts_and_rejects_the_same_options_as_the_npm_package() {
    let string = |value: &Value| value.as_str().expect("a string").to_owned();
    accepts_and_rejects("baseURL", |url| config().base_url(&string(url)).map(drop));
    accepts_and_rejects("apiKey", |key| ApiKey::new(string(key)).map(drop));
    accepts_and_rejects("idempotencyKey", |key| Call::new().idempotency_key(string(key)).map(drop));
    accepts_and_rejects("expand", |field| Call::new().expand(string(field)).map(drop));
    accepts_and_rejects("header", |pair| {
        Header::new(&string(&pair[0]), string(&pair[1])).map(drop)
    });
}

#[test]
fn accepts_idempotency_keys_of_up_to_255_characters() {
    assert!(Call::new().idempotency_key("x".repeat(255)).is_ok());
    assert!(Call::new().idempotency_key("x".repeat(256)).is_err());
}

#[test]
fn accepts_a_path_only_as_a_gateway() {
    assert!(Config::gateway("/flex").is_ok());
    assert!(Config::gateway("//evil.example").is_err());
    assert!(config().base_url("/flex").is_err());
}

/// The npm package's TypeScript checks base URLs by this pattern.
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
fn accepts_the_same_base_urls_as_the_pattern() {
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
    fn accepts_any_base_url_that_the_pattern_matches(
        url in "(https?:/{1,3})?(localhost|127\\.0\\.0\\.[0-9]{1,3}|\\[::1\\]|[a-z.@\\[\\]:?#\\\\ é-]{0,8})(:[0-9x]{0,3})?(/[a-z?#\\\\ /]{0,4})?"
    ) {
        agrees_with_the_pattern(&url);
    }
}
