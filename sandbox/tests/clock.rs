use serde_json::{Value, json};

use crate::client::Sandbox;

const HOUR: i64 = 3_600_000;

fn set_clock(sandbox: &Sandbox, session: &str, ahead_ms: i64) -> Value {
    let path = format!("/sandbox/sessions/{session}/clock");
    sandbox.control("PUT", &path, &json!({ "ahead_ms": ahead_ms })).json()
}

#[test]
fn a_hold_expires_by_its_sessions_clock() {
    let sandbox = Sandbox::start();
    let hold = json!({ "age_ms": HOUR, "life_ms": 3 * HOUR });
    let session = sandbox.create(&json!({ "kind": "split_cart", "hold": hold }));
    let expired = |ahead| set_clock(&sandbox, &session, ahead)["holds_expired"].as_u64().unwrap();
    assert_eq!(expired(HOUR), 0);
    assert_eq!(expired(2 * HOUR), 2);
    // A reauth places holds that are young by the same clock.
    sandbox.reauth(&session);
    assert_eq!(expired(4 * HOUR), 2);
    let cart = &sandbox.get(&session).session()["split_cart"]["eligible_cart"];
    assert_eq!(cart["payment_intent"]["status"], "requires_capture");
    assert_eq!(expired(5 * HOUR + 1), 4);
}

#[test]
fn a_summary_counts_holds_that_have_expired() {
    let sandbox = Sandbox::start();
    let hold = json!({ "age_ms": 0, "life_ms": 50 });
    let session = sandbox.create(&json!({ "kind": "minimal", "hold": hold }));
    std::thread::sleep(std::time::Duration::from_millis(60));
    assert_eq!(sandbox.entry(&session)["holds_expired"], 1);
    assert_eq!(sandbox.entry(&session)["payment_intents"].as_array().unwrap().len(), 1);
}

#[test]
fn counts_the_expired_hold_of_a_subscription_once() {
    let sandbox = Sandbox::start();
    let hold = json!({ "age_ms": HOUR, "life_ms": 3 * HOUR });
    let session = sandbox.create(&json!({ "kind": "subscription", "hold": hold }));
    assert_eq!(set_clock(&sandbox, &session, 2 * HOUR)["holds_expired"], 1);
}

#[test]
fn a_hold_never_expires_by_default() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("minimal");
    assert_eq!(set_clock(&sandbox, &session, 10_000 * HOUR)["holds_expired"], 0);
    assert_eq!(
        set_clock(&sandbox, "fcs_none", 0)["detail"][0]["type"],
        "checkout_session_not_found"
    );
}

#[test]
fn a_holds_lifetime_can_be_set_later() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("minimal");
    let give = |session: &str, times: &Value| {
        sandbox.control("PUT", &format!("/sandbox/sessions/{session}/hold"), times).json()
    };
    let young = json!({ "age_ms": HOUR, "life_ms": 3 * HOUR });
    assert_eq!(give(&session, &young)["holds_expired"], 0);
    assert_eq!(set_clock(&sandbox, &session, HOUR)["holds_expired"], 0);
    assert_eq!(set_clock(&sandbox, &session, 2 * HOUR)["holds_expired"], 1);
    assert_eq!(give("fcs_none", &young)["detail"][0]["type"], "checkout_session_not_found");
}

#[test]
fn a_sessions_clock_can_run_ahead() {
    let sandbox = Sandbox::start();
    let now = jiff::Timestamp::now().as_millisecond();
    let clock = json!({ "from_ms": now - 1000, "speed": 3600 });
    let session = sandbox.create(&json!({ "kind": "split_cart", "clock": clock }));
    sandbox.reauth(&session);
    let cart = sandbox.get(&session).session()["split_cart"]["eligible_cart"].clone();
    let made = cart["payment_intent"]["created_at"].clone();
    let made: jiff::Timestamp = made.as_str().unwrap().parse().unwrap();
    // An hour a second: at least a second has passed, and the machine is not so slow that it were ten.
    let ahead = made.as_millisecond() - now;
    assert!((HOUR - 1000..10 * HOUR).contains(&ahead), "{ahead}");
}
