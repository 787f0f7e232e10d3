//! What is planned for a session, by tables.

use serde_json::{Value, json};

use super::world::{DAY, HOUR, START};
use crate::keeper::{
    Because, HoldStopReason, KeptHold, Past, Plan, Policy, SessionView, plan, timestamp,
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

fn planned(fields: &Value, past: Past<'_>, now: u64) -> Plan {
    plan(&session(fields), &Policy::default(), past, now)
}

fn created(time: u64) -> String {
    timestamp::format(time)
}

#[track_caller]
fn stops(fields: &Value, reason: HoldStopReason) {
    assert_eq!(planned(fields, Past::default(), NOW), Plan::Stop(reason), "{fields}");
}

#[test]
fn leaves_a_session_alone_that_has_no_hold_to_keep() {
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
    let due = |start: u64| Plan::Reauth { at: start + 90 * HOUR, because: Because::Age };
    for start in [START, START + HOUR, NOW] {
        let fields = json!({ "payment_intent": intent("requires_capture", &created(start)) });
        assert_eq!(planned(&fields, Past::default(), NOW), due(start));
    }
    let mut unknown = intent("held_in_a_new_way", &created(START));
    unknown["amount_capturable"] = 100.into();
    assert_eq!(planned(&json!({ "payment_intent": unknown }), Past::default(), NOW), due(START));
    let processing = intent("processing", &created(START));
    assert_eq!(planned(&json!({ "payment_intent": processing }), Past::default(), NOW), due(START));
    // A session that Flex does not say the method of has a hold all the same.
    let fields = json!({
        "capture_method": null, "payment_intent": intent("requires_capture", &created(START)),
    });
    assert_eq!(planned(&fields, Past::default(), NOW), due(START));
}

#[test]
fn goes_by_what_can_be_true_where_a_time_cannot() {
    let due = |start: u64| Plan::Reauth { at: start + 90 * HOUR, because: Because::Age };
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
        assert_eq!(planned(&fields, Past::default(), NOW), due(start), "{created_at}");
        let fields = json!({ "payment_intent": intent, "created_at": START });
        assert_eq!(planned(&fields, Past::default(), NOW), due(start), "milliseconds");
    }
    let mut intent = intent("requires_capture", "");
    intent["created_at"] = json!(null);
    for nonsense in [json!(null), json!("soon"), json!(7), json!({}), json!(1e300)] {
        let fields = json!({ "payment_intent": intent, "created_at": nonsense });
        assert_eq!(planned(&fields, Past::default(), NOW), due(NOW), "{nonsense}");
    }
}

#[test]
fn lets_the_oldest_live_hold_decide() {
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
        let expected = Plan::Reauth { at: start + 90 * HOUR, because: Because::Age };
        assert_eq!(planned(&fields, Past::default(), NOW), expected);
    }
    let taken = split(cart("fpi_1", "succeeded", late), cart("fpi_2", "succeeded", early));
    stops(&taken, HoldStopReason::Captured);
}

#[test]
fn reads_again_what_came_as_ids() {
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
        assert_eq!(planned(&fields, Past::default(), NOW), Plan::Retrieve { expand });
        // Ids are all that Flex gives: then a hold is taken to be as old as its session.
        let past = Past { expanded: true, ..Past::default() };
        let expected = match fields.get("payment_intent") {
            Some(_) => Plan::Reauth { at: START + 90 * HOUR, because: Because::Age },
            None => Plan::Stop(HoldStopReason::NothingHeld),
        };
        assert_eq!(planned(&fields, past, NOW), expected);
    }
    let related = json!({
        "payment_intent": intent("requires_capture", &created(START)), "customer": "fcus_1",
        "invoice": "fin_1", "subscription": "fsub_1",
    });
    assert!(matches!(planned(&related, Past::default(), NOW), Plan::Reauth { .. }));
}

#[test]
fn tells_a_hold_that_expired_from_one_that_was_canceled() {
    let canceled = json!({ "payment_intent": intent("canceled", &created(START)) });
    let window = Policy::default().window;
    let at = |now| planned(&canceled, Past::default(), now);
    assert_eq!(at(START + window - 1), Plan::Stop(HoldStopReason::Canceled));
    let now = START + window;
    assert_eq!(at(now), Plan::Reauth { at: now, because: Because::Expired });
    let expired = ["fpi_1".to_owned()];
    for past in [
        Past { expired: &expired, ..Past::default() },
        Past { some_expired: true, ..Past::default() },
    ] {
        assert_eq!(
            planned(&canceled, past, NOW),
            Plan::Reauth { at: NOW, because: Because::Expired }
        );
        let captured = json!({ "payment_intent": intent("succeeded", &created(START)) });
        assert_eq!(planned(&captured, past, NOW), Plan::Stop(HoldStopReason::Captured));
    }
    // Which one expired is not said, and the one that is there holds.
    let live = json!({ "payment_intent": intent("requires_capture", &created(START)) });
    let past = Past { some_expired: true, ..Past::default() };
    assert!(matches!(planned(&live, past, NOW), Plan::Reauth { because: Because::Age, .. }));
    let past = Past { expired: &expired, ..Past::default() };
    assert_eq!(planned(&live, past, NOW), Plan::Reauth { at: NOW, because: Because::Expired });
}

#[test]
fn keeps_to_the_end_and_the_number_of_the_policy() {
    let live = session(&json!({ "payment_intent": intent("requires_capture", &created(START)) }));
    let due = START + 90 * HOUR;
    let with = |until, reauths, now| {
        let policy = Policy { until, ..Policy::default() };
        plan(&live, &policy, Past { reauths, ..Past::default() }, now)
    };
    let reauth = Plan::Reauth { at: due, because: Because::Age };
    assert_eq!(with(Some(due), 6, NOW), reauth);
    assert_eq!(with(Some(due - 1), 0, NOW), Plan::Stop(HoldStopReason::Until));
    assert_eq!(with(None, 7, NOW), Plan::Stop(HoldStopReason::MaxReauths));
    // It is due, but late: what counts is when it would be sent.
    assert_eq!(with(Some(due + 5), 0, due + 5), reauth);
    assert_eq!(with(Some(due + 5), 0, due + 6), Plan::Stop(HoldStopReason::Until));
}

#[test]
fn never_plans_two_reauths_within_a_window_whatever_the_clocks_say() {
    let old = json!({ "payment_intent": intent("requires_capture", &created(START)) });
    let past = Past { reauths: 1, last_reauth_at: Some(NOW), ..Past::default() };
    let expected = Plan::Reauth { at: NOW + 90 * HOUR, because: Because::Age };
    assert_eq!(planned(&old, past, NOW), expected);
}

#[test]
fn remembers_since_when_a_hold_was_seen() {
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
