//! The models serialize to what they were deserialized from.

use flex_checkout::CheckoutSession;
use flex_checkout::models::{
    CaptureMethod, Cents, CheckoutSessionStatus, Expandable, MaybeCut, PaymentIntentStatus,
};
use serde_json::{Value, json};

const FIXTURES: &[(&str, &str)] = &[
    ("documented", include_str!("../fixtures/reauth-response.documented.json")),
    ("unexpanded", include_str!("../fixtures/unexpanded.json")),
    ("split-cart", include_str!("../fixtures/split-cart.json")),
    ("nulls", include_str!("../fixtures/nulls.json")),
    ("unknown", include_str!("../fixtures/unknown.json")),
];

fn session(fixture: &str) -> Value {
    let (_, json) = FIXTURES.iter().find(|(name, _)| *name == fixture).expect(fixture);
    let mut envelope: Value = serde_json::from_str(json).expect("the fixture is JSON");
    envelope["checkout_session"].take()
}

fn typed(session: &Value) -> CheckoutSession {
    serde_json::from_value(session.clone()).expect("the fixture fits the models")
}

#[test]
fn serializes_the_documented_response_unchanged() {
    let documented = session("documented");
    assert_eq!(serde_json::to_value(typed(&documented)).unwrap(), documented);
}

#[test]
fn round_trips_every_fixture() {
    for (name, _) in FIXTURES {
        let first = typed(&session(name));
        let json = serde_json::to_string(&first).unwrap();
        assert_eq!(serde_json::from_str::<CheckoutSession>(&json).unwrap(), first, "{name}");
    }
}

#[test]
fn treats_null_and_absent_alike() {
    let with_nulls = session("nulls");
    let mut without = with_nulls.clone();
    without.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    without["total_details"].as_object_mut().unwrap().clear();
    assert_eq!(typed(&with_nulls), typed(&without));
    assert_eq!(serde_json::to_value(typed(&with_nulls)).unwrap(), without);
}

#[test]
fn keeps_unknown_enum_values() {
    let unknown = typed(&session("unknown"));
    assert_eq!(unknown.status, Some(CheckoutSessionStatus::Other("on_hold".into())));
    assert_eq!(unknown.capture_method, Some(CaptureMethod::Other("later".into())));
    let intent = unknown.payment_intent.as_ref().and_then(Expandable::object).unwrap();
    assert_eq!(intent.status, Some(PaymentIntentStatus::Other("requires_thought".into())));
    let written = serde_json::to_value(&unknown).unwrap();
    assert_eq!((&written["status"], &written["mode"]), (&json!("on_hold"), &json!("gift")));
}

#[test]
fn reads_newly_documented_values() {
    let options = typed(&session("unknown")).shipping_options.unwrap();
    assert_eq!(options.display_name.as_deref(), Some("Ground"));
}

#[test]
fn keeps_any_json_in_metadata() {
    for metadata in [json!({"a": [1, {"b": null}]}), json!([]), json!("string"), json!(1.5)] {
        let mut changed = session("unexpanded");
        changed["metadata"] = metadata.clone();
        assert_eq!(typed(&changed).metadata, Some(metadata));
    }
}

#[test]
fn reads_related_objects_by_id_and_in_full() {
    let cart = typed(&session("split-cart")).split_cart.unwrap();
    let cart = cart.object().unwrap();
    let eligible = cart.eligible_cart.as_ref().unwrap().payment_intent.as_ref().unwrap();
    assert_eq!(eligible.object().unwrap().amount_capturable, Some(Cents(8999)));
    assert_eq!(eligible.object().unwrap().capture_method, Some(CaptureMethod::Manual));
    let rest = cart.non_eligible_cart.as_ref().unwrap().payment_intent.as_ref().unwrap();
    assert_eq!(rest.id(), Some("fpi_01HW5KTQQAAQ66WV19MFW4DT02"));
}

#[test]
fn reads_an_object_at_the_recursion_limit() {
    let documented = typed(&session("documented"));
    let subscription = documented.subscription.as_ref().and_then(Expandable::object).unwrap();
    let invoice = subscription.latest_invoice.as_ref().and_then(Expandable::object).unwrap();
    let invoice = invoice.whole().unwrap();
    let again = invoice.subscription.as_ref().and_then(Expandable::object).unwrap();
    assert_eq!(again, &MaybeCut::Cut);
}

#[test]
fn reads_whole_numbers_in_every_notation() {
    let json = serde_json::to_string(&session("unexpanded")).unwrap();
    for notation in ["12999.0", "1.2999e4", "12999"] {
        let changed =
            json.replace("\"amount_total\":12999", &format!("\"amount_total\":{notation}"));
        let session: CheckoutSession = serde_json::from_str(&changed).expect(notation);
        assert_eq!(session.amount_total, Some(Cents(12999)));
    }
}

#[test]
fn omits_a_value_that_drifts() {
    let mut changed = session("documented");
    changed["payment_intent"]["customer"]["email"] = json!(7);
    let mut without = session("documented");
    without["payment_intent"]["customer"].as_object_mut().unwrap().remove("email").unwrap();
    assert_eq!(serde_json::to_value(typed(&changed)).unwrap(), without);
}

#[test]
fn rejects_a_session_without_its_id() {
    for id in [json!(7), Value::Null] {
        let mut changed = session("unexpanded");
        changed["checkout_session_id"] = id;
        let error = serde_json::from_value::<CheckoutSession>(changed).unwrap_err();
        assert_eq!(error.to_string(), "expected CheckoutSession");
    }
}
