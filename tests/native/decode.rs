//! The session, holds and drift found in a body.

use flex_checkout::internal::{Envelope, NoSession, NotJson, check};
use flex_checkout::models::{Cents, PaymentIntentStatus};
use flex_checkout::{Hold, HoldCart};
use serde_json::{Value, json};

const DOCUMENTED: &str = include_str!("../fixtures/reauth-response.documented.json");
const UNEXPANDED: &str = include_str!("../fixtures/unexpanded.json");

fn parse(json: &str) -> Value {
    serde_json::from_str(json).expect("the fixture is JSON")
}

/// Changes the documented response at a JSON pointer, and checks the drift.
#[track_caller]
fn test(pointer: &str, value: Value, expected: &str) {
    let mut envelope = parse(DOCUMENTED);
    *envelope.pointer_mut(&format!("/checkout_session{pointer}")).expect(pointer) = value;
    drift(&envelope, expected);
}

/// Removes a field from the documented response, and checks the drift.
#[track_caller]
fn test_without(pointer: &str, field: &str, expected: &str) {
    let mut envelope = parse(DOCUMENTED);
    let object = envelope.pointer_mut(&format!("/checkout_session{pointer}")).expect(pointer);
    object.as_object_mut().expect(pointer).remove(field).expect(field);
    drift(&envelope, expected);
}

#[track_caller]
fn drift(envelope: &Value, expected: &str) {
    let checked = check(envelope.to_string().as_bytes()).expect("there is a session");
    assert_eq!(checked.drift.map(|drift| drift.to_string()).as_deref().unwrap_or("none"), expected);
}

#[test]
fn finds_no_drift_in_any_fixture() {
    for fixture in [
        DOCUMENTED,
        UNEXPANDED,
        include_str!("../fixtures/split-cart.json"),
        include_str!("../fixtures/nulls.json"),
        include_str!("../fixtures/unknown.json"),
    ] {
        assert_eq!(check(fixture.as_bytes()).expect("there is a session").drift, None);
    }
}

#[test]
fn reports_the_exact_path() {
    test(
        "/tax_rate/amount",
        json!("8.5"),
        "checkout_session.tax_rate.amount: expected integer, found string",
    );
    test(
        "/tax_rate/amount",
        json!(8.5),
        "checkout_session.tax_rate.amount: expected integer, found number",
    );
    test(
        "/amount_total",
        Value::Null,
        "checkout_session.amount_total: expected integer, found null",
    );
    test("/test_mode", json!("true"), "checkout_session.test_mode: expected boolean, found string");
    test("/status", json!(1), "checkout_session.status: expected string, found number");
    test("/captures", json!({}), "checkout_session.captures: expected array, found object");
    test("/captures/0", Value::Null, "checkout_session.captures[0]: expected object, found null");
    test(
        "/total_details",
        json!([]),
        "checkout_session.total_details: expected object, found array",
    );
    test(
        "/customer",
        json!(7),
        "checkout_session.customer: expected string or object, found number",
    );
    test(
        "/customer/email",
        json!(false),
        "checkout_session.customer.email: expected string, found boolean",
    );
    test(
        "/captures/0/items/0/price/product/name",
        json!([]),
        "checkout_session.captures[0].items[0].price.product.name: expected string, found array",
    );
    test(
        "/subscription/latest_invoice/payment_intent/transfer_data/destination",
        json!({}),
        "checkout_session.subscription.latest_invoice.payment_intent.transfer_data.destination: \
         expected string, found object",
    );
}

#[test]
fn counts_array_elements_from_zero() {
    let mut envelope = parse(DOCUMENTED);
    let capture = envelope["checkout_session"]["captures"][0].clone();
    let mut captures = vec![capture; 12];
    captures[7]["amount_captured"] = json!("12");
    captures[9]["amount_captured"] = json!("12");
    envelope["checkout_session"]["captures"] = Value::Array(captures);
    drift(
        &envelope,
        "checkout_session.captures[7].amount_captured: expected integer, found string",
    );
}

#[test]
fn reports_a_missing_field_at_the_end_of_its_object() {
    test_without("", "success_url", "checkout_session.success_url: expected string, found absent");
    test_without(
        "/captures/0/items/0/price",
        "product",
        "checkout_session.captures[0].items[0].price.product: expected string or object, found absent",
    );
    test_without(
        "/payment_intent",
        "payment_intent_id",
        "checkout_session.payment_intent.payment_intent_id: expected string, found absent",
    );
    // A drift in a later field is reported before the missing one, which is reported at the end.
    let mut envelope = parse(UNEXPANDED);
    envelope["checkout_session"].as_object_mut().unwrap().remove("allow_promotion_codes");
    envelope["checkout_session"]["total_details"]["amount_tax"] = json!("1");
    drift(&envelope, "checkout_session.total_details.amount_tax: expected integer, found string");
}

