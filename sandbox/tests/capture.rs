use sandbox::Kind;
use serde_json::{Value, json};

use crate::client::{Reply, Sandbox, path};

fn post(sandbox: &Sandbox, session: &str, operation: &str, body: &str) -> Reply {
    let path = path(session, &format!("/{operation}"));
    sandbox.call_with_body("POST", &path, &[], body).unwrap()
}

fn capture(sandbox: &Sandbox, session: &str, wish: &Value) -> Reply {
    post(sandbox, session, "capture", &json!({ "checkout_session": wish }).to_string())
}

fn line(product: &str, cents: i64) -> Value {
    json!({ "product": product, "amount_to_capture": cents })
}

/// Returns `captures_made`, `captured_cents` and `cancels`.
fn counts(sandbox: &Sandbox, session: &str) -> [u64; 3] {
    let entry = sandbox.entry(session);
    ["captures_made", "captured_cents", "cancels"].map(|name| entry[name].as_u64().unwrap())
}

/// Returns status, capturable and received amount of the payment intents, the newest first.
fn intents(sandbox: &Sandbox, session: &str) -> Vec<(String, i64, i64)> {
    let list = format!("/v1/payment_intents?checkout_session={session}");
    let list = sandbox.call("GET", &list, &[]).unwrap().json();
    let row = |intent: &Value| {
        let cents = |name: &str| intent[name].as_i64().unwrap();
        let status = intent["status"].as_str().unwrap().to_owned();
        (status, cents("amount_capturable"), cents("amount_received"))
    };
    list["payment_intents"].as_array().unwrap().iter().map(row).collect()
}

fn row(status: &str, capturable: i64, received: i64) -> (String, i64, i64) {
    (status.to_owned(), capturable, received)
}

#[test]
fn partial_captures_add_up() {
    let sandbox = Sandbox::start();
    let id = sandbox.fresh("hold_expiring");
    let first = json!({ "final_capture": false, "line_items": [line("fprod_1", 4_000)] });
    capture(&sandbox, &id, &first).typed();
    assert_eq!(intents(&sandbox, &id), [row("requires_capture", 8_999, 4_000)]);
    let second = json!({
        "final_capture": false,
        "line_items": [line("fprod_1", 1_000), line("fprod_2", 500)],
        "amount_shipping": 300,
        "amount_discount": 100,
        "amount_tax": 50,
        "metadata": { "parcel": "2" },
        "capture_metadata": { "carrier": "post" },
    });
    let reply = capture(&sandbox, &id, &second);
    reply.typed();
    let session = reply.session();
    let [first, second] = session["captures"].as_array().unwrap().as_slice() else {
        panic!("two captures")
    };
    assert_eq!(first["amount_captured"], 4_000);
    assert!(first.get("amount_tax_captured").is_none());
    assert_eq!(second["amount_captured"], 1_750);
    assert_eq!(second["amount_shipping_captured"], 300);
    assert_eq!(second["amount_discount_captured"], 100);
    assert_eq!(second["amount_tax_captured"], 50);
    assert_eq!(second["metadata"], json!({ "carrier": "post" }));
    let item = &second["items"][1];
    assert_eq!(item["amount_captured"], 500);
    assert_eq!(item["price"]["product"]["product_id"], "fprod_2");
    assert_eq!(item["payment_intent"], session["payment_intent"]);
    assert_eq!(session["metadata"], json!({ "order": "1001", "parcel": "2" }));
    assert_eq!(intents(&sandbox, &id), [row("requires_capture", 7_249, 5_750)]);

    post(&sandbox, &id, "capture", "").typed();
    assert_eq!(intents(&sandbox, &id), [row("succeeded", 0, 12_999)]);
    assert_eq!(counts(&sandbox, &id), [3, 12_999, 0]);
}

