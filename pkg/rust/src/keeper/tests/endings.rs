//! How keeping ends, and what is known of a reauth that was under way then.

use serde_json::json;

use super::world::{DAY, Fate, HOUR, MINUTE, START, World};
use crate::keeper::webhook::WebhookType;
use crate::keeper::{Do, Event, HistoryOutcome};

const CYCLE: u64 = 90 * HOUR;

/// A world in which a reauth is under way.
fn in_flight() -> (World, String) {
    let mut world = World::kept(json!({}));
    world.now += CYCLE;
    world.step(Event::Alarm, false);
    let body = world.body();
    let step = world.step(Event::Retrieved { body }, false);
    let Do::Reauth { key, .. } = step.then else { panic!("{:?}", step.then) };
    (world, key)
}

#[test]
fn stops_where_flex_refuses_and_says_why() {
    for (code, reason) in [
        ("checkout_session_already_processed", "captured"),
        ("checkout_session_canceled", "canceled"),
        ("checkout_session_expired", "session_expired"),
        ("manual_capture_not_supported", "not_manual"),
        ("checkout_session_not_found", "not_found"),
        ("card_declined", "rejected"),
    ] {
        let mut world = World::kept(json!({}));
        world.refuses_with = Some((400, code));
        world.pass(30 * DAY);
        assert_eq!(world.stop_reason().as_deref(), Some(reason));
        assert_eq!(world.told(), ["hold.stopped"]);
        assert_eq!(json!(world.notices[0].body)["data"]["reason"], reason);
        assert_eq!(json!(world.notices[0].body)["data"]["detail"], code);
        assert_eq!(world.sent.len(), 1);
        assert_eq!(world.alarm, None);
        let history = world.record().history;
        assert_eq!(history[0].outcome, HistoryOutcome::Rejected);
        assert_eq!(history[0].refused.as_ref().unwrap().code.as_deref(), Some(code));
    }
}

#[test]
fn looks_before_it_believes_a_refusal_that_follows_an_unknown_outcome() {
    for (first, placed, told) in
        [(Fate::LostAfter, 1, "hold.renewed"), (Fate::LostBefore, 0, "hold.stopped")]
    {
        let mut world = World::kept(json!({}));
        world.pass(CYCLE - 1);
        world.fates = [Fate::Fine, first].into();
        world.pass(1);
        world.refuses_with = Some((400, "card_declined"));
        world.pass(HOUR);
        assert_eq!(world.placed.len(), placed);
        assert_eq!(world.told(), [told]);
    }
}

#[test]
fn lets_go_when_it_is_told_to() {
    let mut world = World::kept(json!({}));
    world.happen(Event::Release { reason: Some("shipped".into()) });
    assert_eq!(world.stop_reason().as_deref(), Some("released"));
    assert_eq!(world.record().stopped.unwrap().detail.as_deref(), Some("shipped"));
    world.happen(Event::Release { reason: None });
    world.happen(Event::Alarm);
    world.webhook(WebhookType::ChargeExpired, &[]);
    assert_eq!(world.told(), ["hold.stopped"]);
    assert_eq!((world.looks, world.alarm), (1, None));
}

#[test]
fn is_released_by_a_capture() {
    for ids in [&["fpi_0"][..], &[]] {
        let mut world = World::kept(json!({}));
        world.webhook(WebhookType::ChargeCaptured, ids);
        assert_eq!(world.stop_reason().as_deref(), Some("captured"));
        assert_eq!(world.looks, 1, "it believes a signed event");
    }
}

#[test]
fn sees_for_itself_a_capture_that_nobody_told_of() {
    let mut world = World::kept(json!({}));
    world.pass(DAY);
    world.intents[0].status = "succeeded";
    world.pass(30 * DAY);
    assert_eq!(world.stop_reason().as_deref(), Some("captured"));
    assert!(world.sent.is_empty());
}

#[test]
fn keeps_the_other_cart_when_one_is_captured() {
    let mut world = World::new();
    let other =
        super::world::Intent { id: "fpi_other".into(), created: START, status: "requires_capture" };
    world.intents.insert(0, other);
    world.happen(Event::Keep { policy: json!({}) });
    world.intents[0].status = "succeeded";
    world.webhook(WebhookType::ChargeCaptured, &["fpi_other"]);
    assert_eq!(world.stop_reason(), None);
    world.intents[1].status = "succeeded";
    world.webhook(WebhookType::ChargeCaptured, &[]);
    assert_eq!(world.stop_reason().as_deref(), Some("captured"));
}

