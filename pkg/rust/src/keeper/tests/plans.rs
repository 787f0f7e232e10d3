//! Plans for sessions, by tables.

use serde_json::{Value, json};

use super::simulation::{DAY, HOUR, START};
use crate::keeper::{
    CheckedHoldPolicy, DueReason, HoldRenewal, HoldStep, HoldStopReason, KeptHold, Plan,
    PlanContext, SessionView, plan, timestamp,
};

const NOW: u64 = START + DAY;

fn intent(status: &str, created_at: &str) -> Value {
    json!({
        "payment_intent_id": "fpi_1", "status": status, "amount": 100,
        "amount_capturable": if status == "requires_capture" { 100 } else { 0 },
        "created_at": created_at,
    })
}

fn session(fields: &Value) -> SessionView {
    let mut session = json!({
        "checkout_session_id": "fcs_1", "capture_method": "manual", "status": "complete",
        "created_at": START / 1000,
    });
    for (name, value) in fields.as_object().unwrap() {
        session[name] = value.clone();
    }
    let body = json!({ "checkout_session": session }).to_string();
    SessionView::read(body.as_bytes(), &[], NOW).unwrap()
}

/// Returns the plan of a policy that renews live holds.
fn planned(fields: &Value, context: PlanContext<'_>, now: u64) -> Plan {
    let policy = CheckedHoldPolicy { renew: HoldRenewal::Before, ..CheckedHoldPolicy::default() };
    plan(&session(fields), &policy, PlanContext { renews_early: true, ..context }, now)
}

/// Returns the plan of a policy that waits for the expiry.
fn planned_expired(fields: &Value, context: PlanContext<'_>, now: u64) -> Plan {
    plan(&session(fields), &CheckedHoldPolicy::default(), context, now)
}

fn created(time: u64) -> String {
    timestamp::format(time)
}

/// Returns the fields of a session with a live hold.
fn fields_of(start: u64) -> Value {
    json!({ "payment_intent": intent("requires_capture", &created(start)) })
}

#[track_caller]
fn stops(fields: &Value, reason: HoldStopReason) {
    for plan in [planned, planned_expired] {
        assert_eq!(
            plan(fields, PlanContext::default(), NOW),
            Plan::Stop(reason.clone()),
            "{fields}"
        );
    }
}

#[test]
fn stops_for_a_session_without_a_hold() {
    let live = intent("requires_capture", &created(START));
    stops(
        &json!({ "capture_method": "automatic", "payment_intent": live }),
        HoldStopReason::NotManual,
    );
    stops(&json!({ "status": "expired", "payment_intent": live }), HoldStopReason::SessionExpired);
    stops(&json!({}), HoldStopReason::NothingHeld);
    stops(&json!({ "payment_intent": null }), HoldStopReason::NothingHeld);
    for (status, reason) in [
        ("succeeded", HoldStopReason::Captured),
        ("canceled", HoldStopReason::Canceled),
        ("requires_payment_method", HoldStopReason::NothingHeld),
        ("requires_action", HoldStopReason::NothingHeld),
        ("something_new", HoldStopReason::NothingHeld),
    ] {
        stops(&json!({ "payment_intent": intent(status, &created(START)) }), reason);
    }
    let mut nothing_left = live;
    nothing_left["amount_capturable"] = 0.into();
    stops(&json!({ "payment_intent": nothing_left }), HoldStopReason::NothingHeld);
}

#[test]
fn renews_a_hold_a_margin_before_its_window_ends() {
    let due = |start: u64| Plan::Reauth { at: start + 90 * HOUR, reason: DueReason::Age };
    for start in [START, START + HOUR, NOW] {
        let fields = json!({ "payment_intent": intent("requires_capture", &created(start)) });
        assert_eq!(planned(&fields, PlanContext::default(), NOW), due(start));
    }
    let mut unknown = intent("held_in_a_new_way", &created(START));
    unknown["amount_capturable"] = 100.into();
    assert_eq!(
        planned(&json!({ "payment_intent": unknown }), PlanContext::default(), NOW),
        due(START)
    );
    let processing = intent("processing", &created(START));
    assert_eq!(
        planned(&json!({ "payment_intent": processing }), PlanContext::default(), NOW),
        due(START)
    );
    // The default policy notifies the merchant at that time instead.
    assert_eq!(
        planned_expired(&fields_of(START), PlanContext::default(), NOW),
        Plan::Wait { at: START + 90 * HOUR, step: HoldStep::Notify, expiring: false }
    );
    // A session without a capture method may still have a hold.
    let fields = json!({
        "capture_method": null, "payment_intent": intent("requires_capture", &created(START)),
    });
    assert_eq!(planned(&fields, PlanContext::default(), NOW), due(START));
}

