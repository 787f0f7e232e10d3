//! Requests, recovery and parameters of every call.

use crate::scripted::{Scripted, reply, run};
use flex_checkout::models::{Allocation, Cents, Expandable, PaymentIntent, format_cents, id_of};
use flex_checkout::{
    ApiKey, Call, CaptureLineItem, CaptureParams, Config, Error, ErrorKind, FlexClient, Outcome,
    Page, Reply,
};
use serde_json::Value;

const SESSION: &str = include_str!("../fixtures/unexpanded.json");
const INTENT: &str = r#"{"payment_intent": {"payment_intent_id": "id_1", "status": "canceled"}}"#;
const INTENTS: &str =
    r#"{"payment_intents": [{"payment_intent_id": "fpi_1"}, {"payment_intent_id": "fpi_2"}]}"#;
const ALLOCATIONS: &str =
    r#"{"allocations": [{"payment_method_id": "fpm_1", "last4": "4242", "amount": 5}]}"#;

fn config() -> Config {
    Config::new(ApiKey::new("fsk_test_1").expect("the key is fine"))
}

/// The names of the calls, in the order of [`call`].
const CALLS: [&str; 8] = [
    "reauth",
    "retrieve",
    "capture",
    "preview_capture",
    "cancel",
    "list_payment_intents",
    "retrieve_payment_intent",
    "cancel_payment_intent",
];

fn call(name: &str, platform: &Scripted, params: &CaptureParams) -> Result<(), Error> {
    let flex = FlexClient::with_platform(config(), platform);
    let call = Call::new().expand("customer")?;
    let page = Page::new(50).starting_after("fpi 9");
    match name {
        "reauth" => run(flex.reauth_with("id_1", &call)).map(drop),
        "retrieve" => run(flex.retrieve_with("id_1", &call)).map(drop),
        "capture" => run(flex.capture_with("id_1", params, &call)).map(drop),
        "preview_capture" => run(flex.preview_capture_with("id_1", params, &call)).map(drop),
        "cancel" => run(flex.cancel_with("id_1", &call)).map(drop),
        "list_payment_intents" => {
            run(flex.list_payment_intents_with("id_1", &page, &call)).map(drop)
        }
        "retrieve_payment_intent" => {
            run(flex.retrieve_payment_intent_with("id_1", &call)).map(drop)
        }
        _ => run(flex.cancel_payment_intent_with("id_1", &call)).map(drop),
    }
}

fn body(name: &str) -> &'static str {
    match name {
        "preview_capture" => ALLOCATIONS,
        "list_payment_intents" => INTENTS,
        "retrieve_payment_intent" | "cancel_payment_intent" => INTENT,
        _ => SESSION,
    }
}

fn params() -> CaptureParams {
    let mut line = CaptureLineItem::default();
    line.product = "fprod_1".into();
    line.amount_to_capture = Cents(4_500);
    let mut params = CaptureParams::default();
    params.line_items = Some(vec![line]);
    params.final_capture = Some(false);
    params.capture_metadata = Some("any".into());
    params
}

#[test]
fn sends_the_documented_request_of_each_call() {
    const PARAMS: &str = r#"{"checkout_session":{"final_capture":false,"line_items":[{"product":"fprod_1","amount_to_capture":4500}],"capture_metadata":"any"}}"#;
    let expected = [
        ("POST", "/checkout/sessions/id_1/reauth?expand_customer=true", true, None),
        ("GET", "/checkout/sessions/id_1?expand_customer=true", false, None),
        ("POST", "/checkout/sessions/id_1/capture?expand_customer=true", true, Some(PARAMS)),
        (
            "POST",
            "/checkout/sessions/id_1/capture_allocation?expand_customer=true",
            false,
            Some(PARAMS),
        ),
        ("POST", "/checkout/sessions/id_1/cancel?expand_customer=true", true, None),
        (
            "GET",
            "/payment_intents?checkout_session=id_1&limit=50&starting_after=fpi%209&expand_customer=true",
            false,
            None,
        ),
        ("GET", "/payment_intents/id_1?expand_customer=true", false, None),
        ("POST", "/payment_intents/id_1/cancel?expand_customer=true", true, None),
    ];
    for (name, (method, path, has_key, json)) in CALLS.into_iter().zip(expected) {
        let platform = Scripted::new([reply(200, body(name))]);
        call(name, &platform, &params()).expect(name);
        let requests = platform.requests.borrow();
        let [request] = requests.as_slice() else { panic!("{name}: {requests:?}") };
        assert_eq!(request.method().as_str(), method, "{name}");
        assert_eq!(request.url(), format!("https://api.withflex.com/v1{path}"), "{name}");
        assert_eq!(request.body(), json, "{name}");
        let sent = |header| platform.sent(header)[0].clone();
        assert_eq!(sent("idempotency-key").is_some(), has_key, "{name}");
        assert_eq!(sent("content-type").as_deref(), json.map(|_| "application/json"), "{name}");
    }
}

