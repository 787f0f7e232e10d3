//! The typed session, and its list of drifts.

use crate::scripted::{Scripted, reply, run};
use flex_checkout::models::{Cents, Expandable};
use flex_checkout::{Answer, ApiKey, Config, FlexClient};
use serde_json::json;

const SESSION: &str = include_str!("../fixtures/unexpanded.json");
const ID: &str = "fcs_01kbjcmbt5mhsmaggfqc1a4rns";

#[track_caller]
fn answer(body: &str) -> Answer {
    let platform = Scripted::new([reply(200, body)]);
    let config = Config::new(ApiKey::new("fsk_test_1").expect("the key is fine"));
    run(FlexClient::with_platform(config, &platform).reauth(ID)).expect("a session")
}

/// The fixture's session with parts of its JSON replaced.
#[track_caller]
fn with(changes: &[(&str, &str)]) -> Answer {
    let mut body = SESSION.to_owned();
    for (from, to) in changes {
        assert!(body.contains(from), "{from}");
        body = body.replacen(from, to, 1);
    }
    answer(&body)
}

fn drifts(answer: &Answer) -> Vec<String> {
    answer.drifts().iter().map(ToString::to_string).collect()
}

const CAPTURE: &str = r#""created_at": "2024-04-23T14:14:16Z", "items": [], "test_mode": true"#;

