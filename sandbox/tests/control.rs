use sandbox::Kind;
use serde_json::{Value, json};

use crate::client::{Sandbox, path};

#[test]
fn the_list_has_one_seed_of_each_kind() {
    let sandbox = Sandbox::start();
    let list = sandbox.control("GET", "/sandbox/sessions", &Value::Null).json();
    let listed: Vec<(&str, &str)> = list["sessions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["id"].as_str().unwrap(), entry["kind"].as_str().unwrap()))
        .collect();
    let seeds = Kind::ALL.map(|kind| (kind.seed_id(), kind.name()));
    assert_eq!(listed, seeds);
}

#[test]
fn a_new_session_is_separate() {
    let sandbox = Sandbox::start();
    let (one, two) = (sandbox.fresh("minimal"), sandbox.fresh("minimal"));
    sandbox.reauth(&one);
    assert_eq!(sandbox.counts(&one), (1, 1));
    assert_eq!(sandbox.counts(&two), (0, 0));
    assert_eq!(sandbox.counts(Kind::Minimal.seed_id()), (0, 0));
}

#[test]
fn a_patch_changes_every_response() {
    let sandbox = Sandbox::start();
    let session = sandbox.create(&json!({
        "kind": "hold_expiring",
        "patch": {
            "status": "on_the_moon",
            "new_field": [1, 2],
            "expires_at": null,
            "tax_rate": {"amount": {"$null": true}},
            "total_details": {"amount_tax": "0"},
        },
    }));
    for reply in [sandbox.reauth(&session), sandbox.get(&session)] {
        let patched = reply.session();
        assert_eq!(patched["status"], "on_the_moon");
        assert_eq!(patched["new_field"], json!([1, 2]));
        assert!(patched.get("expires_at").is_none());
        assert_eq!(patched["tax_rate"], json!({"amount": null}));
        assert_eq!(patched["total_details"]["amount_tax"], "0");
        assert_eq!(patched["total_details"]["amount_discount"], 0);
        // The order of fields is kept.
        assert!(reply.text().starts_with(r#"{"checkout_session":{"allow_promotion_codes":"#));
    }
}

#[test]
fn a_body_replaces_only_2xx_bodies() {
    let sandbox = Sandbox::start();
    let body = "{\"checkout_session\": 1e2 }\n";
    let session = sandbox.create(&json!({"kind": "hold_expiring", "body": body}));
    assert_eq!(sandbox.reauth(&session).text(), body);
    assert_eq!(sandbox.counts(&session), (1, 1));
    let session = sandbox.create(&json!({"kind": "captured", "body": body}));
    sandbox.reauth(&session).assert_rejected(400, "checkout_session_already_processed");
}

#[test]
fn a_session_can_be_made_with_a_fault() {
    let sandbox = Sandbox::start();
    let fault = json!({"name": "status", "status": 503});
    let session = sandbox.create(&json!({"kind": "minimal", "fault": fault}));
    assert_eq!(sandbox.entry(&session)["faults"], json!([fault]));
    assert_eq!(sandbox.reauth(&session).status, 503);
    assert_eq!(sandbox.reauth(&session).status, 200);
}

#[test]
fn rejects_invalid_input_with_a_message() {
    let sandbox = Sandbox::start();
    for body in [
        json!({"kind": "unheard_of"}),
        json!({"kind": "minimal", "pacth": {}}),
        json!({"kind": "minimal", "fault": {"name": "redirect", "location": "a\nb"}}),
    ] {
        sandbox.control("POST", "/sandbox/sessions", &body).assert_rejected(400, "invalid_request");
    }
    sandbox
        .control("GET", "/sandbox/nothing", &Value::Null)
        .assert_rejected(404, "invalid_request");
}

#[test]
fn restores_the_seeds_on_reset() {
    let sandbox = Sandbox::start();
    let seed = Kind::HoldExpiring.seed_id();
    let extra = sandbox.fresh("minimal");
    let headers = [("idempotency-key", "k-1")];
    sandbox.reauth_with(seed, &headers).unwrap();
    assert_eq!(sandbox.control("POST", "/sandbox/reset", &Value::Null).status, 204);
    assert_eq!(sandbox.counts(seed), (0, 0));
    assert_eq!(sandbox.get(&extra).status, 404);
    let again = sandbox.reauth_with(seed, &headers).unwrap();
    assert_eq!(again.header("idempotent-replayed"), None);
}

#[test]
fn keeps_a_connection_whose_body_is_late() {
    let sandbox = Sandbox::start();
    let [first, second] = sandbox.reset_with_a_late_body();
    assert!(first.starts_with("HTTP/1.1 204 "), "{first:?}");
    assert!(second.starts_with("HTTP/1.1 204 "), "{second:?}");
}

#[test]
fn records_requests() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("minimal");
    let headers = [("idempotency-key", "k-1"), ("x-mine", "yes")];
    let to = path(&session, "/reauth?expand_customer=true");
    sandbox.call("POST", &to, &headers).unwrap();
    sandbox.get(Kind::Minimal.seed_id());

    let query = format!("/sandbox/requests?session={session}");
    let seen = sandbox.control("GET", &query, &Value::Null).json();
    assert_eq!(seen["requests"].as_array().unwrap().len(), 1);
    let request = &seen["requests"][0];
    assert_eq!(request["number"], 1);
    assert_eq!(request["method"], "POST");
    assert_eq!(request["path"], path(&session, "/reauth"));
    assert_eq!(request["query"], "expand_customer=true");
    assert_eq!(request["session"], session);
    assert_eq!(request["authorization"], true);
    assert_eq!(request["idempotency_key"], "k-1");
    assert_eq!(request["headers"]["x-mine"], "yes");
    assert!(request["headers"].get("authorization").is_none());
    assert_eq!(request["body_bytes"], 0);
    assert_eq!(request["fault"], Value::Null);

    let all = sandbox.control("GET", "/sandbox/requests", &Value::Null).json();
    assert_eq!(all["requests"].as_array().unwrap().len(), 2);
}
