use sandbox::Kind;
use serde_json::Value;

use crate::client::{Sandbox, path};

fn get(query: &str) -> Value {
    let sandbox = Sandbox::start();
    let path = path(Kind::HoldExpiring.seed_id(), query);
    sandbox.call("GET", &path, &[]).unwrap().session()
}

#[test]
fn related_objects_are_ids_by_default() {
    let session = get("");
    assert!(session["customer"].as_str().unwrap().starts_with("fcus_"));
    let intent = session["payment_intent"].as_str().unwrap();
    assert!(intent.starts_with("fpi_"));
}

#[test]
fn expands_each_separately() {
    let session = get("?expand_customer=true");
    assert_eq!(session["customer"]["first_name"], "Jane");
    assert!(session["payment_intent"].is_string());
    let session = get("?expand_payment_intent=true");
    assert_eq!(session["payment_intent"]["amount"], 12_999);
    assert!(session["customer"].is_string());
}

#[test]
fn expands_several_by_a_list() {
    let session = get("?expand=customer,payment_intent");
    assert!(session["customer"].is_object());
    assert!(session["payment_intent"].is_object());
}

#[test]
fn always_expands_a_split_cart_and_a_subscription() {
    let sandbox = Sandbox::start();
    let split = sandbox.get(Kind::SplitCart.seed_id()).session();
    assert!(split["customer"].is_object());
    for cart in ["eligible_cart", "non_eligible_cart"] {
        assert!(split["split_cart"][cart]["payment_intent"]["customer"].is_object());
    }
    let subscription = sandbox.get(Kind::Subscription.seed_id()).session();
    assert!(subscription["invoice"]["payment_intent"].is_object());
    let latest = &subscription["subscription"]["latest_invoice"];
    assert!(latest["payment_intent"].is_object());
    assert_eq!(latest["subscription"], serde_json::json!({}));
}

#[test]
fn every_kind_fits_the_models() {
    let sandbox = Sandbox::start();
    for kind in Kind::ALL {
        let reply = sandbox.get(kind.seed_id());
        let typed = serde_json::to_value(reply.typed()).unwrap();
        assert_eq!(typed, reply.session(), "{}", kind.name());
    }
}
