//! Captures through the keeper.

use serde_json::{Value, json};

use super::simulation::{CallBehavior, DAY, HOUR, MINUTE, START, Simulation};
use crate::keeper::webhook::WebhookType;
use crate::keeper::{CallFailure, Effect, HoldStatus, HoldStep, KeeperEvent};

const WINDOW: u64 = 114 * HOUR;
const CYCLE: u64 = 90 * HOUR;
const FULL: &str = "{}";
const PARTIAL: &str = r#"{"cents":2000}"#;

fn capture(sim: &mut Simulation, params: &str, key: Option<&str>) {
    let event = sim.capture_event(params, key);
    sim.handle(event);
}

fn status(sim: &Simulation) -> Value {
    json!(HoldStatus::from(sim.record()))
}

/// Returns the kinds of the captures that were not sent.
fn refusals(sim: &Simulation) -> Vec<&str> {
    sim.capture_refusals.iter().map(|refusal| refusal.kind.as_str()).collect()
}

#[test]
fn captures_the_hold_and_stops() {
    for key in [None, Some("order-7")] {
        let mut sim = Simulation::keeping(json!({}));
        sim.advance(DAY);
        capture(&mut sim, FULL, key);
        assert_eq!(sim.captured, [5000]);
        assert_eq!(sim.retrieves, 2, "the session is read before the capture");
        assert_eq!(sim.capture_keys.len(), 1);
        if let Some(key) = key {
            assert_eq!(sim.capture_keys, [key]);
        }
        assert_eq!(sim.stop_reason().as_deref(), Some("captured"));
        assert_eq!(sim.notice_types(), ["hold.stopped"]);
        let hold = &json!(sim.notices[0].body)["data"]["holds"][0];
        assert_eq!((&hold["status"], &hold["holds_money"]), (&json!("succeeded"), &json!(false)));
        assert!(sim.record().capture.is_none() && sim.capture_refusals.is_empty());
        assert_eq!(sim.alarm, None);
    }
}

#[test]
fn sends_a_capture_once_if_its_caller_repeats_it() {
    // The result was lost between the object and its caller.
    for behavior in [CallBehavior::Succeeds, CallBehavior::TruncatesResponse] {
        for params in [PARTIAL, FULL] {
            for stopped in [false, true] {
                let context = format!("{behavior:?} {params} {stopped}");
                let mut sim = Simulation::keeping(json!({}));
                if stopped {
                    sim.handle(KeeperEvent::Release { reason: None });
                }
                sim.behaviors = [CallBehavior::Succeeds, behavior].into();
                capture(&mut sim, params, Some("order-7"));
                capture(&mut sim, params, Some("order-7"));
                assert_eq!((sim.capture_keys.len(), sim.captured.len()), (1, 1), "{context}");
                assert_eq!(sim.captures_applied, 1, "{context}");
                assert!(sim.capture_refusals.is_empty(), "{context}");
                assert!(sim.record().capture.is_none(), "{context}");
                // Another key is another capture.
                if params == PARTIAL {
                    capture(&mut sim, params, Some("order-8"));
                    assert_eq!(sim.captured, [2000, 2000], "{context}");
                }
            }
        }
    }
}

#[test]
fn keeps_the_remainder_after_a_partial_capture() {
    for (renew, next, step) in
        [("expired", CYCLE, HoldStep::Notify), ("before", CYCLE, HoldStep::Reauth)]
    {
        let mut sim = Simulation::keeping(json!({ "renew": renew }));
        sim.advance(DAY);
        capture(&mut sim, PARTIAL, None);
        assert_eq!((sim.stop_reason(), &sim.captured), (None, &vec![2000]));
        let record = sim.record();
        assert_eq!(record.holds[0].amount_capturable, Some(3000));
        let planned = record.next.unwrap();
        assert_eq!((planned.at, planned.step), (START + next, step), "{renew}");
        // Another capture has a key of its own.
        capture(&mut sim, r#"{"cents":3000}"#, None);
        assert_eq!(sim.captured, [2000, 3000]);
        assert_ne!(sim.capture_keys[0], sim.capture_keys[1]);
        assert_eq!(sim.stop_reason().as_deref(), Some("captured"));
    }
}

#[test]
fn captures_the_newest_hold_after_a_reauth() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.keeps_former = true;
    sim.lists_holds = true;
    sim.advance(CYCLE + HOUR);
    capture(&mut sim, FULL, None);
    assert_eq!(sim.intents[0].status, "succeeded");
    assert_eq!(sim.former[0].status, "requires_capture");
    assert_eq!(sim.stop_reason().as_deref(), Some("captured"));
    let data = &json!(sim.notices.last().unwrap().body)["data"];
    assert_eq!(data["holds"].as_array().unwrap().len(), 1, "the former hold is not among them");
}

