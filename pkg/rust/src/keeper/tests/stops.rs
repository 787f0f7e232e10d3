//! Stops, and the outcome of a reauth that was pending at the time.

use serde_json::json;

use super::simulation::{CallBehavior, DAY, HOUR, MINUTE, START, Simulation};
use crate::keeper::webhook::WebhookType;
use crate::keeper::{Effect, HistoryOutcome, KeeperEvent};

const CYCLE: u64 = 90 * HOUR;

/// Returns a simulation with a reauth in flight, and the reauth's key.
fn in_flight() -> (Simulation, String) {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.now += CYCLE;
    sim.decide(KeeperEvent::Alarm, false);
    let body = sim.body();
    let decision = sim.decide(KeeperEvent::Retrieved { body }, false);
    let Effect::Reauth { key, .. } = decision.effect else { panic!("{:?}", decision.effect) };
    (sim, key)
}

#[test]
fn stops_with_the_reason_of_flexs_refusal() {
    for (code, reason) in [
        ("checkout_session_already_processed", "captured"),
        ("checkout_session_canceled", "canceled"),
        ("manual_capture_not_supported", "not_manual"),
        ("checkout_session_not_found", "not_found"),
    ] {
        let mut sim = Simulation::keeping_early(json!({}));
        sim.refuses_with = Some((400, code));
        sim.advance(30 * DAY);
        assert_eq!(sim.stop_reason().as_deref(), Some(reason));
        assert_eq!(sim.notice_types(), ["hold.stopped"]);
        assert_eq!(json!(sim.notices[0].body)["data"]["reason"], reason);
        assert_eq!(json!(sim.notices[0].body)["data"]["detail"], code);
        assert_eq!(sim.reauth_keys.len(), 1);
        assert_eq!(sim.alarm, None);
        let history = sim.record().history;
        assert_eq!(history[0].outcome, HistoryOutcome::Rejected);
        assert_eq!(history[0].refused.as_ref().unwrap().code.as_deref(), Some(code));
    }
}

#[test]
fn reads_the_session_before_it_trusts_a_refusal_after_an_unknown_outcome() {
    for (first, placed, notices) in [
        (CallBehavior::LosesResponse, 1, &["hold.renewed"][..]),
        (CallBehavior::LosesRequest, 0, &["hold.reauth_refused", "hold.expiring"]),
    ] {
        let mut sim = Simulation::keeping_early(json!({}));
        sim.advance(CYCLE - 1);
        sim.behaviors = [CallBehavior::Succeeds, first].into();
        sim.advance(1);
        sim.refuses_with = Some((400, "card_declined"));
        sim.advance(HOUR);
        assert_eq!(sim.placed.len(), placed);
        assert_eq!(sim.notice_types(), notices);
    }
}

#[test]
fn stops_on_release() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.handle(KeeperEvent::Release { reason: Some("shipped".into()) });
    assert_eq!(sim.stop_reason().as_deref(), Some("released"));
    assert_eq!(sim.record().stopped.unwrap().detail.as_deref(), Some("shipped"));
    sim.handle(KeeperEvent::Release { reason: None });
    sim.handle(KeeperEvent::Alarm);
    sim.webhook(WebhookType::ChargeExpired, &[]);
    assert_eq!(sim.notice_types(), ["hold.stopped"]);
    assert_eq!((sim.retrieves, sim.alarm), (2, None));
}

#[test]
fn reads_the_session_before_it_reports_a_capture() {
    for ids in [&["fpi_0"][..], &[], &["fpi_9"]] {
        let mut sim = Simulation::keeping_early(json!({}));
        sim.capture(0, 5000);
        sim.webhook(WebhookType::ChargeCaptured, ids);
        assert_eq!(sim.stop_reason().as_deref(), Some("captured"), "{ids:?}");
        assert_eq!(sim.retrieves, 2, "{ids:?}");
        let hold = &json!(sim.notices[0].body)["data"]["holds"][0];
        assert_eq!(hold["status"], "succeeded");
        assert_eq!((&hold["amount_capturable"], &hold["holds_money"]), (&json!(0), &json!(false)));
    }
}

