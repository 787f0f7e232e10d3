use sandbox::{Kind, ReauthMode};
use serde_json::{Value, json};

use crate::client::{Reply, Sandbox, path};

const HOUR: i64 = 3_600_000;
const LIVE: &str = "requires_capture";
const CANCELED: &str = "canceled";
const REFUSAL: &str = "reauthorization_not_available";

/// Each mode with the status of a live hold's payment intent after a reauth; `None` if the reauth is
/// refused.
const MODES: [(ReauthMode, Option<&str>); 3] = [
    (ReauthMode::RenewsLive, Some(CANCELED)),
    (ReauthMode::KeepsFormer, Some(LIVE)),
    (ReauthMode::RefusesLive, None),
];

/// Each kind of session with a live hold, with the number of its holds.
const LIVE_KINDS: [(Kind, usize); 4] =
    [(Kind::HoldExpiring, 1), (Kind::Minimal, 1), (Kind::Subscription, 1), (Kind::SplitCart, 2)];

fn create(sandbox: &Sandbox, kind: Kind, mode: ReauthMode) -> String {
    sandbox.create(&json!({ "kind": kind, "reauth_mode": mode }))
}

/// Creates a session whose holds expire in 3 hours.
fn create_aging(sandbox: &Sandbox, kind: Kind, mode: ReauthMode) -> String {
    let hold = json!({ "age_ms": 0, "life_ms": 3 * HOUR });
    sandbox.create(&json!({ "kind": kind, "reauth_mode": mode, "hold": hold }))
}

fn set_clock(sandbox: &Sandbox, session: &str, ahead_ms: i64) {
    let path = format!("/sandbox/sessions/{session}/clock");
    assert_eq!(sandbox.control("PUT", &path, &json!({ "ahead_ms": ahead_ms })).status, 200);
}

fn set_mode(sandbox: &Sandbox, path: &str, mode: Option<ReauthMode>) -> Reply {
    sandbox.control("PUT", path, &json!({ "reauth_mode": mode }))
}

fn reauth(sandbox: &Sandbox, session: &str, key: &str) -> Reply {
    sandbox.reauth_with(session, &[("idempotency-key", key)]).unwrap()
}

fn post(sandbox: &Sandbox, session: &str, operation: &str) -> Reply {
    sandbox.call("POST", &path(session, operation), &[]).unwrap()
}

fn cancel_intent(sandbox: &Sandbox, id: &str) -> Reply {
    sandbox.call("POST", &format!("/v1/payment_intents/{id}/cancel"), &[]).unwrap()
}

fn capture_eligible_cart(sandbox: &Sandbox, session: &str) {
    let items = json!([{ "product": "fprod_1", "amount_to_capture": 8_999 }]);
    let body = json!({ "checkout_session": { "final_capture": false, "line_items": items } });
    let path = path(session, "/capture");
    let reply = sandbox.call_with_body("POST", &path, &[], &body.to_string()).unwrap();
    assert_eq!(reply.status, 200, "{}", reply.text());
}

/// Returns the listed payment intents, the newest first.
fn intents(sandbox: &Sandbox, session: &str) -> Vec<Value> {
    let path = format!("/v1/payment_intents?checkout_session={session}");
    let list = sandbox.call("GET", &path, &[]).unwrap().json();
    list["payment_intents"].as_array().unwrap().clone()
}

fn field<'a>(intents: &'a [Value], name: &str) -> Vec<&'a str> {
    intents.iter().map(|intent| intent[name].as_str().unwrap()).collect()
}

/// Asserts the statuses in the list of payment intents, the newest first.
#[track_caller]
fn assert_statuses(sandbox: &Sandbox, session: &str, expected: &[&str]) {
    assert_eq!(field(&intents(sandbox, session), "status"), expected);
}