#[test]
fn a_final_capture_releases_the_rest() {
    for is_final in [json!({ "final_capture": true }), json!({})] {
        let sandbox = Sandbox::start();
        let id = sandbox.fresh("split_cart");
        let mut wish = json!({ "line_items": [line("fprod_1", 4_000)] });
        wish.as_object_mut().unwrap().extend(is_final.as_object().unwrap().clone());
        assert_eq!(capture(&sandbox, &id, &wish).status, 200);
        assert_eq!(intents(&sandbox, &id), [row("canceled", 0, 0), row("succeeded", 0, 4_000)]);
        let processed = "checkout_session_already_processed";
        post(&sandbox, &id, "capture", "").assert_rejected(400, processed);
        sandbox.reauth(&id).assert_rejected(400, processed);
        assert_eq!(counts(&sandbox, &id), [1, 4_000, 0]);
    }
}

#[test]
fn a_reauth_holds_the_rest_of_a_partial_capture() {
    let sandbox = Sandbox::start();
    let id = sandbox.fresh("minimal");
    let wish = json!({ "final_capture": false, "line_items": [line("fprod_1", 4_000)] });
    assert_eq!(capture(&sandbox, &id, &wish).status, 200);
    sandbox.reauth(&id);
    assert_eq!(intents(&sandbox, &id)[1], row("requires_capture", 8_999, 4_000));
    assert_eq!(post(&sandbox, &id, "capture", "").status, 200);
    assert_eq!(counts(&sandbox, &id), [2, 12_999, 0]);
}

#[test]
fn rejects_invalid_captures_and_their_previews() {
    let too_large = (400, "capture_amount_too_large");
    let too_small = (400, "capture_amount_too_small");
    let invalid = (422, "validation_error");
    let unreadable = (400, "invalid_request");
    let of = |wish: Value| json!({ "checkout_session": wish }).to_string();
    let lines = |lines: Value| of(json!({ "line_items": lines }));
    for (kind, body, (status, code)) in [
        ("minimal", lines(json!([line("fprod_1", 13_000)])), too_large),
        ("minimal", lines(json!([line("fprod_1", 12_000), line("fprod_2", 1_000)])), too_large),
        ("split_cart", lines(json!([line("fprod_1", 9_000)])), too_large),
        ("split_cart", lines(json!([line("fprod_2", 4_001)])), too_large),
        ("split_cart", of(json!({ "amount_shipping": 13_000 })), too_large),
        ("minimal", lines(json!([line("fprod_1", 0)])), too_small),
        ("minimal", of(json!({ "amount_discount": 1 })), too_small),
        ("minimal", lines(json!([line("fprod_3", 1)])), (400, "product_not_found")),
        ("minimal", lines(json!([line("fprod_1", -1)])), invalid),
        ("minimal", lines(json!([{ "product": "fprod_1", "amount_to_capture": 1.5 }])), invalid),
        ("minimal", lines(json!([{ "product": "fprod_1", "amount_to_capture": "1" }])), invalid),
        ("minimal", of(json!({ "amount_tax": -1 })), invalid),
        ("minimal", of(json!({ "finalCapture": true })), invalid),
        ("minimal", lines(json!([["fprod_1", 1]])), invalid),
        ("minimal", of(json!([])), invalid),
        ("minimal", "[]".to_owned(), invalid),
        ("minimal", "{\"checkout_session\":".to_owned(), unreadable),
        ("minimal", "amount=1".to_owned(), unreadable),
        ("expired", String::new(), (400, "checkout_session_expired")),
        ("captured", String::new(), (400, "checkout_session_already_processed")),
        ("automatic", String::new(), (422, "manual_capture_not_supported")),
    ] {
        let sandbox = Sandbox::start();
        let id = sandbox.fresh(kind);
        for operation in ["capture", "capture_allocation"] {
            let reply = post(&sandbox, &id, operation, &body);
            assert_eq!(reply.status, status, "{operation} {kind} {body}: {}", reply.text());
            reply.assert_rejected(status, code);
        }
        assert_eq!(counts(&sandbox, &id), [0, 0, 0], "{body}");
    }
}

