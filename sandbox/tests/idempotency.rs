use sandbox::Kind;

use crate::client::{Reply, Sandbox, path};

fn reauth(sandbox: &Sandbox, session: &str, key: &str) -> Reply {
    sandbox.reauth_with(session, &[("idempotency-key", key)]).unwrap()
}

#[test]
fn the_same_key_places_one_hold() {
    for kind in [Kind::HoldExpiring, Kind::SplitCart, Kind::Documented] {
        let sandbox = Sandbox::start();
        let first = reauth(&sandbox, kind.seed_id(), "k-1");
        let second = reauth(&sandbox, kind.seed_id(), "k-1");
        assert_eq!(first.header("idempotent-replayed"), None);
        assert_eq!(second.header("idempotent-replayed"), Some("true"));
        assert_eq!(first.body, second.body);
        assert_eq!(sandbox.counts(kind.seed_id()).0, 1);
        assert_eq!(sandbox.entry(kind.seed_id())["requests"]["POST"], 2);
    }
}

#[test]
fn two_concurrent_requests_with_one_key_place_one_hold() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("hold_expiring");
    let replies: Vec<Reply> = std::thread::scope(|scope| {
        let senders: Vec<_> =
            (0..8).map(|_| scope.spawn(|| reauth(&sandbox, &session, "k-1"))).collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).collect()
    });
    let replayed = |reply: &&Reply| reply.header("idempotent-replayed").is_some();
    assert_eq!(replies.iter().filter(replayed).count(), 7);
    assert!(replies.iter().all(|reply| reply.body == replies[0].body));
    assert_eq!(sandbox.counts(&session), (1, 1));
}

#[test]
fn another_key_places_another_hold() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("hold_expiring");
    reauth(&sandbox, &session, "k-1");
    reauth(&sandbox, &session, "k-2");
    assert_eq!(sandbox.counts(&session), (2, 2));
    let keys = &sandbox.entry(&session)["idempotency_keys"];
    assert_eq!(*keys, serde_json::json!(["k-1", "k-2"]));
}

#[test]
fn a_key_belongs_to_one_session_and_one_operation() {
    let sandbox = Sandbox::start();
    let (session, other) = (sandbox.fresh("hold_expiring"), sandbox.fresh("expired"));
    reauth(&sandbox, &session, "k-1");
    reauth(&sandbox, &other, "k-1").assert_rejected(409, "idempotency_key_reused");
    let headers = [("idempotency-key", "k-1")];
    let capture = sandbox.call("POST", &path(&session, "/capture"), &headers);
    capture.unwrap().assert_rejected(409, "idempotency_key_reused");
    assert_eq!(sandbox.counts(&other), (0, 0));
}

#[test]
fn replays_an_error() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("captured");
    reauth(&sandbox, &session, "k-1").assert_rejected(400, "checkout_session_already_processed");
    let second = reauth(&sandbox, &session, "k-1");
    second.assert_rejected(400, "checkout_session_already_processed");
    assert_eq!(second.header("idempotent-replayed"), Some("true"));
}

#[test]
fn stores_nothing_for_a_rejected_key() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("hold_expiring");
    let headers = [("idempotency-key", "k-1"), ("authorization", "Bearer no")];
    let refused = sandbox.send("POST", &path(&session, "/reauth"), &headers, "");
    assert_eq!(refused.unwrap().status, 401);
    let reply = reauth(&sandbox, &session, "k-1");
    assert_eq!((reply.status, reply.header("idempotent-replayed")), (200, None));
}

#[test]
fn stores_no_fault_for_a_key() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("hold_expiring");
    for (fault, replayed, counts) in [
        ("status;status=503", None, (0, 0)),
        ("status;status=503;applied=true", None, (1, 1)),
        ("empty", None, (1, 1)),
    ] {
        let headers = [("idempotency-key", "k-1"), ("x-sandbox-fault", fault)];
        let reply = sandbox.reauth_with(&session, &headers).unwrap();
        assert_eq!(reply.header("idempotent-replayed"), replayed);
        assert_eq!(sandbox.counts(&session), counts, "{fault}");
    }
    let reply = reauth(&sandbox, &session, "k-1");
    assert_eq!(reply.header("idempotent-replayed"), Some("true"));
    let intent = reply.session()["payment_intent"].clone();
    assert_eq!(sandbox.entry(&session)["payment_intents"][0], intent);
}

#[test]
fn the_same_key_makes_one_capture() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("hold_expiring");
    let post = |operation: &str, cents: u32, fault: &str| {
        let body = format!(
            r#"{{"checkout_session":{{"final_capture":false,
            "line_items":[{{"product":"fprod_1","amount_to_capture":{cents}}}]}}}}"#
        );
        let mut headers = vec![("idempotency-key", "k-1")];
        if !fault.is_empty() {
            headers.push(("x-sandbox-fault", fault));
        }
        let path = path(&session, operation);
        sandbox.call_with_body("POST", &path, &headers, &body).unwrap()
    };
    // The first response is lost.
    assert_eq!(post("/capture", 4_000, "empty").text(), "");
    let replayed = post("/capture", 4_000, "");
    assert_eq!(replayed.header("idempotent-replayed"), Some("true"));
    assert_eq!(replayed.session()["captures"][0]["amount_captured"], 4_000);
    post("/capture", 5_000, "").assert_rejected(409, "idempotency_key_reused");
    post("/capture_allocation", 4_000, "").assert_rejected(409, "idempotency_key_reused");
    let entry = sandbox.entry(&session);
    assert_eq!([&entry["captures_made"], &entry["captured_cents"]], [1, 4_000]);
}