#[test]
fn sends_nothing_for_a_session_that_was_captured_while_a_reauth_was_unknown() {
    // The reauth never arrived: its key must not be sent again, for it would hold money that nobody owes.
    let (mut world, key) = in_flight();
    let failure = crate::keeper::CallFailure {
        kind: "timeout".into(),
        outcome: "unknown".into(),
        ..Default::default()
    };
    world.step(Event::ReauthFailed { key, failure }, false);
    world.intents[0].status = "succeeded";
    world.webhook(WebhookType::ChargeCaptured, &["fpi_0"]);
    assert_eq!(world.stop_reason(), None, "what was sent may yet be applied");
    world.pass(HOUR);
    assert_eq!(world.stop_reason().as_deref(), Some("captured"));
    assert_eq!(world.record().history[0].outcome, HistoryOutcome::NotPlaced);
    assert!(world.sent.is_empty());
}

#[test]
fn tells_of_a_hold_that_is_left_after_a_capture() {
    let (mut world, key) = in_flight();
    let step = world.step(
        Event::Webhook {
            event: WebhookType::ChargeCaptured,
            payment_intent_ids: vec!["fpi_0".into()],
        },
        true,
    );
    assert_eq!(step.then, Do::Nothing);
    world.intents[0].id = "fpi_1".into();
    let body = world.body();
    world.step(Event::Reauthed { key, body }, false);
    assert_eq!(world.stop_reason().as_deref(), Some("captured"));
    assert_eq!(world.told(), ["hold.renewed", "hold.stopped"]);
    let left = &json!(world.notices[1].body)["data"]["holds"][0];
    assert_eq!((&left["payment_intent_id"], &left["holds_money"]), (&json!("fpi_1"), &json!(true)));
}

#[test]
fn gives_up_after_a_window_and_can_be_asked_again() {
    let mut world = World::kept(json!({}));
    world.pass(CYCLE - 1);
    world.fates = [Fate::Fine, Fate::LostBefore].into();
    world.pass(1);
    let key = world.record().act.unwrap().key;
    world.outage(Fate::LostBefore, 6 * DAY);
    assert_eq!(world.stop_reason().as_deref(), Some("gave_up"));
    assert_eq!(world.told(), ["hold.failing", "hold.stopped"]);
    assert_eq!(world.record().act.unwrap().key, key, "its outcome is not known");
    assert_eq!(world.alarm, None);
    world.intents[0].status = "canceled";
    world.happen(Event::Keep { policy: json!({}) });
    assert_eq!(world.placed.len(), 1);
    assert_eq!(world.record().history[0].outcome, HistoryOutcome::NotPlaced);
    assert_eq!(world.record().history.len(), 2);
    assert_eq!(world.stop_reason(), None);
}

#[test]
fn finds_the_hold_of_a_reauth_that_it_had_given_up() {
    let mut world = World::kept(json!({}));
    world.pass(CYCLE - 1);
    world.fates = [Fate::Fine, Fate::LostAfter].into();
    world.pass(1);
    world.outage(Fate::LostBefore, 6 * DAY);
    assert_eq!(world.stop_reason().as_deref(), Some("gave_up"));
    world.happen(Event::Keep { policy: json!({}) });
    assert_eq!(world.placed.len(), 1);
    let history = world.record().history;
    assert_eq!((history.len(), history[0].outcome.clone()), (1, HistoryOutcome::Applied));
}

#[test]
fn begins_anew_when_it_is_asked_to_keep_what_it_let_go() {
    let mut world = World::kept(json!({ "maxReauths": 1 }));
    world.pass(CYCLE);
    assert_eq!(world.stop_reason().as_deref(), Some("max_reauths"));
    world.pass(HOUR);
    world.happen(Event::Keep { policy: json!({ "maxReauths": 1 }) });
    assert_eq!(world.stop_reason(), None);
    world.pass(30 * DAY);
    assert_eq!(world.placed, [START + CYCLE, START + 2 * CYCLE]);
}