/// Asserts that a reauth replaced every listed payment intent, and returns the new list.
#[track_caller]
fn assert_replaced(sandbox: &Sandbox, session: &str, old: &[Value], former: &str) -> Vec<Value> {
    let all = intents(sandbox, session);
    let (new, listed) = all.split_at(old.len());
    assert_eq!(field(listed, "payment_intent_id"), field(old, "payment_intent_id"));
    assert_eq!(field(listed, "status"), vec![former; old.len()]);
    assert_eq!(field(new, "status"), vec![LIVE; old.len()]);
    for (new, old) in new.iter().zip(old) {
        assert_eq!(new["amount"], old["amount"]);
    }
    let entry = sandbox.entry(session);
    let ids = |name: &str| {
        let mut ids = entry[name].as_array().unwrap().clone();
        ids.reverse();
        ids
    };
    assert_eq!(ids("payment_intents"), field(new, "payment_intent_id"));
    assert_eq!(ids("former_payment_intents"), field(old, "payment_intent_id"));
    all
}

#[test]
fn a_reauth_of_a_live_hold_follows_the_mode() {
    let sandbox = Sandbox::start();
    for (mode, former) in MODES {
        for (kind, holds) in LIVE_KINDS {
            let session = create(&sandbox, kind, mode);
            let before = sandbox.entry(&session)["checkout_session"].clone();
            let old = intents(&sandbox, &session);
            assert_eq!(old.len(), holds);
            let reply = sandbox.reauth(&session);
            let Some(former) = former else {
                reply.assert_rejected(400, REFUSAL);
                assert_eq!(intents(&sandbox, &session), old);
                let entry = sandbox.entry(&session);
                assert_eq!(entry["checkout_session"], before);
                assert_eq!(entry["former_payment_intents"], json!([]));
                assert_eq!(sandbox.counts(&session), (0, 0));
                continue;
            };
            reply.typed();
            let all = assert_replaced(&sandbox, &session, &old, former);
            for former in &all[holds..] {
                if former["status"] == CANCELED {
                    assert_eq!(former["amount_capturable"], 0);
                }
            }
            assert_eq!(sandbox.counts(&session), (1, u64::try_from(holds).unwrap()));
            // The counts of requested cancels and of expiries exclude replaced holds.
            let entry = sandbox.entry(&session);
            assert_eq!([&entry["cancels"], &entry["holds_expired"]], [0, 0]);
        }
    }
}

#[test]
fn every_mode_renews_an_expired_hold() {
    let sandbox = Sandbox::start();
    for (mode, _) in MODES {
        let session = create(&sandbox, Kind::Expired, mode);
        let old = intents(&sandbox, &session);
        sandbox.reauth(&session).typed();
        assert_replaced(&sandbox, &session, &old, CANCELED);
        assert_eq!(sandbox.counts(&session), (1, 1));

        for (kind, holds) in LIVE_KINDS {
            let session = create_aging(&sandbox, kind, mode);
            let old = intents(&sandbox, &session);
            set_clock(&sandbox, &session, 3 * HOUR);
            sandbox.reauth(&session).typed();
            assert_replaced(&sandbox, &session, &old, CANCELED);
            let holds = u64::try_from(holds).unwrap();
            assert_eq!(sandbox.counts(&session), (1, holds));
            assert_eq!(sandbox.entry(&session)["holds_expired"], holds);
        }
    }
}

#[test]
fn a_renewed_hold_is_live_again() {
    let sandbox = Sandbox::start();
    for (mode, former) in MODES {
        let session = create_aging(&sandbox, Kind::Minimal, mode);
        set_clock(&sandbox, &session, 3 * HOUR);
        assert_eq!(sandbox.reauth(&session).status, 200);
        let again = sandbox.reauth(&session);
        if let Some(former) = former {
            again.typed();
            assert_statuses(&sandbox, &session, &[LIVE, former, CANCELED]);
            assert_eq!(sandbox.counts(&session), (2, 2));
        } else {
            again.assert_rejected(400, REFUSAL);
            assert_statuses(&sandbox, &session, &[LIVE, CANCELED]);
            assert_eq!(sandbox.counts(&session), (1, 1));
        }
    }
}

#[test]
fn a_kept_former_hold_lives_until_it_expires_or_is_canceled() {
    let sandbox = Sandbox::start();
    let session = create_aging(&sandbox, Kind::Minimal, ReauthMode::KeepsFormer);
    set_clock(&sandbox, &session, HOUR);
    sandbox.reauth(&session);
    assert_statuses(&sandbox, &session, &[LIVE, LIVE]);
    set_clock(&sandbox, &session, 3 * HOUR);
    assert_statuses(&sandbox, &session, &[LIVE, CANCELED]);

    for (mode, status) in [(ReauthMode::KeepsFormer, 200), (ReauthMode::RenewsLive, 400)] {
        let session = create(&sandbox, Kind::Minimal, mode);
        let old = intents(&sandbox, &session);
        sandbox.reauth(&session);
        let reply = cancel_intent(&sandbox, old[0]["payment_intent_id"].as_str().unwrap());
        assert_eq!(reply.status, status);
        assert_statuses(&sandbox, &session, &[LIVE, CANCELED]);
    }
}