#[test]
fn keeps_the_remainder_after_a_partial_capture() {
    for ids in [&["fpi_0"][..], &[]] {
        let mut sim = Simulation::keeping_early(json!({}));
        sim.advance(DAY);
        sim.capture(0, 2000);
        sim.webhook(WebhookType::ChargeCaptured, ids);
        assert_eq!((sim.stop_reason(), sim.retrieves), (None, 2));
        assert_eq!(sim.record().holds[0].amount_capturable, Some(3000));
        assert_eq!(sim.alarm, Some(START + CYCLE));
        sim.advance(CYCLE);
        assert_eq!(sim.notice_types(), ["hold.renewed"]);
        // The remaining hold was renewed, and is captured now.
        sim.capture(0, 5000);
        sim.webhook(WebhookType::ChargeCaptured, &["fpi_1"]);
        assert_eq!(sim.stop_reason().as_deref(), Some("captured"));
    }
}

#[test]
fn reports_no_capture_that_the_session_does_not_show() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.webhook(WebhookType::ChargeCaptured, &["fpi_0"]);
    assert_eq!((sim.stop_reason(), sim.retrieves, sim.notice_types().len()), (None, 2, 0));
    sim.advance(CYCLE);
    assert_eq!(sim.notice_types(), ["hold.renewed"]);
}

#[test]
fn retries_the_read_after_an_event() {
    for behavior in [
        CallBehavior::ServerError,
        CallBehavior::LosesRequest,
        CallBehavior::RateLimit,
        CallBehavior::CrashBefore,
    ] {
        for event in [
            KeeperEvent::Release { reason: Some("shipped".into()) },
            KeeperEvent::Webhook {
                event: WebhookType::ChargeCaptured,
                payment_intent_ids: Vec::new(),
            },
        ] {
            let mut sim = Simulation::keeping_early(json!({}));
            sim.capture(0, 5000);
            sim.behaviors = [behavior, behavior].into();
            sim.handle(event.clone());
            assert_eq!(
                (sim.stop_reason(), sim.notice_types().len()),
                (None, 0),
                "{behavior:?} {event:?}"
            );
            sim.advance(2 * HOUR);
            assert!(sim.stop_reason().is_some(), "{behavior:?} {event:?}");
            assert_eq!(sim.notice_types(), ["hold.stopped"], "{behavior:?} {event:?}");
            let hold = &json!(sim.notices[0].body)["data"]["holds"][0];
            assert_eq!(hold["holds_money"], false, "{behavior:?} {event:?}");
            assert!(sim.reauth_keys.is_empty());
        }
    }
}

#[test]
fn places_no_hold_after_release_while_reads_fail() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - HOUR);
    sim.behaviors = vec![CallBehavior::ServerError; 8].into();
    sim.handle(KeeperEvent::Release { reason: None });
    sim.advance(2 * DAY);
    assert_eq!(sim.stop_reason().as_deref(), Some("released"));
    assert!(sim.reauth_keys.is_empty());
}

#[test]
fn reads_the_session_before_it_reports_a_refusal() {
    // Captured between the read and the reauth.
    for (code, reason) in
        [("checkout_session_already_processed", "captured"), ("too_late", "captured")]
    {
        let (mut sim, key) = in_flight();
        sim.capture(0, 5000);
        let failure = crate::keeper::CallFailure {
            kind: "invalid_request".into(),
            outcome: "rejected".into(),
            status: Some(400),
            code: Some(code.into()),
            ..Default::default()
        };
        let decision = sim.decide(KeeperEvent::ReauthFailed { key, failure }, false);
        assert!(matches!(decision.effect, Effect::Retrieve { .. }), "{:?}", decision.effect);
        assert!(sim.notice_types().is_empty());
        let body = sim.body();
        sim.decide(KeeperEvent::Retrieved { body }, false);
        assert_eq!(sim.stop_reason().as_deref(), Some(reason));
        assert_eq!(sim.record().history[0].outcome, HistoryOutcome::Rejected);
        let data = &json!(sim.notices[0].body)["data"];
        assert_eq!(
            (&data["detail"], &data["holds"][0]["holds_money"]),
            (&json!(code), &json!(false))
        );
    }
}

#[test]
fn keeps_a_hold_renewed_during_a_partial_capture() {
    for (captured, reason) in [(2000, None), (5000, Some("captured"))] {
        let (mut sim, key) = in_flight();
        let capture = KeeperEvent::Webhook {
            event: WebhookType::ChargeCaptured,
            payment_intent_ids: Vec::new(),
        };
        sim.decide(capture, true);
        sim.captured.push(captured);
        sim.intents[0].id = "fpi_1".into();
        let body = sim.body();
        let decision = sim.decide(KeeperEvent::Reauthed { key, body: body.clone() }, false);
        assert!(matches!(decision.effect, Effect::Retrieve { .. }), "{:?}", decision.effect);
        sim.decide(KeeperEvent::Retrieved { body }, false);
        assert_eq!(sim.stop_reason().as_deref(), reason);
    }
}