#[test]
fn omits_and_lists_drifts_in_reading_order() {
    let captures =
        format!(r#""captures": [{{"capture_id": "fcap_1", "amount_captured": 12.5, {CAPTURE}}}]"#);
    let answer = with(&[
        (r#""amount_total": 12999"#, r#""amount_total": "129.99""#),
        (r#""captures": []"#, &captures),
        (
            r#""total_details": {}"#,
            r#""total_details": {"amount_tax": "1", "amount_discount": 5, "amount_iias": {}}"#,
        ),
        (
            r#""fpi_01kbjcp0q8c6m1y4v3x2w1z0ab""#,
            r#"{"payment_intent_id": "fpi_1", "amount": 12999, "status": 7, "transfer_data":
                {"destination": []}, "created_at": "then", "capture_method": "manual"}"#,
        ),
        (r#""invoice": null"#, r#""invoice": 7"#),
    ]);
    assert_eq!(
        drifts(&answer),
        [
            "checkout_session.amount_total: expected integer, found string",
            "checkout_session.captures[0].amount_captured: expected integer, found number",
            "checkout_session.total_details.amount_tax: expected integer, found string",
            "checkout_session.total_details.amount_iias: expected integer, found object",
            "checkout_session.payment_intent.status: expected string, found number",
            "checkout_session.payment_intent.transfer_data.destination: expected string, found array",
            "checkout_session.payment_intent.test_mode: expected boolean, found absent",
            "checkout_session.invoice: expected string or object, found number",
        ]
    );
    assert_eq!(answer.drift(), answer.drifts().first());

    let session = answer.session();
    assert_eq!((session.amount_total, session.amount_subtotal), (None, Some(Cents(11999))));
    assert_eq!(session.invoice, None);
    let captures = session.captures.expect("a list");
    assert_eq!((&*captures[0].capture_id, captures[0].amount_captured), ("fcap_1", None));
    assert_eq!(captures[0].test_mode, Some(true));
    let details = session.total_details.expect("an object");
    assert_eq!((details.amount_tax, details.amount_discount), (None, Some(Cents(5))));
    let intent = session.payment_intent.expect("an object");
    let intent = intent.object().expect("an object");
    assert_eq!((&intent.status, intent.test_mode), (&None, None));
    assert_eq!(intent.amount, Some(Cents(12999)));
    assert_eq!(intent.transfer_data.as_ref().expect("an object").destination, None);
}

#[test]
fn omits_list_elements_that_drift() {
    let captures = format!(
        r#""captures": [7, {{"capture_id": "fcap_1", "amount_captured": 1, {CAPTURE}}}, null,
            {{"amount_captured": 2, {CAPTURE}}}, "fcap_3", [],
            {{"capture_id": "fcap_2", "amount_captured": 3, {CAPTURE}}}]"#
    );
    let answer = with(&[(r#""captures": []"#, &captures)]);
    let captures = answer.session().captures.expect("a list");
    let ids: Vec<&str> = captures.iter().map(|capture| &*capture.capture_id).collect();
    assert_eq!(ids, ["fcap_1", "fcap_2"]);
    assert_eq!(
        drifts(&answer),
        [
            "checkout_session.captures[0]: expected object, found number",
            "checkout_session.captures[2]: expected object, found null",
            "checkout_session.captures[3].capture_id: expected string, found absent",
            "checkout_session.captures[4]: expected object, found string",
            "checkout_session.captures[5]: expected object, found array",
        ]
    );
}

#[test]
fn omits_an_object_without_its_id() {
    for (intent, found) in [
        ("{", "absent"),
        (r#"{"payment_intent_id": null,"#, "null"),
        (r#"{"payment_intent_id": 7,"#, "number"),
    ] {
        let rest = r#""amount": 1, "status": "requires_capture", "created_at": "then",
            "capture_method": "manual", "test_mode": true}"#;
        let intent = [intent, rest].concat();
        let answer = with(&[(r#""fpi_01kbjcp0q8c6m1y4v3x2w1z0ab""#, &intent)]);
        assert_eq!((answer.session().payment_intent, answer.holds()), (None, &[][..]));
        let path = "checkout_session.payment_intent.payment_intent_id";
        assert_eq!(drifts(&answer), [format!("{path}: expected string, found {found}")]);
    }
}

#[test]
fn lists_at_most_100_drifts() {
    let capture = format!(r#"{{"capture_id": "fcap_1", "amount_captured": "1", {CAPTURE}}}"#);
    for (count, listed) in [(99, 99), (100, 100), (150, 100)] {
        let captures = format!(r#""captures": [{}]"#, vec![&*capture; count].join(","));
        let answer = with(&[(r#""captures": []"#, &captures)]);
        let drifts = answer.drifts();
        assert_eq!(drifts.len(), listed);
        assert_eq!(drifts[98].path, "checkout_session.captures[98].amount_captured");
        let captures = answer.session().captures.expect("a list");
        assert_eq!(captures.len(), count);
        assert!(captures.iter().all(|capture| capture.amount_captured.is_none()));
    }
}

#[test]
fn replaces_values_that_rust_cannot_represent() {
    let answer = with(&[
        (
            r#""captures""#,
            r#""metadata": {"a\ud800": "\ud83d!", "b": [1e400, -1e400]}, "captures""#,
        ),
        ("order-1042", r"order-\udc00"),
        (r#""amount_total": 12999"#, r#""amount_total": 1e400"#),
    ]);
    let metadata = json!({"a\u{fffd}": "\u{fffd}!", "b": [null, null]});
    assert_eq!(answer.json()["metadata"], metadata);
    let session = answer.session();
    assert_eq!(session.metadata, Some(metadata));
    assert_eq!(session.client_reference_id.as_deref(), Some("order-\u{fffd}"));
    assert_eq!((session.amount_total, session.amount_subtotal), (None, Some(Cents(11999))));
    assert_eq!(drifts(&answer), ["checkout_session.amount_total: expected integer, found number"]);
    assert!(String::from_utf8_lossy(answer.body()).contains(r#"{"a\ud800": "\ud83d!""#));
}

#[test]
fn reads_the_last_of_duplicate_fields() {
    let id = r#""checkout_session_id": "#;
    let answer = with(&[(id, &format!(r#"{id} "fcs_0", {id}"#))]);
    assert_eq!(answer.drifts(), []);
    assert_eq!(answer.session().checkout_session_id, "fcs_01kbjcmbt5mhsmaggfqc1a4rns");
}

#[test]
fn reads_a_session_of_the_greatest_depth() {
    // The envelope and the session are two of the 128 levels.
    let metadata = "[".repeat(126) + &"]".repeat(126);
    let answer = with(&[(r#""captures""#, &format!(r#""metadata": {metadata}, "captures""#))]);
    assert_eq!(answer.session().amount_total, Some(Cents(12999)));
}

#[test]
fn keeps_unknown_fields_in_json() {
    let answer = with(&[(r#""captures""#, r#""currency": {"code": "usd"}, "captures""#)]);
    assert_eq!(answer.json()["currency"], json!({"code": "usd"}));
    assert_eq!(answer.json()["amount_total"], 12999);
    assert_eq!(answer.drifts(), []);
    let id = "fpi_01kbjcp0q8c6m1y4v3x2w1z0ab";
    assert_eq!(answer.session().payment_intent, Some(Expandable::Id(id.into())));
}