#[test]
fn a_split_cart_with_one_live_hold_follows_the_mode() {
    let sandbox = Sandbox::start();
    for (mode, former) in MODES {
        for eligible_status in [CANCELED, "succeeded"] {
            let session = create(&sandbox, Kind::SplitCart, mode);
            let old = intents(&sandbox, &session);
            let [other, eligible] = field(&old, "payment_intent_id").try_into().unwrap();
            if eligible_status == CANCELED {
                assert_eq!(cancel_intent(&sandbox, eligible).status, 200);
            } else {
                capture_eligible_cart(&sandbox, &session);
            }
            let reply = sandbox.reauth(&session);
            if let Some(former) = former {
                reply.typed();
                assert_statuses(&sandbox, &session, &[LIVE, eligible_status, former]);
                assert_eq!(sandbox.entry(&session)["former_payment_intents"], json!([other]));
                assert_eq!(sandbox.counts(&session), (1, 1));
            } else {
                reply.assert_rejected(400, REFUSAL);
                assert_statuses(&sandbox, &session, &[LIVE, eligible_status]);
                assert_eq!(sandbox.counts(&session), (0, 0));
            }
        }
    }
}

#[test]
fn without_a_live_hold_the_other_refusals_apply() {
    let sandbox = Sandbox::start();
    for (mode, _) in MODES {
        let session = create(&sandbox, Kind::SplitCart, mode);
        assert_eq!(post(&sandbox, &session, "/cancel").status, 200);
        sandbox.reauth(&session).assert_rejected(400, "checkout_session_canceled");
        let session = create(&sandbox, Kind::Captured, mode);
        sandbox.reauth(&session).assert_rejected(400, "checkout_session_already_processed");
        let session = create(&sandbox, Kind::Automatic, mode);
        sandbox.reauth(&session).assert_rejected(422, "manual_capture_not_supported");
    }
}

#[test]
fn captures_and_cancels_work_in_every_mode() {
    let sandbox = Sandbox::start();
    for (mode, former) in MODES {
        for (operation, status) in [("/capture", "succeeded"), ("/cancel", CANCELED)] {
            let session = create(&sandbox, Kind::HoldExpiring, mode);
            sandbox.reauth(&session);
            assert_eq!(post(&sandbox, &session, operation).status, 200);
            let expected: &[&str] = match former {
                // The cancel of a session also cancels former holds.
                Some(_) if operation == "/cancel" => &[CANCELED, CANCELED],
                Some(former) => &[status, former],
                None => &[status],
            };
            assert_statuses(&sandbox, &session, expected);
        }
    }
}

#[test]
fn replays_a_reauth_and_its_refusal() {
    let sandbox = Sandbox::start();
    for (mode, former) in MODES {
        let session = create_aging(&sandbox, Kind::SplitCart, mode);
        let first = reauth(&sandbox, &session, &format!("{}-1", mode.name()));
        let second = reauth(&sandbox, &session, &format!("{}-1", mode.name()));
        assert_eq!(first.header("idempotent-replayed"), None);
        assert_eq!(second.header("idempotent-replayed"), Some("true"));
        assert_eq!((second.status, &second.body), (first.status, &first.body));
        if former.is_some() {
            assert_eq!(sandbox.counts(&session), (1, 2));
            continue;
        }
        first.assert_rejected(400, REFUSAL);
        assert_eq!(sandbox.counts(&session), (0, 0));
        // The refusal stays stored for its key after the holds have expired.
        set_clock(&sandbox, &session, 3 * HOUR);
        let third = reauth(&sandbox, &session, &format!("{}-1", mode.name()));
        third.assert_rejected(400, REFUSAL);
        assert_eq!(third.header("idempotent-replayed"), Some("true"));
        assert_eq!(sandbox.counts(&session), (0, 0));
        assert_eq!(reauth(&sandbox, &session, &format!("{}-2", mode.name())).status, 200);
        assert_eq!(sandbox.counts(&session), (1, 2));
    }
}