#[test]
fn sends_no_body_without_parameters() {
    let platform = Scripted::new([reply(200, SESSION)]);
    call("capture", &platform, &CaptureParams::default()).expect("a session");
    assert_eq!(platform.requests.borrow()[0].body(), None);
}

#[test]
fn never_repeats_a_call_that_took_effect() {
    let reads = [Some("GET"), None, Some("GET"), None, Some("GET"), None, None, Some("GET")];
    for (name, read) in CALLS.into_iter().zip(reads) {
        let whole = body(name);
        let cut = Reply::new(200, &whole[..20]);
        let platform = Scripted::new([Ok(cut), reply(200, whole)]);
        call(name, &platform, &params()).expect(name);
        let methods = platform.methods();
        assert_eq!(methods[1], read.unwrap_or(methods[0]), "{name}: {methods:?}");
        let requests = platform.requests.borrow();
        if read.is_some() {
            let (path, _) = requests[0].url().rsplit_once('/').expect("a path");
            assert_eq!(requests[1].url(), format!("{path}?expand_customer=true"), "{name}");
            assert_eq!(requests[1].body(), None, "{name}");
        } else {
            assert_eq!(requests[1].url(), requests[0].url(), "{name}");
            assert_eq!(requests[1].body(), requests[0].body(), "{name}");
        }
    }
}

#[test]
fn reports_the_outcome_of_each_call() {
    for name in CALLS {
        for (status, outcome) in
            [(400, Outcome::Rejected), (501, Outcome::Unknown), (200, Outcome::Applied)]
        {
            let platform = Scripted::new([reply(status, "{}")]);
            let error = call(name, &platform, &params()).expect_err(name);
            let reads = ["retrieve", "preview", "list"].iter().any(|verb| name.starts_with(verb));
            let expected = if reads { Outcome::None } else { outcome };
            assert_eq!(error.outcome(), expected, "{name}: {error}");
            assert_eq!(error.idempotency_key().is_some(), !reads, "{name}");
        }
    }
}

#[test]
fn names_the_location_of_a_wrong_amount() {
    let mut wrong = params();
    for line in wrong.line_items.iter_mut().flatten() {
        line.amount_to_capture = Cents(-1);
    }
    for name in ["capture", "preview_capture"] {
        let platform = Scripted::new([]);
        let error = call(name, &platform, &wrong).expect_err(name);
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert_eq!(error.path(), Some("line_items[0].amount_to_capture"));
        assert!(
            error.message().starts_with(
                "line_items[0].amount_to_capture must be a whole number of cents, 0 or more; got number."
            ),
            "{error}"
        );
        assert!(platform.requests.borrow().is_empty());
    }
}

#[test]
fn returns_typed_objects() {
    let platform =
        Scripted::new([reply(200, INTENTS), reply(200, ALLOCATIONS), reply(200, INTENT)]);
    let flex = FlexClient::with_platform(config(), &platform);
    let intents: Vec<PaymentIntent> =
        run(flex.list_payment_intents("fcs_1", &Page::default())).expect("intents").data();
    assert_eq!(intents[1].payment_intent_id, "fpi_2");
    let parts: Vec<Allocation> =
        run(flex.preview_capture("fcs_1", &params())).expect("allocations").data();
    assert_eq!(parts[0].amount, Some(Cents(5)));
    let answer = run(flex.retrieve_payment_intent("ID_1")).expect("an intent");
    assert_eq!(
        (answer.data().payment_intent_id.as_str(), answer.json()["status"].as_str()),
        ("id_1", Some("canceled"))
    );
    assert_eq!(answer.drift().map(|drift| drift.path.as_str()), Some("payment_intent.amount"));
}

#[test]
fn formats_amounts_and_reads_ids_as_the_package_does() {
    let inputs: Value =
        serde_json::from_str(include_str!("../fixtures/inputs.json")).expect("JSON");
    for row in inputs["formatCents"].as_array().expect("rows") {
        let cents = Cents(row[0].as_i64().expect("cents"));
        assert_eq!(format_cents(cents), row[1].as_str().expect("a string"));
    }
    for row in inputs["idOf"].as_array().expect("rows") {
        let field: Option<Expandable<PaymentIntent>> =
            serde_json::from_value(row[0].clone()).expect("a payment intent");
        assert_eq!(id_of(field.as_ref()), row[1].as_str(), "{row}");
    }
}