#[test]
fn captures_a_stopped_session() {
    for behavior in [CallBehavior::Succeeds, CallBehavior::Refuses, CallBehavior::LosesResponse] {
        let mut sim = Simulation::keeping(json!({}));
        sim.handle(KeeperEvent::Release { reason: None });
        let stopped = sim.record().stopped;
        sim.behaviors = [CallBehavior::Succeeds, behavior].into();
        capture(&mut sim, FULL, None);
        assert_eq!(sim.captured.is_empty(), behavior == CallBehavior::Refuses, "{behavior:?}");
        assert_eq!(sim.record().stopped, stopped, "{behavior:?}");
        assert_eq!(sim.notice_types(), ["hold.stopped"], "{behavior:?}");
        assert_eq!(sim.alarm, None, "{behavior:?}");
        if behavior == CallBehavior::Succeeds {
            assert_eq!(status(&sim)["holds"][0]["status"], "succeeded");
        }
    }
}

#[test]
fn captures_nothing_for_a_session_that_is_not_kept() {
    let mut sim = Simulation::new();
    let event = sim.capture_event(FULL, None);
    let decision = sim.decide(event, false);
    assert_eq!((decision.effect, decision.alarm), (Effect::Nothing, None));
    assert!(decision.record.is_none());
}

#[test]
fn refuses_a_capture_without_a_live_hold() {
    // The hold has expired: the same read leads to the reauth, and the capture can be repeated.
    let mut sim = Simulation::keeping(json!({}));
    sim.advance(WINDOW - 1);
    sim.expire();
    sim.advance(1 - 1);
    sim.now += 1;
    capture(&mut sim, FULL, None);
    assert_eq!(refusals(&sim), ["invalid_request"]);
    assert!(sim.capture_keys.is_empty() && sim.record().capture.is_none());
    assert_eq!(sim.placed.len(), 1);
    capture(&mut sim, FULL, None);
    assert_eq!((sim.capture_keys.len(), sim.captured.len()), (1, 1));
    // The hold was canceled: the keeper stops.
    let mut sim = Simulation::keeping(json!({}));
    sim.advance(DAY);
    sim.expire();
    capture(&mut sim, FULL, None);
    assert_eq!(refusals(&sim), ["invalid_request"]);
    assert_eq!(sim.stop_reason().as_deref(), Some("canceled"));
    // A stopped session stays stopped.
    capture(&mut sim, FULL, None);
    assert_eq!(refusals(&sim), ["invalid_request"; 2]);
    assert!(sim.capture_keys.is_empty());
    assert_eq!((sim.notice_types(), sim.alarm), (vec![json!("hold.stopped")], None));
}

#[test]
fn refuses_a_capture_while_a_reauth_is_pending() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - 1);
    sim.behaviors = [CallBehavior::Succeeds, CallBehavior::LosesRequest].into();
    sim.advance(1);
    capture(&mut sim, FULL, None);
    assert_eq!(refusals(&sim), ["conflict"]);
    assert!(sim.capture_refusals[0].message.contains("a reauth"));
    assert!(sim.capture_keys.is_empty() && sim.record().capture.is_none());
    // The reauth is resolved, and nothing is captured later.
    sim.advance(HOUR);
    assert_eq!((sim.placed.len(), sim.capture_keys.len()), (1, 0));
    capture(&mut sim, FULL, None);
    assert_eq!(sim.captured, [5000]);
}

