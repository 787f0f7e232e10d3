//! Renewals when calls fail and the keeper crashes.

use serde_json::json;

use super::simulation::{CallBehavior, DAY, HOUR, MINUTE, SESSION, START, Simulation};
use crate::keeper::webhook::WebhookType;
use crate::keeper::{HistoryOutcome, KeeperEvent};

const CYCLE: u64 = 90 * HOUR;

#[test]
fn places_seven_holds_in_four_weeks_with_a_notice_each() {
    let mut sim = Simulation::keeping_early(json!({ "until": START + 28 * DAY }));
    sim.advance(60 * DAY);
    assert_eq!(sim.placed, (1..=7).map(|n| START + n * CYCLE).collect::<Vec<_>>());
    assert_eq!(sim.reauth_keys.len(), 7);
    assert_eq!(sim.retrieves, 8, "one for `keep`, and one before each reauth");
    assert_eq!(sim.notice_types(), [&["hold.renewed"; 7][..], &["hold.stopped"]].concat());
    assert_eq!(sim.stop_reason().as_deref(), Some("max_reauths"));
    let body = json!(sim.notices[2].body);
    assert_eq!(body["data"]["checkout_session_id"], SESSION);
    assert_eq!(body["data"]["holds"][0]["payment_intent_id"], "fpi_3");
    assert_eq!(body["data"]["holds"][0]["former_payment_intent_id"], "fpi_2");
    let mut ids: Vec<&str> = sim.notices.iter().map(|notice| notice.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 8);
}

#[test]
fn ignores_a_repeated_alarm() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE);
    let (retrieves, reauths) = (sim.retrieves, sim.reauth_keys.len());
    for _ in 0..5 {
        sim.handle(KeeperEvent::Alarm);
    }
    assert_eq!((sim.retrieves, sim.reauth_keys.len(), reauths), (retrieves, 1, 1));
}

#[test]
fn retries_with_the_same_idempotency_key() {
    for behavior in [
        CallBehavior::LosesRequest,
        CallBehavior::ServerError,
        CallBehavior::RateLimit,
        CallBehavior::Unauthorized,
    ] {
        let mut sim = Simulation::keeping_early(json!({}));
        sim.advance(CYCLE - 1);
        sim.behaviors = [
            CallBehavior::Succeeds,
            behavior,
            CallBehavior::Succeeds,
            behavior,
            CallBehavior::Succeeds,
            behavior,
        ]
        .into();
        sim.advance(2 * HOUR);
        assert_eq!(sim.reauth_keys.len(), 4, "{behavior:?}");
        assert!(
            sim.reauth_keys.iter().all(|key| *key == sim.reauth_keys[0]),
            "{behavior:?}: {:?}",
            sim.reauth_keys
        );
        assert_eq!(sim.placed.len(), 1, "{behavior:?}");
        assert_eq!(sim.record().history[0].attempts, 4);
    }
}

#[test]
fn does_not_retry_once_the_session_shows_the_new_hold() {
    for behavior in
        [CallBehavior::LosesResponse, CallBehavior::TruncatesResponse, CallBehavior::CrashAfter]
    {
        for honors_keys in [true, false] {
            let mut sim = Simulation::keeping_early(json!({}));
            sim.honors_keys = honors_keys;
            sim.advance(CYCLE - 1);
            sim.behaviors = [CallBehavior::Succeeds, behavior].into();
            sim.advance(HOUR);
            assert_eq!((sim.reauth_keys.len(), sim.placed.len()), (1, 1), "{behavior:?}");
            assert_eq!(sim.notice_types(), ["hold.renewed"]);
            assert_eq!(sim.record().history[0].to, ["fpi_1"]);
            assert_eq!(sim.record().next.unwrap().at, START + 2 * CYCLE);
        }
    }
}

