use std::time::{SystemTime, UNIX_EPOCH};

use flex_checkout::models::{
    CheckoutSessionStatus, Expandable, PaymentIntent, PaymentIntentStatus,
};
use sandbox::Kind;
use serde_json::Value;

use crate::client::{Sandbox, path};

const DOCUMENTED: &str = include_str!("../../tests/fixtures/reauth-response.documented.json");

#[track_caller]
fn expanded(intent: Option<&Expandable<PaymentIntent>>) -> &PaymentIntent {
    intent.and_then(Expandable::object).expect("a payment intent in full")
}

#[track_caller]
fn assert_holds_again(kind: Kind) {
    let sandbox = Sandbox::start();
    let id = kind.seed_id();
    let query = path(id, "?expand_payment_intent=true");
    let before = sandbox.call("GET", &query, &[]).unwrap().typed();
    let query = path(id, "/reauth?expand_payment_intent=true");
    let after = sandbox.call("POST", &query, &[]).unwrap().typed();

    let old = expanded(before.payment_intent.as_ref());
    let new = expanded(after.payment_intent.as_ref());
    assert_ne!(new.payment_intent_id, old.payment_intent_id);
    assert_eq!(new.payment_intent_id.len(), "fpi_".len() + 26);
    assert_eq!(new.status, Some(PaymentIntentStatus::RequiresCapture));
    assert!(new.amount.is_some());
    assert_eq!(new.amount, old.amount);
    assert_eq!(new.amount_capturable, new.amount);
    let created_at = new.created_at.as_deref().unwrap();
    assert!(created_at > old.created_at.as_deref().unwrap());
    assert_eq!(created_at.len(), "2024-04-23T14:14:16.029253Z".len());
    assert_eq!(after.status, Some(CheckoutSessionStatus::Complete));
    assert!(after.expires_at.unwrap() > before.expires_at.unwrap());

    let entry = sandbox.entry(id);
    assert_eq!(entry["payment_intents"][0], new.payment_intent_id);
    assert_eq!(entry["former_payment_intents"][0], old.payment_intent_id);
    assert_eq!(sandbox.counts(id), (1, 1));
}

#[test]
fn an_expiring_hold_gets_a_new_payment_intent() {
    assert_holds_again(Kind::HoldExpiring);
}

#[test]
fn an_expired_hold_gets_a_new_payment_intent() {
    assert_holds_again(Kind::Expired);
}

#[test]
fn a_minimal_session_gets_a_new_payment_intent() {
    assert_holds_again(Kind::Minimal);
}

#[test]
fn an_expiring_hold_expires_within_the_hour() {
    let sandbox = Sandbox::start();
    let session = sandbox.get(Kind::HoldExpiring.seed_id()).typed();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let age = i64::try_from(now.as_secs()).unwrap() - session.created_at.unwrap().0;
    let (day, hour) = (24 * 3600, 3600);
    assert!((7 * day - hour..7 * day).contains(&age), "{age}");
}

#[track_caller]
fn assert_rejects_reauth(kind: Kind, status: u16, code: &str) {
    let sandbox = Sandbox::start();
    sandbox.reauth(kind.seed_id()).assert_rejected(status, code);
    assert_eq!(sandbox.counts(kind.seed_id()), (0, 0));
}

#[test]
fn rejects_a_captured_session() {
    assert_rejects_reauth(Kind::Captured, 400, "checkout_session_already_processed");
}

#[test]
fn rejects_an_automatically_captured_session() {
    assert_rejects_reauth(Kind::Automatic, 422, "manual_capture_not_supported");
}

#[test]
fn both_carts_of_a_split_cart_get_a_new_payment_intent() {
    let sandbox = Sandbox::start();
    let id = Kind::SplitCart.seed_id();
    let session = sandbox.reauth(id).typed();
    let carts = session.split_cart.as_ref().and_then(Expandable::object).unwrap();
    let ids = [&carts.eligible_cart, &carts.non_eligible_cart].map(|cart| {
        let intent = cart.as_ref().unwrap().payment_intent.as_ref();
        expanded(intent).payment_intent_id.clone()
    });
    let entry = sandbox.entry(id);
    assert_eq!(entry["payment_intents"], Value::from(ids.to_vec()));
    assert_eq!(entry["former_payment_intents"].as_array().unwrap().len(), 2);
    assert_eq!(sandbox.counts(id), (1, 2));
}