#[test]
fn detects_a_capture_without_a_webhook() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(DAY);
    sim.intents[0].status = "succeeded";
    sim.advance(30 * DAY);
    assert_eq!(sim.stop_reason().as_deref(), Some("captured"));
    assert!(sim.reauth_keys.is_empty());
}

#[test]
fn keeps_the_other_cart_after_one_is_captured() {
    let mut sim = Simulation::new();
    sim.intents.insert(0, super::simulation::Intent::new("fpi_other", START));
    sim.handle(KeeperEvent::Keep { policy: json!({}) });
    sim.intents[0].status = "succeeded";
    sim.webhook(WebhookType::ChargeCaptured, &["fpi_other"]);
    assert_eq!(sim.stop_reason(), None);
    sim.intents[1].status = "succeeded";
    sim.webhook(WebhookType::ChargeCaptured, &[]);
    assert_eq!(sim.stop_reason().as_deref(), Some("captured"));
}

#[test]
fn does_not_retry_a_reauth_after_a_capture() {
    // The request was lost. A retry would hold money that the customer no longer owes.
    let (mut sim, key) = in_flight();
    let failure = crate::keeper::CallFailure {
        kind: "timeout".into(),
        outcome: "unknown".into(),
        ..Default::default()
    };
    sim.decide(KeeperEvent::ReauthFailed { key, failure }, false);
    sim.intents[0].status = "succeeded";
    sim.webhook(WebhookType::ChargeCaptured, &["fpi_0"]);
    assert_eq!(sim.stop_reason(), None, "the attempt may still be applied");
    sim.advance(HOUR);
    assert_eq!(sim.stop_reason().as_deref(), Some("captured"));
    assert_eq!(sim.record().history[0].outcome, HistoryOutcome::NotPlaced);
    assert!(sim.reauth_keys.is_empty());
}

#[test]
fn reports_a_hold_left_after_a_capture() {
    let (mut sim, key) = in_flight();
    let decision = sim.decide(
        KeeperEvent::Webhook {
            event: WebhookType::ChargeCaptured,
            payment_intent_ids: vec!["fpi_0".into()],
        },
        true,
    );
    assert_eq!(decision.effect, Effect::Nothing);
    sim.captured.push(5000);
    sim.intents[0].id = "fpi_1".into();
    let body = sim.body();
    sim.decide(KeeperEvent::Reauthed { key, body: body.clone() }, false);
    sim.decide(KeeperEvent::Retrieved { body }, false);
    assert_eq!(sim.stop_reason().as_deref(), Some("captured"));
    assert_eq!(sim.notice_types(), ["hold.renewed", "hold.stopped"]);
    let left = &json!(sim.notices[1].body)["data"]["holds"][0];
    assert_eq!((&left["payment_intent_id"], &left["holds_money"]), (&json!("fpi_1"), &json!(true)));
}

#[test]
fn gives_up_after_a_window_and_can_be_kept_again() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - 1);
    sim.behaviors = [CallBehavior::Succeeds, CallBehavior::LosesRequest].into();
    sim.advance(1);
    let key = sim.record().pending.unwrap().key;
    sim.outage(CallBehavior::LosesRequest, 6 * DAY);
    assert_eq!(sim.stop_reason().as_deref(), Some("gave_up"));
    assert_eq!(sim.notice_types(), ["hold.failing", "hold.stopped"]);
    assert_eq!(sim.record().pending.unwrap().key, key, "its outcome is unknown");
    assert_eq!(sim.alarm, None);
    sim.intents[0].status = "canceled";
    sim.handle(KeeperEvent::Keep { policy: json!({ "renew": "before" }) });
    assert_eq!(sim.placed.len(), 1);
    assert_eq!(sim.record().history[0].outcome, HistoryOutcome::NotPlaced);
    assert_eq!(sim.record().history.len(), 2);
    assert_eq!(sim.stop_reason(), None);
}

#[test]
fn finds_the_hold_of_a_reauth_after_giving_up() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - 1);
    sim.behaviors = [CallBehavior::Succeeds, CallBehavior::LosesResponse].into();
    sim.advance(1);
    sim.outage(CallBehavior::LosesRequest, 6 * DAY);
    assert_eq!(sim.stop_reason().as_deref(), Some("gave_up"));
    sim.handle(KeeperEvent::Keep { policy: json!({ "renew": "before" }) });
    assert_eq!(sim.placed.len(), 1);
    let history = sim.record().history;
    assert_eq!((history.len(), history[0].outcome.clone()), (1, HistoryOutcome::Applied));
}