#[test]
fn refuses_a_policy_and_changes_nothing() {
    let mut world = World::kept(json!({}));
    let before = world.record();
    let step = world.step(Event::Keep { policy: json!({ "window": 1 }) }, false);
    assert!(step.refused.unwrap().starts_with("window must be"));
    assert_eq!(world.record(), before);
    assert_eq!(world.alarm, before.next.map(|next| next.at));
}

#[test]
fn leaves_a_session_alone_that_flex_does_not_know() {
    let mut world = World::new();
    world.step(Event::Keep { policy: json!({}) }, false);
    let failure = crate::keeper::CallFailure { kind: "not_found".into(), ..Default::default() };
    world.step(Event::RetrieveFailed { failure: failure.clone() }, false);
    assert_eq!(world.stop_reason().as_deref(), Some("not_found"));
    // One that it knew is not given up so fast.
    let mut world = World::kept(json!({}));
    world.now += CYCLE;
    for failures in 0..6 {
        assert_eq!(world.stop_reason(), None, "{failures}");
        world.step(Event::Alarm, false);
        world.step(Event::RetrieveFailed { failure: failure.clone() }, false);
        world.now += HOUR;
    }
    assert_eq!(world.stop_reason().as_deref(), Some("not_found"));
}

#[test]
fn reads_without_anything_in_full_where_flex_refuses_that() {
    let mut world = World::new();
    world.step(Event::Keep { policy: json!({}) }, false);
    let failure =
        crate::keeper::CallFailure { kind: "invalid_request".into(), ..Default::default() };
    let step = world.step(Event::RetrieveFailed { failure }, false);
    assert_eq!(step.then, Do::Retrieve { expand: Vec::new() });
    let body = json!({ "checkout_session": {
        "checkout_session_id": super::world::SESSION, "payment_intent": "fpi_0",
    } })
    .to_string();
    let step = world.step(Event::Retrieved { body: body.into() }, false);
    assert_eq!((step.then, step.alarm), (Do::Nothing, Some(START + CYCLE)));
}

#[test]
fn leaves_a_record_of_a_later_version_alone() {
    let world = World::kept(json!({}));
    let mut later = serde_json::to_value(world.record()).unwrap();
    later["form"] = 2.into();
    let record = serde_json::from_value(later).unwrap();
    let happened = crate::keeper::Happened {
        session_id: super::world::SESSION.into(),
        now: START + CYCLE,
        fresh_key: "key".into(),
        random: 0,
        busy: false,
        event: Event::Alarm,
    };
    let step = crate::keeper::step(Some(record), &happened);
    assert!(step.record.is_none());
    assert_eq!((step.then, step.alarm), (Do::Nothing, Some(START + CYCLE + HOUR)));
}

#[test]
fn reads_the_first_records_and_keeps_what_it_does_not_know() {
    // A record in the first form with nothing that is optional, and with a field of a later version.
    let text = r#"{"form":1,"sessionId":"fcs_01HW5KTQQAAQ66WV19MFW4DTT4","keptAt":1790000000000,"sequence":3,
        "policy":{"window":410400000,"margin":86400000,"until":null,"maxReauths":7},"color":"green"}"#;
    let record: crate::keeper::Record = serde_json::from_str(text).unwrap();
    let written = serde_json::to_value(&record).unwrap();
    assert_eq!(written["color"], "green");
    assert_eq!(written["policy"]["window"], 410_400_000);
    let again: crate::keeper::Record = serde_json::from_value(written).unwrap();
    assert_eq!(again, record);
}

#[test]
fn waits_for_what_was_sent_before_it_lets_go() {
    let (mut world, key) = in_flight();
    world.step(Event::Release { reason: None }, true);
    assert_eq!(world.stop_reason(), None);
    let failure = crate::keeper::CallFailure {
        kind: "timeout".into(),
        outcome: "unknown".into(),
        ..Default::default()
    };
    world.step(Event::ReauthFailed { key, failure }, false);
    assert_eq!(world.stop_reason(), None);
    // It was applied late.
    world.intents[0].id = "fpi_1".into();
    world.pass(5 * MINUTE);
    assert_eq!(world.stop_reason().as_deref(), Some("released"));
    assert_eq!(world.told(), ["hold.renewed", "hold.stopped"]);
    assert!(world.sent.is_empty());
}