#[test]
fn estimates_implausible_times() {
    let due = |start: u64| Plan::Reauth { at: start + 90 * HOUR, reason: DueReason::Age };
    for (created_at, start) in [
        (json!(null), START),
        (json!("<string>"), START),
        (json!("1970-01-01T00:00:00Z"), START),
        (json!("2999-01-01T00:00:00Z"), NOW),
        (json!(1_790_000_000), START),
    ] {
        let mut intent = intent("requires_capture", "");
        intent["created_at"] = created_at.clone();
        let fields = json!({ "payment_intent": intent });
        assert_eq!(planned(&fields, PlanContext::default(), NOW), due(start), "{created_at}");
        let fields = json!({ "payment_intent": intent, "created_at": START });
        assert_eq!(planned(&fields, PlanContext::default(), NOW), due(start), "milliseconds");
    }
    let mut intent = intent("requires_capture", "");
    intent["created_at"] = json!(null);
    for nonsense in [json!(null), json!("soon"), json!(7), json!({}), json!(1e300)] {
        let fields = json!({ "payment_intent": intent, "created_at": nonsense });
        assert_eq!(planned(&fields, PlanContext::default(), NOW), due(NOW), "{nonsense}");
    }
}

#[test]
fn renews_when_the_oldest_live_hold_is_due() {
    let cart = |id: &str, status: &str, start: u64| {
        let mut intent = intent(status, &created(start));
        intent["payment_intent_id"] = id.into();
        json!({ "payment_intent": intent })
    };
    let split = |eligible: Value, other: Value| {
        json!({ "payment_intent": null, "split_cart": {
            "split_cart_id": "fsc_1", "eligible_cart": eligible, "non_eligible_cart": other,
        } })
    };
    let (early, late) = (START + HOUR, START + 9 * HOUR);
    for (fields, start) in [
        (
            split(
                cart("fpi_1", "requires_capture", late),
                cart("fpi_2", "requires_capture", early),
            ),
            early,
        ),
        (split(cart("fpi_1", "requires_capture", late), cart("fpi_2", "succeeded", early)), late),
        (split(cart("fpi_1", "canceled", early), cart("fpi_2", "requires_capture", late)), late),
    ] {
        let expected = Plan::Reauth { at: start + 90 * HOUR, reason: DueReason::Age };
        assert_eq!(planned(&fields, PlanContext::default(), NOW), expected);
    }
    let taken = split(cart("fpi_1", "succeeded", late), cart("fpi_2", "succeeded", early));
    stops(&taken, HoldStopReason::Captured);
}

#[test]
fn expands_ids() {
    for (fields, expand) in [
        (json!({ "payment_intent": "fpi_1" }), vec!["payment_intent"]),
        (
            json!({ "payment_intent": "fpi_1", "split_cart": "fsc_1" }),
            vec!["payment_intent", "split_cart"],
        ),
        (json!({ "split_cart": "fsc_1" }), vec!["split_cart", "invoice"]),
        (json!({ "subscription": "fsub_1" }), vec!["invoice", "subscription"]),
    ] {
        let mut fields = fields;
        if expand.contains(&"invoice") {
            fields["invoice"] = "fin_1".into();
        }
        let expand: Vec<String> = expand.into_iter().map(str::to_owned).collect();
        assert_eq!(planned(&fields, PlanContext::default(), NOW), Plan::Retrieve { expand });
        // Flex returns only ids: a hold is as old as its session.
        let context = PlanContext { expanded: true, ..PlanContext::default() };
        let expected = |age| match fields.get("payment_intent") {
            Some(_) => Plan::Reauth { at: START + age, reason: DueReason::Age },
            None => Plan::Stop(HoldStopReason::NothingHeld),
        };
        assert_eq!(planned(&fields, context, NOW), expected(90 * HOUR));
        // No read shows the expiry of such a hold, so it ends with the window.
        assert_eq!(planned_expired(&fields, context, NOW), expected(114 * HOUR));
    }
    let related = json!({
        "payment_intent": intent("requires_capture", &created(START)), "customer": "fcus_1",
        "invoice": "fin_1", "subscription": "fsub_1",
    });
    assert!(matches!(planned(&related, PlanContext::default(), NOW), Plan::Reauth { .. }));
}

#[test]
fn distinguishes_expired_from_canceled_holds() {
    let canceled = json!({ "payment_intent": intent("canceled", &created(START)) });
    let window = CheckedHoldPolicy::default().window;
    for plan in [planned, planned_expired] {
        let at = |now| plan(&canceled, PlanContext::default(), now);
        assert_eq!(at(START + window - 1), Plan::Stop(HoldStopReason::Canceled));
        let now = START + window;
        assert_eq!(at(now), Plan::Reauth { at: now, reason: DueReason::Expired });
    }
    let expired = ["fpi_1".to_owned()];
    for context in [
        PlanContext { expired: &expired, ..PlanContext::default() },
        PlanContext { some_expired: true, ..PlanContext::default() },
    ] {
        assert_eq!(
            planned(&canceled, context, NOW),
            Plan::Reauth { at: NOW, reason: DueReason::Expired }
        );
        let captured = json!({ "payment_intent": intent("succeeded", &created(START)) });
        assert_eq!(planned(&captured, context, NOW), Plan::Stop(HoldStopReason::Captured));
    }
    // The webhook had no payment intent, and the session's hold is live.
    let live = json!({ "payment_intent": intent("requires_capture", &created(START)) });
    let context = PlanContext { some_expired: true, ..PlanContext::default() };
    assert!(matches!(planned(&live, context, NOW), Plan::Reauth { reason: DueReason::Age, .. }));
    let context = PlanContext { expired: &expired, ..PlanContext::default() };
    assert_eq!(planned(&live, context, NOW), Plan::Reauth { at: NOW, reason: DueReason::Expired });
}