#[test]
fn repeats_a_capture_with_the_same_idempotency_key() {
    for behavior in [
        CallBehavior::LosesRequest,
        CallBehavior::LosesResponse,
        CallBehavior::ServerError,
        CallBehavior::CrashBefore,
        CallBehavior::CrashAfter,
    ] {
        for key in [None, Some("order-7")] {
            for wait in [0, 10 * MINUTE, 19 * HOUR] {
                let context = format!("{behavior:?} {key:?} {wait}");
                let mut sim = Simulation::keeping(json!({}));
                sim.behaviors = [CallBehavior::Succeeds, behavior].into();
                capture(&mut sim, PARTIAL, key);
                assert!(sim.capture_refusals.is_empty(), "{context}");
                sim.advance(wait);
                assert_eq!(sim.capture_keys.len(), 1, "only the merchant repeats it: {context}");
                capture(&mut sim, PARTIAL, None);
                assert_eq!(sim.captured, [2000], "{context}");
                sim.capture_keys.dedup();
                assert_eq!(sim.capture_keys.len(), 1, "{context}");
                assert!(sim.record().capture.is_none(), "{context}");
                assert_eq!(sim.record().holds[0].amount_capturable, Some(3000), "{context}");
            }
        }
    }
}

#[test]
fn keeps_the_key_of_an_unknown_capture_if_its_repetition_is_rejected() {
    // A rejected repetition says nothing about the first attempt, which was applied.
    for rejection in [CallBehavior::RateLimit, CallBehavior::Unauthorized] {
        let mut sim = Simulation::keeping(json!({}));
        sim.behaviors = [CallBehavior::Succeeds, CallBehavior::LosesResponse].into();
        capture(&mut sim, PARTIAL, None);
        sim.behaviors = [CallBehavior::Succeeds, rejection].into();
        capture(&mut sim, PARTIAL, None);
        sim.advance(HOUR);
        capture(&mut sim, PARTIAL, None);
        assert_eq!(sim.captured, [2000], "{rejection:?}");
        sim.capture_keys.dedup();
        assert_eq!(sim.capture_keys.len(), 1, "{rejection:?}");
    }
    // Another request with the same key is in flight.
    let mut sim = Simulation::keeping(json!({}));
    sim.behaviors = [CallBehavior::Succeeds, CallBehavior::LosesRequest].into();
    capture(&mut sim, PARTIAL, None);
    let key = sim.capture_keys[0].clone();
    let event = sim.capture_event(PARTIAL, None);
    sim.decide(event, false);
    let body = sim.body();
    sim.decide(KeeperEvent::Retrieved { body }, false);
    let failure = CallFailure {
        kind: "conflict".into(),
        outcome: "rejected".into(),
        status: Some(409),
        ..CallFailure::default()
    };
    sim.handle(KeeperEvent::CaptureFailed { key: key.clone(), failure });
    capture(&mut sim, PARTIAL, None);
    assert_eq!(sim.capture_keys.last(), Some(&key));
}