#[test]
fn reuses_the_idempotency_key_after_a_crash() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - 1);
    // Crashes before the read, before the reauth and in the next read.
    sim.behaviors = [
        CallBehavior::CrashBefore,
        CallBehavior::Succeeds,
        CallBehavior::CrashBefore,
        CallBehavior::CrashBefore,
        CallBehavior::Succeeds,
    ]
    .into();
    sim.advance(5 * MINUTE);
    let key = sim.record().pending.map(|reauth| reauth.key);
    sim.advance(HOUR);
    assert_eq!(sim.placed.len(), 1);
    assert_eq!(sim.reauth_keys.len(), 1);
    assert_eq!(sim.record().history[0].key, key.unwrap());
    assert_eq!(
        sim.record().history[0].attempts,
        2,
        "includes the attempt that crashed before its request"
    );
}

#[test]
fn creates_a_new_key_only_if_the_session_still_has_the_old_hold() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - 1);
    // Flex repeats its first response, a 500, for the same key.
    sim.behaviors =
        [CallBehavior::Succeeds, CallBehavior::ServerError].into_iter().cycle().take(14).collect();
    sim.advance(6 * HOUR);
    let keys: Vec<&String> = sim.reauth_keys.iter().collect();
    assert_eq!(keys.len(), 8);
    assert!(keys[..6].iter().all(|key| *key == keys[0]), "{keys:?}");
    assert!(keys[6..].iter().all(|key| *key == keys[6] && *key != keys[0]), "{keys:?}");
    let history = sim.record().history;
    assert_eq!(history[0].outcome, HistoryOutcome::NotPlaced);
    assert_eq!(history[1].outcome, HistoryOutcome::Applied);
    assert_eq!(sim.placed.len(), 1);
}

#[test]
fn survives_a_two_day_outage_with_one_notice() {
    for behavior in [CallBehavior::LosesRequest, CallBehavior::ServerError, CallBehavior::RateLimit]
    {
        let mut sim = Simulation::keeping_early(json!({}));
        sim.advance(CYCLE - HOUR);
        sim.outage(behavior, 2 * DAY);
        assert_eq!(sim.placed.len(), 0);
        assert_eq!(sim.notice_types(), ["hold.failing"], "{behavior:?}");
        assert!(sim.retrieves < 80, "{} retrieves", sim.retrieves);
        sim.advance(2 * HOUR);
        assert_eq!(sim.placed.len(), 1, "{behavior:?}");
        assert_eq!(sim.notice_types(), ["hold.failing", "hold.renewed"]);
        let next = sim.record().next.unwrap().at;
        assert_eq!(next, sim.placed[0] + CYCLE);
    }
}

#[test]
fn notifies_at_once_of_a_refused_api_key_and_keeps_trying() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - 1);
    sim.behaviors = [CallBehavior::Unauthorized; 3].into();
    sim.advance(MINUTE);
    assert_eq!(sim.notice_types(), ["hold.failing"]);
    assert_eq!(json!(sim.notices[0].body)["data"]["error"]["kind"], "authentication");
    sim.advance(HOUR);
    assert_eq!(sim.notice_types(), ["hold.failing", "hold.renewed"]);
}

#[test]
fn waits_for_retry_after() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - 1);
    sim.behaviors = [CallBehavior::RateLimit].into();
    sim.advance(1);
    assert_eq!(sim.alarm, Some(START + CYCLE + 10 * MINUTE));
}

#[test]
fn tolerates_clock_skew() {
    for skew in [-30, -7, -1, 1, 7, 30] {
        for unit in [MINUTE, HOUR, DAY] {
            let mut sim = Simulation::keeping_early(json!({}));
            sim.skew = skew * i64::try_from(unit).unwrap();
            sim.handle(KeeperEvent::Keep { policy: json!({ "renew": "before" }) });
            sim.advance(21 * DAY);
            assert!((4..=5).contains(&sim.placed.len()), "{skew}: {:?}", sim.placed);
            let apart = |pair: &[u64]| pair[1] - pair[0] >= CYCLE;
            assert!(sim.placed.windows(2).all(apart), "{skew}: {:?}", sim.placed);
        }
    }
}

