//! The fields of a session that a gateway returns.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics is a test that fails"
)]

use std::collections::BTreeMap;
use std::ptr::from_ref;

use flex_checkout::CheckoutSession;
use flex_checkout::internal::{Envelope, check};
use flex_checkout::models::{Allocation, PaymentIntent};
use flex_checkout::schema::{Exposure, Model, Object, Shape};
use flex_checkout_npm::gateway::{Expose, contains_only, withhold, withhold_from};
use serde_json::Value;

const DOCUMENTED: &str = include_str!("../../../tests/fixtures/reauth-response.documented.json");
/// The paths of the public fields, for review. `UPDATE=1` rewrites the file.
const PUBLIC: &str = include_str!("../../../tests/fixtures/public-fields.txt");

#[track_caller]
fn public(body: &str, expose: &[&str]) -> String {
    let expose = Expose::new(expose.iter().copied()).expect("paths");
    let public = withhold(body.as_bytes(), &expose).expect("an object");
    String::from_utf8(public).expect("text")
}

#[track_caller]
fn public_list(body: &str, envelope: Envelope, expose: &[&str]) -> String {
    let expose = Expose::new(expose.iter().copied()).expect("paths");
    let public = withhold_from(body.as_bytes(), envelope, &expose).expect("an object");
    String::from_utf8(public).expect("text")
}

/// Returns the object in a field, or in a list.
fn inner(shape: Shape) -> Option<&'static Object> {
    match shape {
        Shape::Object(to) | Shape::Expandable(to) => Some((to.object)()),
        Shape::List(element) => inner(*element),
        _ => None,
    }
}

/// Returns every object that a session or a list can contain, once.
fn objects() -> BTreeMap<*const Object, &'static Object> {
    fn visit(shape: Shape, found: &mut BTreeMap<*const Object, &'static Object>) {
        let Some(object) = inner(shape) else { return };
        if found.insert(from_ref(object), object).is_none() {
            object.fields.iter().for_each(|field| visit(field.shape, found));
        }
    }
    let mut found = BTreeMap::new();
    for root in [CheckoutSession::REFERENCE, PaymentIntent::REFERENCE, Allocation::REFERENCE] {
        visit(Shape::Object(root), &mut found);
    }
    found
}

/// Lists the paths of all public fields. An object that contains itself is listed once.
fn places(
    object: &'static Object,
    path: &str,
    above: &mut Vec<*const Object>,
    out: &mut Vec<String>,
) {
    for field in object.fields.iter().filter(|field| field.exposure == Exposure::Public) {
        let path = format!("{path}.{}", field.name);
        out.push(path.clone());
        let Some(inner) = inner(field.shape) else { continue };
        if !above.contains(&from_ref(inner)) {
            above.push(inner);
            places(inner, &path, above, out);
            above.pop();
        }
    }
}

#[test]
fn every_field_of_every_model_is_marked() {
    let objects = objects();
    assert!(objects.len() > 20, "only {} objects were found", objects.len());
    for object in objects.values() {
        let first = object.fields.first().map_or("", |field| field.name);
        for field in object.fields {
            assert_ne!(
                field.exposure,
                Exposure::Unmarked,
                "{}, in the object that begins with {first}: mark it `=> public` if every shopper's \
                 browser may read it, else `=> withheld`",
                field.name
            );
        }
    }
}

#[test]
fn returns_only_reviewed_fields() {
    let root = CheckoutSession::object();
    let mut found = Vec::new();
    places(root, "checkout_session", &mut vec![from_ref(root)], &mut found);
    let found = found.join("\n") + "\n";
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write("../../tests/fixtures/public-fields.txt", &found).expect("written");
    }
    assert_eq!(found, PUBLIC, "if that is meant, UPDATE=1 writes tests/fixtures/public-fields.txt");
    for secret in [
        "secret",
        "email",
        "phone",
        "name",
        "employer",
        "shipping_details",
        "line1",
        "metadata",
        "fee",
        "transfer",
        "customer",
        "visit_type",
        "client_reference_id",
    ] {
        assert!(!PUBLIC.lines().any(|place| place.contains(secret)), "{secret} leaves");
    }
}