#[test]
fn a_preview_has_the_split_of_the_capture_and_executes_nothing() {
    for (wish, split) in [
        (json!({}), [8_999, 4_000]),
        (json!({ "line_items": [line("fprod_1", 100), line("fprod_2", 200)] }), [100, 200]),
        (json!({ "line_items": [line("fprod_2", 200)] }), [0, 200]),
        // Shipping and tax overflow into the other cart.
        (
            json!({ "line_items": [line("fprod_1", 8_000)], "amount_shipping": 900, "amount_tax": 200 }),
            [8_999, 101],
        ),
        // A discount beyond the eligible cart reduces the other.
        (
            json!({
                "line_items": [line("fprod_1", 100), line("fprod_2", 200)],
                "amount_discount": 150,
            }),
            [0, 150],
        ),
    ] {
        let sandbox = Sandbox::start();
        let id = sandbox.fresh("split_cart");
        let before = sandbox.entry(&id)["checkout_session"].clone();
        let body = json!({ "checkout_session": wish }).to_string();
        let reply = post(&sandbox, &id, "capture_allocation", &body);
        let carts = ["eligible_cart", "non_eligible_cart"];
        let expected: Vec<Value> = carts
            .iter()
            .zip(["4242", "1881"])
            .zip(split)
            .filter(|(_, amount)| *amount > 0)
            .map(|((cart, last4), amount)| {
                let method = &before["split_cart"][cart]["payment_intent"]["payment_method"];
                json!({ "payment_method_id": method, "last4": last4, "amount": amount })
            })
            .collect();
        assert_eq!(reply.json(), json!({ "allocations": expected }));
        assert_eq!(sandbox.entry(&id)["checkout_session"], before);
        assert_eq!(counts(&sandbox, &id), [0, 0, 0]);

        let session = capture(&sandbox, &id, &wish).session();
        let received = carts.map(|cart| {
            session["split_cart"][cart]["payment_intent"]["amount_received"].as_i64().unwrap()
        });
        assert_eq!(received, split);
    }
}

#[test]
fn a_preview_names_a_payment_method_for_every_kind() {
    let sandbox = Sandbox::start();
    for kind in [Kind::HoldExpiring, Kind::Minimal, Kind::Subscription] {
        let allocations = post(&sandbox, kind.seed_id(), "capture_allocation", "").json();
        let [allocation] = allocations["allocations"].as_array().unwrap().as_slice() else {
            panic!("one allocation of {}", kind.name())
        };
        assert_eq!(allocation["amount"], 12_999);
        assert!(allocation["payment_method_id"].as_str().unwrap().starts_with("fpm_"));
    }
}

#[test]
fn a_canceled_session_holds_nothing() {
    let sandbox = Sandbox::start();
    let id = sandbox.fresh("split_cart");
    sandbox.reauth(&id);
    assert_eq!(post(&sandbox, &id, "cancel", "").status, 200);
    assert_eq!(intents(&sandbox, &id), vec![row("canceled", 0, 0); 4]);
    for operation in ["cancel", "capture", "capture_allocation", "reauth"] {
        post(&sandbox, &id, operation, "").assert_rejected(400, "checkout_session_canceled");
    }
    assert_eq!(counts(&sandbox, &id), [0, 0, 1]);
}

#[test]
fn rejects_a_cancel_without_a_hold() {
    for (kind, code) in [
        ("expired", "checkout_session_expired"),
        ("captured", "checkout_session_already_processed"),
        ("automatic", "checkout_session_already_processed"),
    ] {
        let sandbox = Sandbox::start();
        let id = sandbox.fresh(kind);
        post(&sandbox, &id, "cancel", "").assert_rejected(400, code);
        assert_eq!(counts(&sandbox, &id), [0, 0, 0]);
    }
}
