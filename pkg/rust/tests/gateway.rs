//! What leaves a gateway for front ends.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that panics is a test that fails"
)]

use std::collections::BTreeMap;
use std::ptr::from_ref;

use flex_checkout::CheckoutSession;
use flex_checkout::internal::check;
use flex_checkout::schema::{Exposure, Model, Object, Shape};
use flex_checkout_npm::gateway::{Expose, withhold};
use serde_json::Value;

const DOCUMENTED: &str = include_str!("../../../tests/fixtures/reauth-response.documented.json");
/// The places that leave, as a reviewer is to read them. It is written anew with `UPDATE=1`.
const PUBLIC: &str = include_str!("../../../tests/fixtures/public-fields.txt");

#[track_caller]
fn public(body: &str, expose: &[&str]) -> String {
    let expose = Expose::new(expose.iter().copied()).expect("paths");
    let public = withhold(body.as_bytes(), &expose).expect("an object");
    String::from_utf8(public).expect("text")
}

/// The object that a field holds, or a list of which it holds.
fn inner(shape: Shape) -> Option<&'static Object> {
    match shape {
        Shape::Object(to) | Shape::Expandable(to) => Some((to.object)()),
        Shape::List(element) => inner(*element),
        _ => None,
    }
}

/// Every object that a session can hold, once.
fn objects() -> BTreeMap<*const Object, &'static Object> {
    fn visit(shape: Shape, found: &mut BTreeMap<*const Object, &'static Object>) {
        let Some(object) = inner(shape) else { return };
        if found.insert(from_ref(object), object).is_none() {
            object.fields.iter().for_each(|field| visit(field.shape, found));
        }
    }
    let mut found = BTreeMap::new();
    visit(Shape::Object(CheckoutSession::REFERENCE), &mut found);
    found
}

/// Every place that leaves, with the name of each field on the way to it; an object within itself once.
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
fn what_leaves_is_what_was_reviewed() {
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

/// A front end's client would report drift, and a strict one fail, where a field is missing that is
/// always there.
#[test]
fn nothing_that_leaves_lacks_a_field_that_is_always_there() {
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
fn the_documented_response_shows_the_public_fields_and_nothing_else() {
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
fn what_stays_is_byte_for_byte_what_came() {
    for (body, expected) in [
        (
            r#"{ "checkout_session" : { "amount_total" : 1.50e+2 , "mode":"p\u0061y\/ment" } }"#,
            r#"{"checkout_session":{"amount_total":1.50e+2,"mode":"p\u0061y\/ment"}}"#,
        ),
        // A name may be escaped, come twice, and stand for nothing.
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
fn withholds_what_stands_where_the_models_have_nothing_inside() {
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
        // A value of another kind is drift, which is for the front end to see.
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
fn exposes_what_is_named_and_no_more() {
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
        // Below something with nothing inside nothing is named.
        (&["fees.a", "nothing"], r#"{"fees":[],"captures":[{},{}],"payment_intent":{"amount":1}}"#),
    ] {
        let expected: Value = serde_json::from_str(expected).expect("JSON");
        let shown: Value = serde_json::from_str(&public(body, expose)).expect("JSON");
        assert_eq!(shown["checkout_session"], expected, "{expose:?}");
    }
}

#[test]
fn refuses_paths_that_name_no_place() {
    for path in ["", ".", "a.", ".a", "a..b", "captures[0]", "a b", "*"] {
        assert_eq!(Expose::new(["fine", path]).expect_err(path).index, 1);
    }
}

#[test]
fn gives_nothing_of_what_is_no_json_object() {
    for body in ["", "null", "[]", "7", "{", r#"{"a":1"#, r#"{"a":1}x"#, "{\"a\":\"\u{1}\"}"] {
        assert_eq!(withhold(body.as_bytes(), &Expose::default()), None, "{body}");
    }
    assert_eq!(withhold(b"{\"a\":\"\xFF\"}", &Expose::default()), None);
}