#[test]
fn resets_the_reauth_count_when_kept_again() {
    let mut sim = Simulation::keeping_early(json!({ "maxReauths": 1 }));
    sim.advance(CYCLE);
    assert_eq!(sim.stop_reason().as_deref(), Some("max_reauths"));
    sim.advance(HOUR);
    sim.handle(KeeperEvent::Keep { policy: json!({ "renew": "before", "maxReauths": 1 }) });
    assert_eq!(sim.stop_reason(), None);
    sim.advance(30 * DAY);
    assert_eq!(sim.placed, [START + CYCLE, START + 2 * CYCLE]);
}

#[test]
fn leaves_the_record_unchanged_if_the_policy_is_invalid() {
    let mut sim = Simulation::keeping_early(json!({}));
    let before = sim.record();
    let decision = sim.decide(KeeperEvent::Keep { policy: json!({ "window": 1 }) }, false);
    assert!(decision.refused.unwrap().starts_with("window must be"));
    assert_eq!(sim.record(), before);
    assert_eq!(sim.alarm, before.next.map(|next| next.at));
}

#[test]
fn stops_for_a_session_that_flex_does_not_find() {
    let mut sim = Simulation::new();
    sim.decide(KeeperEvent::Keep { policy: json!({}) }, false);
    let failure = crate::keeper::CallFailure { kind: "not_found".into(), ..Default::default() };
    sim.decide(KeeperEvent::RetrieveFailed { failure: failure.clone() }, false);
    assert_eq!(sim.stop_reason().as_deref(), Some("not_found"));
    // A session found before needs several failures.
    let mut sim = Simulation::keeping_early(json!({}));
    sim.now += CYCLE;
    for failures in 0..6 {
        assert_eq!(sim.stop_reason(), None, "{failures}");
        sim.decide(KeeperEvent::Alarm, false);
        sim.decide(KeeperEvent::RetrieveFailed { failure: failure.clone() }, false);
        sim.now += HOUR;
    }
    assert_eq!(sim.stop_reason().as_deref(), Some("not_found"));
}

#[test]
fn reads_without_expand_if_flex_refuses_it() {
    let mut sim = Simulation::new();
    sim.decide(KeeperEvent::Keep { policy: json!({ "renew": "before" }) }, false);
    let failure =
        crate::keeper::CallFailure { kind: "invalid_request".into(), ..Default::default() };
    let decision = sim.decide(KeeperEvent::RetrieveFailed { failure }, false);
    assert_eq!(decision.effect, Effect::Retrieve { expand: Vec::new() });
    let body = json!({ "checkout_session": {
        "checkout_session_id": super::simulation::SESSION, "payment_intent": "fpi_0",
    } })
    .to_string();
    let decision = sim.decide(KeeperEvent::Retrieved { body: body.into() }, false);
    assert_eq!((decision.effect, decision.alarm), (Effect::Nothing, Some(START + CYCLE)));
}

#[test]
fn leaves_a_record_of_a_later_version_unchanged() {
    let sim = Simulation::keeping_early(json!({}));
    let mut later = serde_json::to_value(sim.record()).unwrap();
    later["form"] = 2.into();
    let record = serde_json::from_value(later).unwrap();
    let input = crate::keeper::DecisionInput {
        session_id: super::simulation::SESSION.into(),
        now: START + CYCLE,
        fresh_key: "key".into(),
        random: 0,
        busy: false,
        waits_for_expiry: false,
        event: KeeperEvent::Alarm,
    };
    let decision = crate::keeper::decide(Some(record), &input);
    assert!(decision.record.is_none());
    assert_eq!((decision.effect, decision.alarm), (Effect::Nothing, Some(START + CYCLE + HOUR)));
}

#[test]
fn reads_the_smallest_record_and_keeps_unknown_fields() {
    // No optional fields, and one of a later version.
    let stored = r#"{"form":1,"sessionId":"fcs_01HW5KTQQAAQ66WV19MFW4DTT4","keptAt":1790000000000,"sequence":3,
        "policy":{"window":410400000,"margin":86400000,"until":null,"maxReauths":7},"color":"green"}"#;
    let record: crate::keeper::Record = serde_json::from_str(stored).unwrap();
    let written = serde_json::to_value(&record).unwrap();
    assert_eq!(written["color"], "green");
    assert_eq!(written["policy"]["window"], 410_400_000);
    assert_eq!(written["policy"]["declinedRetryHours"], 24);
    let again: crate::keeper::Record = serde_json::from_value(written).unwrap();
    assert_eq!(again, record);
}