#[test]
fn accepts_an_empty_object_only_at_the_recursion_limit() {
    test("/subscription/latest_invoice", json!({}), "none");
    test(
        "/payment_intent",
        json!({}),
        "checkout_session.payment_intent.payment_intent_id: expected string, found absent",
    );
}

#[test]
fn accepts_values_that_do_not_drift() {
    test("/metadata", json!([1, {"x": null}]), "none");
    test("/customer", json!("fcus_1"), "none");
    test("/customer", Value::Null, "none");
    test("/visit_type", json!("something new"), "none");
    for notation in ["123.0", "1.23e2", "-0", "12300e-2"] {
        let body = DOCUMENTED.replacen(
            "\"amount_total\": 123",
            &format!("\"amount_total\": {notation}"),
            1,
        );
        assert_eq!(check(body.as_bytes()).expect(notation).drift, None, "{notation}");
    }
    let with_mark = format!("\u{feff}{DOCUMENTED}");
    assert_eq!(check(with_mark.as_bytes()).expect("a mark is no fault").drift, None);
}

#[test]
fn reads_escaped_names_and_values() {
    let body = UNEXPANDED
        .replace("\"payment_intent\"", r#""\u0070ayment\u005fintent""#)
        .replace("fpi_01kbjcp0q8c6m1y4v3x2w1z0ab", r"fpi_\u00e9\ud83d\ude00\n\/");
    let checked = check(body.as_bytes()).expect("there is a session");
    assert_eq!(checked.drift, None);
    assert_eq!(checked.holds[0].payment_intent_id, "fpi_é😀\n/");

    let escapes = r#"\b\f\n\r\t\"\\\/\u0041\ud800"#;
    let body = UNEXPANDED.replace("fpi_01kbjcp0q8c6m1y4v3x2w1z0ab", escapes);
    let checked = check(body.as_bytes()).expect("there is a session");
    assert_eq!(checked.holds[0].payment_intent_id, "\u{8}\u{c}\n\r\t\"\\/A\u{fffd}");
}

#[track_caller]
fn holds(envelope: &Value) -> Vec<(String, HoldCart)> {
    let checked = check(envelope.to_string().as_bytes()).expect("there is a session");
    checked.holds.into_iter().map(|hold| (hold.payment_intent_id, hold.cart)).collect()
}

#[test]
fn lists_holds_in_order_and_each_id_once() {
    let mut envelope = parse(DOCUMENTED);
    assert_eq!(holds(&envelope), [("<string>".into(), HoldCart::Session)]);
    let session = &mut envelope["checkout_session"];
    session["split_cart"]["non_eligible_cart"]["payment_intent"] = json!("fpi_3");
    session["split_cart"]["eligible_cart"]["payment_intent"]["payment_intent_id"] = json!("fpi_2");
    session["subscription"]["latest_invoice"]["payment_intent"] = json!("fpi_4");
    session["payment_intent"] = json!("fpi_1");
    assert_eq!(
        holds(&envelope),
        [
            ("fpi_1".into(), HoldCart::Session),
            ("fpi_2".into(), HoldCart::Eligible),
            ("fpi_3".into(), HoldCart::NonEligible),
            ("fpi_4".into(), HoldCart::Invoice),
        ]
    );
    // The session's own intent is not listed twice when the invoice names it too.
    envelope["checkout_session"]["subscription"]["latest_invoice"]["payment_intent"] =
        json!("fpi_1");
    assert_eq!(holds(&envelope).len(), 3);
}

#[test]
fn lists_the_hold_of_the_sessions_own_invoice() {
    let mut envelope = parse(DOCUMENTED);
    let invoice = envelope["checkout_session"]["subscription"]["latest_invoice"].clone();
    let session = envelope["checkout_session"].as_object_mut().expect("an object");
    session.insert("invoice".into(), invoice);
    session["invoice"]["payment_intent"] = json!("fpi_5");
    session["subscription"]["latest_invoice"]["payment_intent"] = json!("fpi_6");
    assert_eq!(
        holds(&envelope)[1..],
        [("fpi_5".into(), HoldCart::Invoice), ("fpi_6".into(), HoldCart::Invoice)]
    );
}

#[test]
fn describes_each_hold() {
    let split = check(include_str!("../fixtures/split-cart.json").as_bytes()).expect("a session");
    let [eligible, rest]: [Hold; 2] = split.holds.try_into().expect("two holds");
    assert_eq!(eligible.status, Some(PaymentIntentStatus::RequiresCapture));
    assert_eq!(eligible.amount, Some(Cents(8999)));
    assert_eq!(eligible.amount_capturable, Some(Cents(8999)));
    assert_eq!(eligible.created_at.as_deref(), Some("2024-04-23T14:14:16.029253Z"));
    assert_eq!((rest.status, rest.amount, rest.created_at), (None, None, None));
}

#[test]
fn finds_the_holds_of_a_drifting_session() {
    let mut envelope = parse(UNEXPANDED);
    envelope["checkout_session"]["allow_promotion_codes"] = json!("yes");
    let checked = check(envelope.to_string().as_bytes()).expect("there is a session");
    assert!(checked.drift.is_some());
    assert_eq!(checked.holds.len(), 1);
}

#[test]
fn lets_the_last_duplicate_win_as_javascript_does() {
    let with = |before: &str, after: &str| UNEXPANDED.replacen(before, after, 1);
    let body =
        with(r#""captures""#, r#""payment_intent": {"payment_intent_id": "fpi_old"}, "captures""#);
    let checked = check(body.as_bytes()).expect("there is a session");
    assert_eq!(checked.holds[0].payment_intent_id, "fpi_01kbjcp0q8c6m1y4v3x2w1z0ab");

    let intent = r#"{"payment_intent_id": "fpi_1", "amount": 7, "status": "canceled",
        "created_at": "then", "amount_capturable": 7, "amount": 8, "status": 7, "created_at": null,
        "amount_capturable": 7.5}"#;
    let body = with(r#""fpi_01kbjcp0q8c6m1y4v3x2w1z0ab""#, intent);
    let checked = check(body.as_bytes()).expect("there is a session");
    let [hold] = &checked.holds[..] else { panic!("{checked:?}") };
    assert_eq!((hold.amount, hold.amount_capturable), (Some(Cents(8)), None));
    assert_eq!((&hold.status, &hold.created_at), (&None, &None));

    let twice = r#"{"payment_intent_id": "fpi_1", "payment_intent_id": null}"#;
    let body = with(r#""fpi_01kbjcp0q8c6m1y4v3x2w1z0ab""#, twice);
    assert_eq!(check(body.as_bytes()).expect("there is a session").holds, []);

    let body = with(r#""refunds""#, r#""checkout_session_id": 7, "refunds""#);
    assert!(matches!(check(body.as_bytes()), Err(NoSession::NotThere { .. })));
}

#[test]
fn drops_a_hold_that_a_later_duplicate_replaces() {
    let old = r#"{"payment_intent_id": "fpi_old", "status": "canceled", "amount": 1, "created_at": "then"}"#;
    let cart = format!(r#"{{"payment_intent": {old}}}"#);
    let carts = format!(r#"{{"eligible_cart": {cart}, "non_eligible_cart": {cart}}}"#);
    let latest = format!(r#"{{"latest_invoice": {cart}}}"#);
    for (field, value, new, left) in [
        ("payment_intent", old, r#""fpi_new""#, &["fpi_new"][..]),
        ("payment_intent", old, "null", &[]),
        ("split_cart", &carts, r#"{"eligible_cart": {"payment_intent": "fpi_new"}}"#, &["fpi_new"]),
        ("split_cart", &carts, "null", &[]),
        ("invoice", &cart, r#"{"payment_intent": "fpi_new"}"#, &["fpi_new"]),
        ("invoice", &cart, "{}", &[]),
        (
            "subscription",
            &latest,
            r#"{"latest_invoice": {"payment_intent": "fpi_new"}}"#,
            &["fpi_new"],
        ),
        ("subscription", &latest, r#""fsub_1""#, &[]),
    ] {
        let body = format!(
            r#"{{"checkout_session": {{"checkout_session_id": "fcs_1", "{field}": {value}, "{field}": {new}}}}}"#
        );
        let found = check(body.as_bytes()).expect("there is a session").holds;
        let ids: Vec<&str> = found.iter().map(|hold| &*hold.payment_intent_id).collect();
        assert_eq!(ids, left, "{body}");
        for hold in found {
            assert_eq!((hold.status, hold.amount, hold.created_at), (None, None, None), "{body}");
        }
    }
}

#[test]
fn reports_an_integer_that_javascript_cannot_represent() {
    for number in ["9007199254740992", "99999999999999999999"] {
        let body = UNEXPANDED.replacen(
            r#""amount_total": 12999"#,
            &format!(r#""amount_total": {number}"#),
            1,
        );
        let drift = check(body.as_bytes()).expect("there is a session").drift.map(|it| it.path);
        assert_eq!(drift.as_deref(), Some("checkout_session.amount_total"), "{number}");
    }
}

#[track_caller]
fn no_session(body: &[u8], expected: NoSession) {
    assert_eq!(check(body), Err(expected), "{}", String::from_utf8_lossy(body));
}

#[test]
fn rejects_a_body_without_a_session() {
    let there = |path, expected, found| NoSession::NotThere {
        envelope: Envelope::Session,
        path,
        expected,
        found,
    };
    for (body, found) in [
        ("null", "null"),
        ("[]", "array"),
        ("7", "number"),
        ("\"x\"", "string"),
        ("true", "boolean"),
        (" false ", "boolean"),
    ] {
        no_session(body.as_bytes(), there("the top", "object", found));
    }
    for (body, found) in [
        ("{}", "absent"),
        (r#"{"session":{}}"#, "absent"),
        (r#"{"checkout_session":null}"#, "null"),
        (r#"{"checkout_session":[]}"#, "array"),
        (r#"{"checkout_session":"fcs_1"}"#, "string"),
    ] {
        no_session(body.as_bytes(), there("checkout_session", "object", found));
    }
    for (body, found) in [
        (r#"{"checkout_session":{}}"#, "absent"),
        (r#"{"checkout_session":{"checkout_session_id":null}}"#, "null"),
        (r#"{"checkout_session":{"checkout_session_id":7}}"#, "number"),
    ] {
        no_session(body.as_bytes(), there("checkout_session.checkout_session_id", "string", found));
    }
}

#[test]
fn distinguishes_a_truncated_body_from_invalid_json() {
    let not_json = |offset, fault| NoSession::NotJson { offset, fault };
    no_session(b"", not_json(0, NotJson::Empty));
    no_session(b"<html>", not_json(0, NotJson::Byte));
    no_session(b"{\"a\":1,}", not_json(7, NotJson::Byte));
    no_session(b"{}}", not_json(2, NotJson::Byte));
    no_session(b"{\"a\":01}", not_json(6, NotJson::Byte));
    no_session(b"{\"a\":\"\x01\"}", not_json(6, NotJson::Byte));
    no_session(b"{\"a\":\"\xff\"}", not_json(6, NotJson::Utf8));
    no_session(b"{\"a\":\"\xe2\x82", not_json(6, NotJson::Cut));
    no_session(br#"{"a":"\"#, not_json(7, NotJson::Cut));
    no_session(br#"{"a":"\u00e"#, not_json(11, NotJson::Cut));
    no_session(br#"{"a":"\x"}"#, not_json(7, NotJson::Byte));
    no_session(br#"{"a":"\u00g0"}"#, not_json(10, NotJson::Byte));
    for end in 1..DOCUMENTED.trim_end().len() {
        let Err(error) = check(&DOCUMENTED.as_bytes()[..end]) else {
            panic!("{end} bytes of {} are no session", DOCUMENTED.len());
        };
        assert!(error.is_cut(), "{end}: {error:?}");
    }
}

#[test]
fn skips_values_of_any_depth() {
    for depth in [127, 300_000] {
        let metadata = "[".repeat(depth) + &"]".repeat(depth);
        let body = UNEXPANDED.replacen(
            "\"captures\"",
            &format!("\"metadata\": {metadata}, \"captures\""),
            1,
        );
        assert!(check(body.as_bytes()).is_ok());
    }
}

#[test]
fn limits_the_depth_of_known_objects() {
    let nested = |pairs: usize| {
        let invoices = "\"invoice\":{\"payment_intent\":{".repeat(pairs) + &"}}".repeat(pairs);
        UNEXPANDED.replacen("\"captures\"", &format!("{invoices}, \"captures\""), 1)
    };
    // The envelope and the session are two levels.
    assert!(check(nested(63).as_bytes()).is_ok());
    for pairs in [64, 150_000] {
        let error = check(nested(pairs).as_bytes()).unwrap_err();
        assert!(matches!(error, NoSession::NotJson { fault: NotJson::Depth, .. }), "{error:?}");
    }
}