#[test]
fn refuses_another_capture_while_the_outcome_of_one_is_unknown() {
    let mut sim = Simulation::keeping(json!({}));
    sim.behaviors = [CallBehavior::Succeeds, CallBehavior::LosesResponse].into();
    capture(&mut sim, PARTIAL, Some("order-7"));
    let retrieves = sim.retrieves;
    for (params, key) in [
        (r#"{"cents":3000}"#, None),
        (r#"{"cents":3000}"#, Some("order-7")),
        (PARTIAL, Some("order-8")),
        (FULL, Some("order-8")),
    ] {
        capture(&mut sim, params, key);
        assert_eq!(sim.capture_refusals.pop().unwrap().kind, "conflict", "{params} {key:?}");
    }
    capture(&mut sim, FULL, None);
    assert!(sim.capture_refusals[0].message.contains("order-7"), "names the key to repeat");
    assert_eq!((sim.retrieves, sim.capture_keys.len()), (retrieves, 1));
    // Flex forgets keys after a day.
    sim.advance(21 * HOUR);
    capture(&mut sim, r#"{"cents":3000}"#, Some("order-8"));
    assert_eq!(sim.captured, [2000, 3000]);
}

#[test]
fn detects_a_capture_whose_response_was_lost() {
    for behavior in [CallBehavior::LosesResponse, CallBehavior::CrashAfter] {
        let mut sim = Simulation::keeping(json!({}));
        sim.behaviors = [CallBehavior::Succeeds, behavior].into();
        capture(&mut sim, FULL, None);
        assert_eq!(sim.stop_reason(), None, "{behavior:?}");
        sim.advance(3 * MINUTE);
        assert_eq!(sim.stop_reason().as_deref(), Some("captured"), "{behavior:?}");
        assert_eq!((sim.captured.len(), sim.capture_keys.len()), (1, 1), "{behavior:?}");
    }
}

#[test]
fn continues_after_a_refused_capture() {
    let mut sim = Simulation::keeping(json!({}));
    sim.behaviors = [CallBehavior::Succeeds, CallBehavior::Refuses].into();
    capture(&mut sim, FULL, None);
    assert_eq!((sim.stop_reason(), sim.captured.len()), (None, 0));
    assert!(sim.record().capture.is_none());
    assert_eq!(sim.alarm, Some(START + CYCLE));
    // The next one has another key.
    capture(&mut sim, FULL, None);
    assert_ne!(sim.capture_keys[0], sim.capture_keys[1]);
    assert_eq!(sim.captured, [5000]);
}

#[test]
fn refuses_a_capture_if_the_session_cannot_be_read() {
    for (behavior, kind) in [
        (CallBehavior::ServerError, "server"),
        (CallBehavior::LosesRequest, "connection"),
        (CallBehavior::RateLimit, "rate_limit"),
        (CallBehavior::Unauthorized, "authentication"),
    ] {
        for stopped in [false, true] {
            let mut sim = Simulation::keeping(json!({}));
            if stopped {
                sim.handle(KeeperEvent::Release { reason: None });
            }
            sim.behaviors = [behavior].into();
            capture(&mut sim, FULL, None);
            assert_eq!(refusals(&sim), [kind]);
            // Later reads do not send it.
            sim.advance(DAY);
            sim.webhook(WebhookType::ChargeCaptured, &[]);
            assert!(sim.capture_keys.is_empty(), "{kind}");
            assert_eq!(sim.record().stopped.is_some(), stopped, "{kind}");
            capture(&mut sim, FULL, None);
            assert_eq!(sim.captured, [5000], "{kind}");
        }
    }
}

/// The events that cause a read of the session, other than the alarm.
fn reads() -> [KeeperEvent; 4] {
    let webhook = |event| KeeperEvent::Webhook { event, payment_intent_ids: Vec::new() };
    [
        KeeperEvent::Keep { policy: json!({}) },
        KeeperEvent::Release { reason: None },
        webhook(WebhookType::ChargeCaptured),
        webhook(WebhookType::ChargeExpired),
    ]
}

/// Returns a simulation that ended during the read before a capture.
fn ended_before_a_capture() -> Simulation {
    let mut sim = Simulation::keeping(json!({}));
    sim.behaviors = [CallBehavior::CrashBefore].into();
    capture(&mut sim, FULL, None);
    sim
}

/// Returns a simulation in which the response to the read before a capture contained no session.
fn unreadable_before_a_capture() -> Simulation {
    let mut sim = Simulation::keeping(json!({}));
    let event = sim.capture_event(FULL, None);
    sim.decide(event, false);
    sim.decide(KeeperEvent::Retrieved { body: b"<html>".to_vec() }, false);
    sim
}

#[test]
fn never_sends_a_capture_from_the_alarm() {
    for mut sim in [ended_before_a_capture(), unreadable_before_a_capture()] {
        sim.advance(DAY);
        assert!(sim.retrieves > 1 && sim.capture_keys.is_empty());
    }
}

#[test]
fn never_sends_a_capture_whose_caller_was_lost_in_a_crash() {
    for event in reads() {
        let mut sim = ended_before_a_capture();
        sim.handle(event.clone());
        assert!(sim.capture_keys.is_empty(), "{event:?}");
    }
}

#[test]
fn refuses_a_capture_if_the_response_contains_no_session() {
    assert_eq!(refusals(&unreadable_before_a_capture()), ["decode"]);
    for event in reads() {
        let mut sim = unreadable_before_a_capture();
        sim.handle(event.clone());
        assert!(sim.capture_keys.is_empty(), "{event:?}");
    }
}

#[test]
fn refuses_a_capture_during_a_call() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.now += CYCLE;
    sim.decide(KeeperEvent::Alarm, false);
    let event = sim.capture_event(FULL, None);
    let decision = sim.decide(event, true);
    assert_eq!(decision.effect, Effect::Nothing);
    assert!(decision.alarm.is_some_and(|alarm| alarm > sim.now));
    assert_eq!(decision.capture_refused.unwrap().kind, "conflict");
    let body = sim.body();
    sim.handle(KeeperEvent::Retrieved { body });
    sim.advance(DAY);
    assert!(sim.capture_keys.is_empty());
    assert_eq!(sim.placed.len(), 1);
}

#[test]
fn reads_the_session_if_an_event_arrives_during_the_capture() {
    for (params, reason) in [(PARTIAL, None), (FULL, Some("captured"))] {
        let mut sim = Simulation::keeping(json!({}));
        sim.behaviors = [CallBehavior::Succeeds, CallBehavior::CrashAfter].into();
        capture(&mut sim, params, None);
        // The call is in flight.
        let captured = KeeperEvent::Webhook {
            event: WebhookType::ChargeCaptured,
            payment_intent_ids: vec!["fpi_0".into()],
        };
        assert_eq!(sim.decide(captured, true).effect, Effect::Nothing);
        let key = sim.capture_keys[0].clone();
        let (body, retrieves) = (sim.body(), sim.retrieves);
        sim.handle(KeeperEvent::Captured { key, body });
        assert_eq!(sim.retrieves, retrieves + 1);
        assert_eq!(sim.stop_reason().as_deref(), reason);
        assert_eq!(sim.captured.len(), 1);
    }
}

#[test]
fn ignores_the_result_of_another_capture() {
    let mut sim = Simulation::keeping(json!({}));
    let before = sim.record();
    let body = sim.body();
    sim.handle(KeeperEvent::Captured { key: "key-99".into(), body });
    assert_eq!(sim.record(), before);
}

#[test]
fn stops_after_a_capture_if_release_was_called_before() {
    for behavior in [CallBehavior::Succeeds, CallBehavior::LosesResponse, CallBehavior::Refuses] {
        let mut sim = Simulation::keeping_early(json!({}));
        sim.advance(CYCLE - 1);
        sim.behaviors = [CallBehavior::ServerError, CallBehavior::Succeeds, behavior].into();
        sim.handle(KeeperEvent::Release { reason: None });
        assert_eq!(sim.stop_reason(), None, "the read failed");
        sim.now += 2;
        capture(&mut sim, PARTIAL, None);
        sim.advance(5 * MINUTE);
        assert_eq!(sim.stop_reason().as_deref(), Some("released"), "{behavior:?}");
        assert!(sim.reauth_keys.is_empty(), "{behavior:?}");
    }
}

#[test]
fn sends_no_reauth_while_a_capture_may_still_be_applied() {
    for behavior in [CallBehavior::LosesRequest, CallBehavior::CrashBefore] {
        for event in [
            KeeperEvent::Keep { policy: json!({ "renew": "before" }) },
            KeeperEvent::Webhook {
                event: WebhookType::ChargeCaptured,
                payment_intent_ids: Vec::new(),
            },
        ] {
            let mut sim = Simulation::keeping_early(json!({}));
            sim.advance(CYCLE - 1);
            sim.behaviors = [CallBehavior::Succeeds, behavior].into();
            capture(&mut sim, PARTIAL, None);
            sim.now += MINUTE / 6;
            sim.handle(event.clone());
            assert!(sim.reauth_keys.is_empty(), "{behavior:?} {event:?}");
            sim.advance(5 * MINUTE);
            assert_eq!(sim.placed.len(), 1, "{behavior:?} {event:?}");
        }
    }
}

#[test]
fn repeats_a_full_capture_whose_response_was_lost() {
    // The session shows that the capture was applied, so it is the result.
    for wait in [0, HOUR] {
        let mut sim = Simulation::keeping(json!({}));
        sim.behaviors = [CallBehavior::Succeeds, CallBehavior::LosesResponse].into();
        capture(&mut sim, FULL, None);
        sim.advance(wait);
        capture(&mut sim, FULL, None);
        assert_eq!(sim.captured, [5000], "{wait}");
        assert!(sim.capture_refusals.is_empty(), "{wait}: {:?}", sim.capture_refusals);
        assert_eq!(sim.capture_keys.len(), 1, "{wait}");
    }
}

#[test]
fn captures_the_live_hold_of_a_session_given_up() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - 1);
    sim.behaviors = [CallBehavior::Succeeds, CallBehavior::LosesResponse].into();
    sim.advance(1);
    sim.outage(CallBehavior::LosesRequest, 6 * DAY);
    assert_eq!(sim.stop_reason().as_deref(), Some("gave_up"));
    // The read before the capture shows the hold. No later attempt is pending, so "repeat in a minute" does not help.
    capture(&mut sim, FULL, None);
    assert_eq!(sim.captured, [5000], "{:?}", sim.capture_refusals);
}