#[test]
fn resolves_a_pending_reauth_before_it_stops() {
    let (mut sim, key) = in_flight();
    sim.decide(KeeperEvent::Release { reason: None }, true);
    assert_eq!(sim.stop_reason(), None);
    let failure = crate::keeper::CallFailure {
        kind: "timeout".into(),
        outcome: "unknown".into(),
        ..Default::default()
    };
    sim.decide(KeeperEvent::ReauthFailed { key, failure }, false);
    assert_eq!(sim.stop_reason(), None);
    // Flex applies the attempt late.
    sim.intents[0].id = "fpi_1".into();
    sim.advance(5 * MINUTE);
    assert_eq!(sim.stop_reason().as_deref(), Some("released"));
    assert_eq!(sim.notice_types(), ["hold.renewed", "hold.stopped"]);
    assert!(sim.reauth_keys.is_empty());
}

#[test]
fn keeps_the_field_names_of_stored_records() {
    let fault = json!({ "kind": "server", "status": 500, "code": null });
    let hold = json!({
        "payment_intent_id": "fpi_0", "cart": "session", "status": "requires_capture",
        "amount": 5000, "amount_capturable": 5000, "created_at": null, "startedAt": START,
        "startEstimated": true, "seenAt": START,
    });
    let stored = json!({
        "form": 1, "sessionId": super::simulation::SESSION, "keptAt": START, "sequence": 7,
        "policy": {
            "renew": "auto", "window": 410_400_000, "margin": DAY, "checkInterval": HOUR, "until": null,
            "maxReauths": 7, "declinedRetryHours": 24, "duplicates": "cancel",
        },
        "stopped": { "reason": "gave_up", "detail": null, "at": START }, "reauths": 2,
        "lastReauthAt": START,
        "act": {
            "key": "key-1", "startedAt": START, "lastSentAt": START, "sends": 3, "before": ["fpi_0"],
            "unsure": true, "applied": true, "inFlight": true, "refused": fault, "expired": true,
            "notBefore": START, "dueSince": START,
        },
        "refusal": {
            "error": fault, "refusedAt": START, "readAt": START, "paymentIntentIds": ["fpi_0"],
            "declined": true, "expired": true, "count": 1,
        },
        "holds": [hold], "next": { "at": START, "step": "check", "why": "the hold is renewed then" },
        "readAt": START, "former": [{ "id": "fpi_f", "cart": "session" }],
        "sent": { "expiring": true, "expired": true }, "waitsForExpiry": true, "learnedAt": START,
        "verification": {
            "due": START, "failures": 2, "listedAt": START, "duplicates": [hold],
            "cancels": ["fpi_f"], "cancelKey": "key-2", "tried": ["fpi_e"],
        },
        "capture": {
            "key": "key-3", "params": "{}", "sentAt": START, "capturedBefore": 5.0, "unsure": true,
            "notApplied": true, "requested": true,
        },
        "appliedCaptures": [{ "key": "key-4", "params": "{}", "answered": true }],
        "history": [{
            "key": "key-0", "startedAt": START, "endedAt": START, "sends": 2, "outcome": "rejected",
            "from": ["fpi_0"], "to": [], "refused": fault,
        }],
        "ending": { "reason": "released", "detail": "shipped" }, "captured": true, "again": true,
        "expiry": { "ids": ["fpi_0"], "some": true },
        "trouble": { "failures": 4, "since": START, "told": true, "last": fault },
        "expand": ["payment_intent"], "notices": 5,
    });
    let record: crate::keeper::Record = serde_json::from_value(stored.clone()).unwrap();
    assert!(record.rest.is_empty(), "{:?}", record.rest);
    assert_eq!(serde_json::to_value(&record).unwrap(), stored);
    let status = serde_json::to_value(crate::keeper::HoldStatus::from(record)).unwrap();
    assert_eq!(status["pending"]["sends"], 3);
    assert_eq!(status["refusal"]["meaning"], "declined");
    assert_eq!(status["history"][0]["sends"], 2);
    assert_eq!(status["failures"], 4);
    assert_eq!(status["next"]["step"], "check");
    assert_eq!(status["verified"]["duplicates"], json!([hold]));
    for step in ["read", "reauth", "notify", "check", "retry", "stop"] {
        let mut stored = stored.clone();
        stored["next"]["step"] = step.into();
        let record: crate::keeper::Record = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(serde_json::to_value(&record).unwrap(), stored);
    }
}