/// If a required field were withheld, a front end's client would report drift, and a strict one would fail.
#[test]
fn returns_every_required_field_of_public_objects() {
    for line in PUBLIC.lines() {
        let mut object = CheckoutSession::object();
        for name in line.split('.').skip(1) {
            let field = object.fields.iter().find(|field| field.name == name).expect("a field");
            let Some(inner) = inner(field.shape) else { continue };
            object = inner;
            for field in object.fields {
                assert!(
                    !field.always || field.exposure == Exposure::Public,
                    "{line}.{} is always there and does not leave",
                    field.name
                );
            }
        }
    }
}

#[test]
fn returns_exactly_the_public_fields_of_the_documented_response() {
    fn keys(value: &Value, path: &str, out: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    let path = format!("{path}.{name}");
                    out.push(path.clone());
                    keys(value, &path, out);
                }
            }
            Value::Array(elements) => elements.iter().for_each(|value| keys(value, path, out)),
            _ => {}
        }
    }
    let shown = public(DOCUMENTED, &[]);
    let value: Value = serde_json::from_str(&shown).expect("JSON");
    let (mut shown_places, mut all) = (Vec::new(), Vec::new());
    keys(&value["checkout_session"], "checkout_session", &mut shown_places);
    keys(
        &serde_json::from_str::<Value>(DOCUMENTED).expect("JSON")["checkout_session"],
        "checkout_session",
        &mut all,
    );
    let expected: Vec<&String> =
        all.iter().filter(|place| PUBLIC.lines().any(|line| line == place.as_str())).collect();
    assert_eq!(shown_places.iter().collect::<Vec<_>>(), expected);
    assert_eq!(value.as_object().map(serde_json::Map::len), Some(1));
    let checked = check(shown.as_bytes()).expect("a session");
    assert_eq!(checked.drift, None);
    assert_eq!(checked.holds, check(DOCUMENTED.as_bytes()).expect("a session").holds);
}