#[test]
fn renews_an_expired_hold_at_once() {
    for ids in [&["fpi_0"][..], &[]] {
        let mut sim = Simulation::keeping_early(json!({}));
        sim.advance(DAY);
        sim.intents[0].status = "canceled";
        sim.webhook(WebhookType::ChargeExpired, ids);
        assert_eq!(sim.placed, [START + DAY]);
        assert_eq!(sim.notice_types(), ["hold.expired", "hold.renewed"]);
        // Reports of the replaced hold.
        sim.webhook(WebhookType::ChargeExpired, &["fpi_0"]);
        sim.webhook(WebhookType::ChargeExpired, &[]);
        sim.advance(DAY);
        assert_eq!(sim.placed.len(), 1);
    }
}

#[test]
fn accepts_a_reauth_that_keeps_the_payment_intent() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - 1);
    // A new payment intent is only inferred.
    sim.now += 1;
    sim.decide(KeeperEvent::Alarm, false);
    let body = sim.body();
    sim.decide(KeeperEvent::Retrieved { body: body.clone() }, false);
    let key = sim.record().pending.unwrap().key;
    sim.decide(KeeperEvent::Reauthed { key, body }, false);
    assert_eq!(sim.record().reauths, 1);
    assert_eq!(sim.alarm, Some(START + 2 * CYCLE));
    assert_eq!(sim.notice_types(), ["hold.renewed"]);
}

#[test]
fn reads_the_session_if_a_reauth_returns_only_ids() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - 1);
    sim.now += 1;
    sim.decide(KeeperEvent::Alarm, false);
    let body = sim.body();
    sim.decide(KeeperEvent::Retrieved { body }, false);
    let key = sim.record().pending.unwrap().key;
    let body = json!({ "checkout_session": {
        "checkout_session_id": SESSION, "capture_method": "manual", "payment_intent": "fpi_1",
    } })
    .to_string();
    let decision = sim.decide(KeeperEvent::Reauthed { key, body: body.clone().into() }, false);
    assert!(
        matches!(decision.effect, crate::keeper::Effect::Retrieve { .. }),
        "{:?}",
        decision.effect
    );
    assert_eq!(sim.notice_types(), ["hold.renewed"]);
    let decision = sim.decide(KeeperEvent::Retrieved { body: body.into() }, false);
    assert_eq!(decision.effect, crate::keeper::Effect::List);
    let body = json!({ "payment_intents": [] }).to_string();
    let decision = sim.decide(KeeperEvent::Listed { body: body.into() }, false);
    assert_eq!(decision.effect, crate::keeper::Effect::Nothing);
    assert_eq!(sim.alarm, Some(START + 2 * CYCLE));
}

#[test]
fn runs_one_call_at_a_time() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.now += CYCLE;
    sim.decide(KeeperEvent::Alarm, false);
    for event in [
        KeeperEvent::Alarm,
        KeeperEvent::Keep { policy: json!({ "renew": "before" }) },
        KeeperEvent::Webhook { event: WebhookType::ChargeExpired, payment_intent_ids: Vec::new() },
        KeeperEvent::Webhook {
            event: WebhookType::ChargeCaptured,
            payment_intent_ids: vec!["fpi_9".into()],
        },
    ] {
        let decision = sim.decide(event, true);
        assert_eq!(decision.effect, crate::keeper::Effect::Nothing);
        assert!(decision.alarm.is_some_and(|alarm| alarm > sim.now));
    }
    // The response may be older than the events.
    let body = sim.body();
    let decision = sim.decide(KeeperEvent::Retrieved { body }, false);
    assert!(
        matches!(decision.effect, crate::keeper::Effect::Retrieve { .. }),
        "{:?}",
        decision.effect
    );
}