#[test]
fn continues_with_a_record_stored_by_an_earlier_version() {
    let hold = json!({
        "payment_intent_id": "fpi_0", "cart": "session", "status": "requires_capture",
        "amount": 5000, "amount_capturable": 5000, "created_at": null, "startedAt": START,
        "startEstimated": false, "seenAt": START,
    });
    let stored = json!({
        "form": 1, "sessionId": super::simulation::SESSION, "keptAt": START, "sequence": 7,
        "policy": {
            "window": 410_400_000, "margin": DAY, "until": null, "maxReauths": 7,
            "declinedRetryHours": 24,
        },
        "stopped": null, "reauths": 0, "lastReauthAt": null, "act": null, "refusal": null,
        "holds": [hold], "next": { "at": START + CYCLE, "why": "the renewal is due then" },
        "history": [], "ending": null, "captured": false, "again": false,
        "expiry": { "ids": [], "some": false },
        "trouble": { "failures": 0, "since": null, "told": false, "last": null },
        "expand": null, "notices": 2,
    });
    let mut sim = Simulation::storing(&stored);
    sim.reports_expiries = true;
    sim.life = Some(7 * DAY);
    sim.alarm = Some(START + CYCLE);
    sim.advance(CYCLE);
    // The renewal that was due then is now a notice, because the default waits for the expiry.
    assert_eq!(sim.notice_types(), ["hold.expiring"]);
    assert!(sim.notices[0].id.ends_with("-3"), "{}", sim.notices[0].id);
    sim.advance(7 * DAY - CYCLE);
    assert_eq!(sim.placed, [START + 7 * DAY]);
    assert_eq!(sim.notice_types(), ["hold.expiring", "hold.expired", "hold.renewed"]);
    sim.advance(14 * DAY);
    assert_eq!(sim.placed.len(), 3);
    let written = serde_json::to_value(sim.record()).unwrap();
    assert_eq!(written["policy"]["renew"], "expired");
    assert_eq!(written["former"][0], json!({ "id": "fpi_0", "cart": "session" }));
}

#[test]
fn finishes_the_reauth_of_an_earlier_version() {
    // It renewed a live hold, and crashed before or after the request.
    for behavior in [CallBehavior::CrashBefore, CallBehavior::CrashAfter] {
        let mut sim = Simulation::keeping_early(json!({}));
        sim.advance(CYCLE - 1);
        sim.behaviors = [CallBehavior::Succeeds, behavior].into();
        sim.advance(1);
        let mut stored = serde_json::to_value(sim.record()).unwrap();
        let fields = stored.as_object_mut().unwrap();
        // Fields of this version.
        for new in [
            "former",
            "sent",
            "waitsForExpiry",
            "learnedAt",
            "verification",
            "capture",
            "appliedCaptures",
            "readAt",
        ] {
            assert!(fields.remove(new).is_some(), "{new}");
        }
        stored["next"].as_object_mut().unwrap().remove("step");
        for new in ["renew", "checkInterval", "duplicates"] {
            stored["policy"].as_object_mut().unwrap().remove(new).unwrap();
        }
        let key = stored["act"]["key"].clone();
        let mut upgraded = Simulation::storing(&stored);
        upgraded.now = sim.now;
        upgraded.alarm = sim.alarm;
        upgraded.intents = sim.intents;
        upgraded.former = sim.former;
        upgraded.advance(HOUR);
        let record = upgraded.record();
        if behavior == CallBehavior::CrashAfter {
            assert_eq!(json!(record.history[0].key), key);
            assert_eq!(record.reauths, 1);
            assert_eq!(upgraded.notice_types(), ["hold.renewed"]);
            assert!(upgraded.reauth_keys.is_empty());
        } else {
            // The default waits for the expiry, as soon as the session is known to have no new hold.
            assert_eq!(record.history[0].outcome, HistoryOutcome::NotPlaced);
            assert!(record.pending.is_none());
            assert_eq!(upgraded.notice_types(), ["hold.expiring"]);
            assert_eq!(record.next.unwrap().at, START + 114 * HOUR);
        }
    }
}