#[test]
fn a_subscription_gets_one_new_payment_intent_on_its_invoice() {
    let sandbox = Sandbox::start();
    let id = Kind::Subscription.seed_id();
    let session = sandbox.reauth(id).typed();
    let invoice = session.invoice.as_ref().and_then(Expandable::object).unwrap();
    let subscription = session.subscription.as_ref().and_then(Expandable::object).unwrap();
    let latest = subscription.latest_invoice.as_ref().and_then(Expandable::object).unwrap();
    let intent = expanded(invoice.payment_intent.as_ref());
    assert_eq!(intent, expanded(latest.whole().unwrap().payment_intent.as_ref()));
    assert_eq!(intent.status, Some(PaymentIntentStatus::RequiresCapture));
    assert_eq!(sandbox.counts(id), (1, 1));
}

#[test]
fn returns_the_documented_response_with_the_sessions_id() {
    let sandbox = Sandbox::start();
    let id = Kind::Documented.seed_id();
    let expected = DOCUMENTED.replacen(
        r#""checkout_session_id": "<string>""#,
        &format!(r#""checkout_session_id": "{id}""#),
        1,
    );
    assert_eq!(sandbox.reauth(id).text(), expected);
    assert_eq!(sandbox.get(id).text(), expected);
    assert_eq!(sandbox.counts(id), (1, 1));
    let document: Value = serde_json::from_str(DOCUMENTED).unwrap();
    assert_eq!(sandbox.entry(id)["checkout_session"], document["checkout_session"]);
}

#[test]
fn every_new_reauth_places_another_hold() {
    let sandbox = Sandbox::start();
    let id = sandbox.fresh("hold_expiring");
    sandbox.reauth(&id);
    sandbox.reauth(&id);
    assert_eq!(sandbox.counts(&id), (2, 2));
}

#[test]
fn a_minimal_session_has_only_required_fields() {
    use flex_checkout::{models, schema::Model};
    let sandbox = Sandbox::start();
    let session = sandbox.get(Kind::Minimal.seed_id()).session();
    let always = models::CheckoutSession::object()
        .fields
        .iter()
        .filter(|field| field.always || field.name == "payment_intent")
        .map(|field| field.name)
        .collect::<std::collections::BTreeSet<_>>();
    let sent = session.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(always, sent);
    assert!(session["payment_intent"].is_string());
}

#[test]
fn holds_no_captured_amount_again() {
    let sandbox = Sandbox::start();
    let id = sandbox.fresh("hold_expiring");
    let captured = sandbox.call("POST", &path(&id, "/capture"), &[]).unwrap().typed();
    let amount = captured.captures.unwrap()[0].amount_captured;
    assert_eq!(amount.unwrap(), captured.amount_total.unwrap());
    sandbox.reauth(&id).assert_rejected(400, "checkout_session_already_processed");
    assert_eq!(sandbox.counts(&id), (0, 0));
}

#[test]
fn rejects_a_canceled_session() {
    let sandbox = Sandbox::start();
    let id = sandbox.fresh("hold_expiring");
    assert_eq!(sandbox.call("POST", &path(&id, "/cancel"), &[]).unwrap().status, 200);
    sandbox.reauth(&id).assert_rejected(400, "checkout_session_canceled");
}

#[test]
fn an_expired_hold_can_be_captured_only_after_a_reauth() {
    let sandbox = Sandbox::start();
    let id = sandbox.fresh("expired");
    let capture = || sandbox.call("POST", &path(&id, "/capture"), &[]).unwrap();
    capture().assert_rejected(400, "checkout_session_expired");
    sandbox.reauth(&id);
    assert_eq!(capture().status, 200);
}