#[test]
fn returns_fields_byte_for_byte() {
    for (body, expected) in [
        (
            r#"{ "checkout_session" : { "amount_total" : 1.50e+2 , "mode":"p\u0061y\/ment" } }"#,
            r#"{"checkout_session":{"amount_total":1.50e+2,"mode":"p\u0061y\/ment"}}"#,
        ),
        // A name may be escaped, repeated or unknown.
        (
            r#"{"checkout_session":{"st\u0061tus":"a","status":null,"m\u0065tadata":{"a":1},"metadata":2}}"#,
            r#"{"checkout_session":{"st\u0061tus":"a","status":null}}"#,
        ),
        ("\u{feff}{\"checkout_session\":{}}", r#"{"checkout_session":{}}"#),
        (r#"{"other":1,"checkout_session":null,"third":[{}]}"#, r#"{"checkout_session":null}"#),
        (
            r#"{"checkout_session":{"captures":[{"metadata":1,"capture_id":"a"},{},{"items":[{"price":{}}]}]}}"#,
            r#"{"checkout_session":{"captures":[{"capture_id":"a"},{},{"items":[{}]}]}}"#,
        ),
    ] {
        assert_eq!(public(body, &[]), expected);
    }
}

#[test]
fn withholds_objects_and_arrays_in_place_of_scalars() {
    for (body, expected) in [
        (r#"{"status":{"email":"a@b.c"}}"#, "{}"),
        (r#"{"status":["a@b.c"]}"#, "{}"),
        (r#"{"amount_total":[[{"a":1}]],"mode":"payment"}"#, r#"{"mode":"payment"}"#),
        (r#"{"captures":{"metadata":1}}"#, "{}"),
        (
            r#"{"captures":[["a@b.c"],{"capture_id":"a"},"b"]}"#,
            r#"{"captures":[{"capture_id":"a"},"b"]}"#,
        ),
        (r#"{"payment_intent":["a@b.c"]}"#, "{}"),
        // A value of another kind is drift, which the front end should see.
        (
            r#"{"tax_rate":{"amount":"8"},"payment_intent":7}"#,
            r#"{"tax_rate":{"amount":"8"},"payment_intent":7}"#,
        ),
    ] {
        let body = format!(r#"{{"checkout_session":{body}}}"#);
        assert_eq!(public(&body, &[]), format!(r#"{{"checkout_session":{expected}}}"#));
    }
}

#[test]
fn exposes_only_the_listed_paths() {
    let body = r#"{"checkout_session":{"metadata":{"order":"7","note":"x"},"customer":{"email":"a","phone":null,"shipping":{"city":"c"}},"captures":[{"metadata":{"a":1}},{"metadata":2}],"fees":[1],"payment_intent":{"client_secret":"s","amount":1}}}"#;
    for (expose, expected) in [
        (&[][..], r#"{"captures":[{},{}],"payment_intent":{"amount":1}}"#),
        (
            &["metadata.order"],
            r#"{"metadata":{"order":"7"},"captures":[{},{}],"payment_intent":{"amount":1}}"#,
        ),
        (
            &["customer.email", "customer.shipping"],
            r#"{"customer":{"email":"a","shipping":{"city":"c"}},"captures":[{},{}],"payment_intent":{"amount":1}}"#,
        ),
        (
            &["captures.metadata", "fees"],
            r#"{"captures":[{"metadata":{"a":1}},{"metadata":2}],"fees":[1],"payment_intent":{"amount":1}}"#,
        ),
        (
            &["payment_intent.client_secret"],
            r#"{"captures":[{},{}],"payment_intent":{"client_secret":"s","amount":1}}"#,
        ),
        // These paths match no value.
        (&["fees.a", "nothing"], r#"{"fees":[],"captures":[{},{}],"payment_intent":{"amount":1}}"#),
    ] {
        let expected: Value = serde_json::from_str(expected).expect("JSON");
        let shown: Value = serde_json::from_str(&public(body, expose)).expect("JSON");
        assert_eq!(shown["checkout_session"], expected, "{expose:?}");
    }
}

#[test]
fn withholds_fields_of_listed_objects() {
    let intent = r#"{"payment_intent_id":"fpi_1","amount":1,"amount_capturable":1.0,"customer":{"email":"a@b.c"},"client_secret":"s","status":"requires_capture","metadata":{"a":1},"last_payment_error":{"message":"m"},"invoice":{"total":1,"customer":"fcus_1"}}"#;
    let shown = r#"{"payment_intent_id":"fpi_1","amount":1,"amount_capturable":1.0,"status":"requires_capture","invoice":{"total":1}}"#;
    for (envelope, body, expected) in [
        (Envelope::PaymentIntents, r#"{"payment_intents":[]}"#.into(), r#"{"payment_intents":[]}"#.into()),
        (
            Envelope::PaymentIntents,
            format!(r#"{{"has_more":true,"payment_intents":[{intent}, {intent}],"checkout_session":{{}}}}"#),
            format!(r#"{{"payment_intents":[{shown},{shown}]}}"#),
        ),
        // Only the last of two members counts, but both are sent.
        (
            Envelope::PaymentIntents,
            format!(r#"{{"payment_intents":[{intent}],"payment_intents":[]}}"#),
            format!(r#"{{"payment_intents":[{shown}],"payment_intents":[]}}"#),
        ),
        (
            Envelope::PaymentIntents,
            format!(r#"{{"payment_intents":[[{intent}],"fpi_1",null]}}"#),
            r#"{"payment_intents":["fpi_1",null]}"#.into(),
        ),
        (Envelope::PaymentIntents, format!(r#"{{"payment_intents":{intent}}}"#), "{}".into()),
        (Envelope::PaymentIntents, format!(r#"{{"payment_intent":{intent}}}"#), "{}".into()),
        (
            Envelope::PaymentIntent,
            format!(r#"{{"payment_intent":{intent}}}"#),
            format!(r#"{{"payment_intent":{shown}}}"#),
        ),
        (
            Envelope::Allocations,
            r#"{"allocations":[{"payment_method_id":"fpm_1","last4":"4242","amount":9000,"name":"a"}]}"#.into(),
            r#"{"allocations":[{"amount":9000}]}"#.into(),
        ),
    ] {
        assert_eq!(public_list(&body, envelope, &[]), expected, "{body}");
        // Paths into a session expose nothing of a list.
        let paths = ["customer", "metadata", "client_secret", "last4"];
        assert_eq!(public_list(&body, envelope, &paths), expected, "{body}");
    }
}

#[test]
fn exposes_the_listed_paths_of_a_list() {
    let body = r#"{"payment_intents":[{"amount":1,"metadata":{"a":1,"b":2},"client_secret":"s"}]}"#;
    for (path, expected) in [
        ("payment_intents.metadata", r#"{"amount":1,"metadata":{"a":1,"b":2}}"#),
        ("payment_intents.metadata.b", r#"{"amount":1,"metadata":{"b":2}}"#),
        ("payment_intents", r#"{"amount":1,"metadata":{"a":1,"b":2},"client_secret":"s"}"#),
        ("allocations.metadata", r#"{"amount":1}"#),
    ] {
        let shown = public_list(body, Envelope::PaymentIntents, &[path]);
        assert_eq!(shown, format!(r#"{{"payment_intents":[{expected}]}}"#), "{path}");
    }
    let body = r#"{"allocations":[{"last4":"4242","amount":9000}]}"#;
    assert_eq!(public_list(body, Envelope::Allocations, &["allocations.last4"]), body);
}

#[test]
fn refuses_invalid_paths() {
    for path in ["", ".", "a.", ".a", "a..b", "captures[0]", "a b", "*"] {
        assert_eq!(Expose::new(["fine", path]).expect_err(path).index, 1);
    }
}

#[test]
fn returns_nothing_unless_the_body_is_a_json_object() {
    for body in ["", "null", "[]", "7", "{", r#"{"a":1"#, r#"{"a":1}x"#, "{\"a\":\"\u{1}\"}"] {
        assert_eq!(withhold(body.as_bytes(), &Expose::default()), None, "{body}");
    }
    assert_eq!(withhold(b"{\"a\":\"\xFF\"}", &Expose::default()), None);
}

#[test]
fn recognizes_the_requested_session() {
    for body in [
        r#"{"checkout_session":{"checkout_session_id":"fcs_A1"}}"#,
        r#"{"checkout_session":{"checkout_session_id":"FCS_a1"}}"#,
        r#"{"checkout_session":{"checkout_session_id":"\u0066cs_\u00411"}}"#,
        r#"{"ch\u0065ckout_session":{"checkout_session\u005fid":"fcs_A1"}}"#,
        r#"{"a":[{"checkout_session_id":"fcs_B"}],"checkout_session":{"b":1,"checkout_session_id":"fcs_A1"}}"#,
        r#"{"checkout_session":{"checkout_session_id":"fcs_A1","checkout_session_id":"fcs_a1"}}"#,
    ] {
        assert!(contains_only(body.as_bytes(), "fcs_A1"), "{body}");
    }
}

#[test]
fn recognizes_another_session() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        r#"{"checkout_session":null}"#,
        r#"{"checkout_session":[{"checkout_session_id":"fcs_A1"}]}"#,
        r#"{"checkout_session":{}}"#,
        r#"{"checkout_session_id":"fcs_A1"}"#,
        r#"{"checkout_session":{"split_cart":{"checkout_session_id":"fcs_A1"}}}"#,
        r#"{"checkout_session":{"checkout_session_id":""}}"#,
        r#"{"checkout_session":{"checkout_session_id":null}}"#,
        r#"{"checkout_session":{"checkout_session_id":1}}"#,
        r#"{"checkout_session":{"checkout_session_id":["fcs_A1"]}}"#,
        r#"{"checkout_session":{"checkout_session_id":{"id":"fcs_A1"}}}"#,
        r#"{"checkout_session":{"checkout_session_id":"fcs_B"}}"#,
        r#"{"checkout_session":{"checkout_session_id":"fcs_A"}}"#,
        r#"{"checkout_session":{"checkout_session_id":"fcs_A1 "}}"#,
        r#"{"checkout_session":{"checkout_session_id":"fcs_A1\u0000"}}"#,
        r#"{"checkout_session":{"checkout_session_id":"fcs_A1\ud800"}}"#,
        r#"{"checkout_session":{"checkout_session_id":"\u0066cs_B"}}"#,
        // Parsers disagree on which of two members with one name they use.
        r#"{"checkout_session":{"checkout_session_id":"fcs_B","checkout_session_id":"fcs_A1"}}"#,
        r#"{"checkout_session":{"checkout_session_id":"fcs_A1","checkout_session\u005fid":"fcs_B"}}"#,
        r#"{"checkout_session":{"checkout_session_id":"fcs_B"},"checkout_session":{"checkout_session_id":"fcs_A1"}}"#,
        r#"{"checkout_session":{"checkout_session_id":"fcs_A1"},"checkout_session":{"amount_total":1}}"#,
        r#"{"checkout_session":{"checkout_session_id":"fcs_A1"}"#,
    ] {
        assert!(!contains_only(body.as_bytes(), "fcs_A1"), "{body}");
    }
}