#[test]
fn respects_until_and_max_reauths() {
    let live = session(&json!({ "payment_intent": intent("requires_capture", &created(START)) }));
    let due = START + 90 * HOUR;
    let with = |until, reauths, now| {
        let policy = CheckedHoldPolicy { until, ..CheckedHoldPolicy::default() };
        let context = PlanContext { reauths, renews_early: true, ..PlanContext::default() };
        plan(&live, &policy, context, now)
    };
    let reauth = Plan::Reauth { at: due, reason: DueReason::Age };
    assert_eq!(with(Some(due), 6, NOW), reauth);
    // The hold lives longer than the policy, which therefore ends at `until`.
    assert_eq!(
        with(Some(due - 1), 0, NOW),
        Plan::Wait { at: due, step: HoldStep::Stop, expiring: false }
    );
    assert_eq!(with(Some(due - 1), 0, due), Plan::Stop(HoldStopReason::Until));
    assert_eq!(with(None, 7, NOW), Plan::Stop(HoldStopReason::MaxReauths));
    // A late renewal: the time of the request counts.
    assert_eq!(with(Some(due + 5), 0, due + 5), reauth);
    assert_eq!(with(Some(due + 5), 0, due + 6), Plan::Stop(HoldStopReason::Until));
}

#[test]
fn never_plans_two_reauths_within_a_window_despite_wrong_clocks() {
    let old = json!({ "payment_intent": intent("requires_capture", &created(START)) });
    let context = PlanContext { reauths: 1, last_reauth_at: Some(NOW), ..PlanContext::default() };
    let expected = Plan::Reauth { at: NOW + 90 * HOUR, reason: DueReason::Age };
    assert_eq!(planned(&old, context, NOW), expected);
}

#[test]
fn remembers_when_a_hold_was_first_seen() {
    let fields = json!({ "checkout_session": {
        "checkout_session_id": "fcs_1", "payment_intent": { "payment_intent_id": "fpi_1" },
    } })
    .to_string();
    let first = SessionView::read(fields.as_bytes(), &[], NOW).unwrap();
    let later = SessionView::read(fields.as_bytes(), &first.holds, NOW + DAY).unwrap();
    let started = |view: &SessionView| {
        view.holds.iter().map(|hold: &KeptHold| hold.started_at).collect::<Vec<_>>()
    };
    assert_eq!(started(&first), [NOW]);
    assert_eq!(started(&later), [NOW]);
}

#[test]
fn keeps_a_partially_captured_hold_with_any_status() {
    let due = Plan::Reauth { at: START + 90 * HOUR, reason: DueReason::Age };
    for status in ["requires_capture", "succeeded", "partially_captured"] {
        let mut partial = intent(status, &created(START));
        partial["amount_capturable"] = 40.into();
        let fields = json!({
            "payment_intent": partial, "amount_total": 100, "captures": [{ "amount_captured": 60 }],
        });
        assert_eq!(planned(&fields, PlanContext::default(), NOW), due, "{status}");
        let context = PlanContext { captured: true, ..PlanContext::default() };
        assert_eq!(planned(&fields, context, NOW), due, "{status}");
    }
}

#[test]
fn recognizes_a_capture_in_several_parts() {
    let mut intent = intent("requires_capture", &created(START));
    intent["amount_capturable"] = 0.into();
    let captures = json!([{ "amount_captured": 60 }, { "amount_captured": 40 }]);
    let fields = json!({ "payment_intent": intent, "amount_total": 100, "captures": captures });
    stops(&fields, HoldStopReason::Captured);
}

#[test]
fn accepts_every_session_that_json_parse_accepts() {
    let created_at = START / 1000;
    let due = Plan::Reauth { at: START + 90 * HOUR, reason: DueReason::Age };
    let deep = format!("{}1{}", "[".repeat(120), "]".repeat(120));
    for unrelated in [r#""Vitamin D \ud83d""#, "-1e400", r#"{"\udc00":1,"\udc00":2}"#, &deep] {
        let body = format!(
            r#"{{"checkout_session":{{"checkout_session_id":"fcs_2"}},"checkout_session":{{
                "metadata":{{"x":{unrelated}}},"x":{unrelated},"created_at":7,"capture_method":"automatic",
                "checkout_session_id":"fcs_1","capture_method":"manual","created_at":{created_at},
                "payment_intent":{{"payment_intent_id":"fpi_1","status":"requires_capture","x":{unrelated}}}}}}}"#,
        );
        let view = SessionView::read(body.as_bytes(), &[], NOW).unwrap();
        assert_eq!(view.session_id, "fcs_1");
        let context = PlanContext { renews_early: true, ..PlanContext::default() };
        assert_eq!(plan(&view, &CheckedHoldPolicy::default(), context, NOW), due, "{unrelated}");
    }
}