#[test]
fn the_documented_session_ignores_the_mode() {
    let sandbox = Sandbox::start();
    for (mode, _) in MODES {
        let session = create(&sandbox, Kind::Documented, mode);
        assert_eq!(sandbox.reauth(&session).status, 200);
        assert_eq!(sandbox.counts(&session), (1, 1));
        assert_eq!(sandbox.entry(&session)["former_payment_intents"], json!([]));
    }
}

#[test]
fn keeps_former_holds_by_default() {
    let sandbox = Sandbox::start();
    let shown = sandbox.control("GET", "/sandbox/reauth_mode", &Value::Null).json();
    assert_eq!(shown, json!({ "reauth_mode": "keeps_former" }));
    let session = sandbox.fresh("minimal");
    assert_eq!(sandbox.entry(&session)["reauth_mode"], "keeps_former");
    sandbox.reauth(&session);
    assert_statuses(&sandbox, &session, &[LIVE, LIVE]);
}

#[test]
fn the_default_mode_applies_to_sessions_without_their_own() {
    let sandbox = Sandbox::start();
    let existing = sandbox.fresh("minimal");
    let own = create(&sandbox, Kind::Minimal, ReauthMode::KeepsFormer);
    let to = "/sandbox/reauth_mode";
    let reply = set_mode(&sandbox, to, Some(ReauthMode::RefusesLive));
    assert_eq!((reply.status, reply.json()), (200, json!({ "reauth_mode": "refuses_live" })));
    let later = sandbox.fresh("minimal");
    for session in [&existing, &later, Kind::Minimal.seed_id()] {
        assert_eq!(sandbox.entry(session)["reauth_mode"], "refuses_live");
        sandbox.reauth(session).assert_rejected(400, REFUSAL);
    }
    assert_eq!(sandbox.entry(&own)["reauth_mode"], "keeps_former");
    assert_eq!(sandbox.reauth(&own).status, 200);

    assert_eq!(sandbox.control("POST", "/sandbox/reset", &Value::Null).status, 204);
    assert_eq!(sandbox.control("GET", to, &Value::Null).json()["reauth_mode"], "keeps_former");
    assert_eq!(sandbox.reauth(Kind::Minimal.seed_id()).status, 200);
}

#[test]
fn a_sessions_mode_can_be_changed_and_removed() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("minimal");
    let to = format!("/sandbox/sessions/{session}/reauth_mode");
    let set = |mode| set_mode(&sandbox, &to, mode).json()["reauth_mode"].clone();
    assert_eq!(set(Some(ReauthMode::RefusesLive)), "refuses_live");
    sandbox.reauth(&session).assert_rejected(400, REFUSAL);
    assert_eq!(set(None), "keeps_former");
    sandbox.reauth(&session);
    assert_statuses(&sandbox, &session, &[LIVE, LIVE]);
    assert_eq!(set(Some(ReauthMode::RenewsLive)), "renews_live");
    sandbox.reauth(&session);
    // Only the hold that this reauth replaces is released.
    assert_statuses(&sandbox, &session, &[LIVE, CANCELED, LIVE]);
}

#[test]
fn rejects_an_unknown_mode() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("minimal");
    let own = format!("/sandbox/sessions/{session}/reauth_mode");
    let unknown = json!({ "reauth_mode": "renews" });
    let new = json!({ "kind": "minimal", "reauth_mode": "renews" });
    for (method, path, body) in [
        ("PUT", own.as_str(), &unknown),
        ("PUT", "/sandbox/reauth_mode", &unknown),
        ("POST", "/sandbox/sessions", &new),
    ] {
        let reply = sandbox.control(method, path, body);
        reply.assert_rejected(400, "invalid_request");
        assert!(reply.text().contains("unknown variant `renews`"), "{}", reply.text());
    }
    set_mode(&sandbox, "/sandbox/reauth_mode", None).assert_rejected(400, "invalid_request");
    set_mode(&sandbox, "/sandbox/sessions/fcs_none/reauth_mode", None)
        .assert_rejected(404, "checkout_session_not_found");
    assert_eq!(sandbox.entry(&session)["reauth_mode"], "keeps_former");
}
