//! Refused reauths: "not yet" while the hold lives, and "declined" afterwards.

use serde_json::{Value, json};

use super::simulation::{CallBehavior, DAY, HOUR, MINUTE, START, Simulation};
use crate::keeper::webhook::WebhookType;
use crate::keeper::{CallFailure, HistoryOutcome, HoldStatus, IndexRow, KeeperEvent, timestamp};

const WINDOW: u64 = 114 * HOUR;
const CYCLE: u64 = 90 * HOUR;

/// Codes of no final meaning.
const UNEXPLAINED: [(u16, &str); 5] = [
    (400, "unknown"),
    (400, "checkout_session_expired"),
    (400, "idempotency_key_required"),
    (402, "card_declined"),
    (422, "REAUTHORIZATION_TOO_SOON"),
];

/// Returns a simulation in which Flex refused the reauth of the live hold.
fn refused(policy: Value) -> Simulation {
    let mut sim = Simulation::keeping_early(policy);
    sim.refuses_live = true;
    sim.advance(CYCLE);
    assert_eq!(sim.reauth_times, [START + CYCLE]);
    sim
}

/// Returns the status of the session.
fn status(sim: &Simulation) -> Value {
    json!(HoldStatus::from(sim.record()))
}

#[track_caller]
fn sends_each_key_once(sim: &Simulation) {
    let mut keys = sim.reauth_keys.clone();
    keys.dedup();
    assert_eq!(keys.len(), sim.reauth_keys.len());
}

#[test]
fn waits_for_the_end_of_a_live_hold_after_a_refusal() {
    for (code_status, code) in UNEXPLAINED {
        let mut sim = Simulation::keeping_early(json!({}));
        sim.refuses_with = Some((code_status, code));
        sim.advance(CYCLE);
        assert_eq!(sim.stop_reason(), None, "{code}");
        assert_eq!(sim.alarm, Some(START + WINDOW), "{code}");
        let error = json!({ "kind": "invalid_request", "status": code_status, "code": code });
        let status = status(&sim);
        assert_eq!(
            status["refusal"],
            json!({
                "meaning": "not_yet", "refusedAt": START + CYCLE, "readAt": START + CYCLE,
                "error": error,
            })
        );
        assert_eq!((&status["pending"], &status["failures"]), (&json!(null), &json!(0)));
        assert_eq!(
            status["next"]["why"],
            "the refused reauth is tried again when the hold has expired"
        );
        let row = json!(IndexRow::new(sim.record(), sim.now).summary);
        assert_eq!(row["refusal"], status["refusal"]);
        assert_eq!(row["nextAt"], START + WINDOW);
        assert_eq!(status["next"]["step"], "check");
        assert_eq!(sim.notice_types(), ["hold.reauth_refused", "hold.expiring"]);
        let data = &json!(sim.notices[0].body)["data"];
        assert_eq!(data["error"], error);
        assert_eq!(data["next_at"], timestamp::format(START + WINDOW));
        assert_eq!(data["idempotency_key"], sim.reauth_keys[0]);
        assert_eq!(data["holds"][0]["holds_money"], true);
        let time = timestamp::format(START + CYCLE);
        assert_eq!(
            data["refusal"],
            json!({ "meaning": "not_yet", "refused_at": time, "read_at": time })
        );
        assert_eq!(sim.record().history[0].outcome, HistoryOutcome::Rejected);
        // Nothing happens until the hold ends.
        sim.advance(WINDOW - CYCLE - 1);
        assert_eq!((sim.reauth_keys.len(), sim.retrieves), (1, 3));
        assert_eq!(sim.notice_types().len(), 2);
    }
}

#[test]
fn renews_the_hold_once_when_it_has_expired() {
    let mut sim = refused(json!({}));
    sim.advance(WINDOW - CYCLE - 1);
    sim.expire();
    sim.advance(1);
    assert_eq!(sim.placed, [START + WINDOW]);
    sim.advance(DAY);
    assert_eq!(sim.placed, [START + WINDOW]);
    sends_each_key_once(&sim);
    assert_eq!(
        sim.notice_types(),
        ["hold.reauth_refused", "hold.expiring", "hold.expired", "hold.renewed"]
    );
    assert_eq!(status(&sim)["refusal"], json!(null));
    assert!(json!(sim.notices[3].body)["data"].get("refusal").is_none());
    assert_eq!(sim.record().next.unwrap().at, START + WINDOW + CYCLE);
}

#[test]
fn renews_the_hold_at_once_when_flex_reports_its_expiry() {
    for ids in [&["fpi_0"][..], &[]] {
        let mut sim = refused(json!({}));
        sim.advance(HOUR);
        sim.expire();
        let retrieves = sim.retrieves;
        sim.webhook(WebhookType::ChargeExpired, ids);
        assert_eq!(sim.retrieves, retrieves + 1, "the session is read first");
        assert_eq!(sim.placed, [START + CYCLE + HOUR], "{ids:?}");
        sends_each_key_once(&sim);
    }
}

#[test]
fn stops_when_the_hold_was_captured_after_a_refusal() {
    let mut sim = refused(json!({}));
    sim.capture(0, 5000);
    sim.webhook(WebhookType::ChargeExpired, &["fpi_0"]);
    assert_eq!(sim.stop_reason().as_deref(), Some("captured"));
    assert_eq!(sim.reauth_keys.len(), 1);
}

#[test]
fn only_reads_the_session_while_a_refused_hold_outlives_the_window() {
    let mut sim = refused(json!({ "maxReauths": 1 }));
    let retrieves = sim.retrieves;
    sim.advance(7 * DAY - CYCLE - 1);
    assert_eq!(sim.reauth_times, [START + CYCLE]);
    // At the end of the window, after 15, 30, 60, 120, 240 and 480 minutes, and then every 6 hours.
    assert_eq!(sim.retrieves - retrieves, 14);
    assert_eq!(sim.stop_reason(), None, "only reauths of a hold that is gone count");
    assert_eq!(status(&sim)["refusal"]["meaning"], "not_yet");
    sim.expire();
    sim.webhook(WebhookType::ChargeExpired, &["fpi_0"]);
    assert_eq!(sim.placed, [START + 7 * DAY - 1]);
    sends_each_key_once(&sim);
}

#[test]
fn retries_daily_from_the_end_of_the_window_if_flex_sends_only_ids() {
    let mut sim = Simulation::new();
    sim.sends_ids = true;
    sim.refuses_live = true;
    sim.handle(KeeperEvent::Keep { policy: json!({ "renew": "before" }) });
    sim.advance(7 * DAY - 1);
    // The session was created a minute before its hold.
    let start = START - MINUTE;
    assert_eq!(
        sim.reauth_times,
        [CYCLE, WINDOW, WINDOW + DAY, WINDOW + 2 * DAY].map(|time| start + time)
    );
    assert_eq!(status(&sim)["refusal"]["meaning"], "declined");
    sim.expire();
    sim.webhook(WebhookType::ChargeExpired, &["fpi_0"]);
    assert_eq!(sim.placed, [START + 7 * DAY - 1]);
    sends_each_key_once(&sim);
}

#[test]
fn retries_a_declined_reauth_daily_up_to_max_reauths() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(WINDOW - DAY - 1);
    sim.expire();
    sim.refuses_with = Some((402, "card_declined"));
    sim.webhook(WebhookType::ChargeExpired, &["fpi_0"]);
    // Repeated reports of the same expiry change nothing.
    sim.webhook(WebhookType::ChargeExpired, &["fpi_0"]);
    sim.webhook(WebhookType::ChargeExpired, &[]);
    let first = sim.now;
    assert_eq!(status(&sim)["next"]["why"], "the declined reauth is tried again then");
    assert_eq!(status(&sim)["next"]["at"], first + DAY);
    sim.advance(30 * DAY);
    assert_eq!(sim.reauth_times, (0..7).map(|day| first + day * DAY).collect::<Vec<_>>());
    sends_each_key_once(&sim);
    let notices = [&["hold.expired"][..], &["hold.reauth_refused"; 6], &["hold.stopped"]].concat();
    assert_eq!(sim.notice_types(), notices);
    let body = json!(sim.notices[6].body);
    assert_eq!(body["data"]["refusal"]["meaning"], "declined");
    assert_eq!(body["data"]["next_at"], timestamp::format(first + 6 * DAY));
    assert_eq!(body["data"]["holds"][0]["holds_money"], false);
    let stopped = sim.record().stopped.unwrap();
    assert_eq!(
        (stopped.reason.as_str(), stopped.detail.as_deref()),
        ("rejected", Some("card_declined"))
    );
    assert_eq!(sim.alarm, None);
}

#[test]
fn renews_the_hold_after_declined_reauths() {
    let mut sim = refused(json!({ "declinedRetryHours": 6 }));
    sim.refuses_with = Some((402, "card_declined"));
    sim.advance(WINDOW - CYCLE - 1);
    sim.expire();
    sim.advance(1 + 7 * HOUR);
    let times = [CYCLE, WINDOW, WINDOW + 6 * HOUR].map(|time| START + time);
    assert_eq!(sim.reauth_times, times);
    sim.refuses_with = None;
    sim.advance(DAY);
    assert_eq!(sim.placed, [START + WINDOW + 12 * HOUR]);
    assert_eq!(status(&sim)["refusal"], json!(null));
    assert_eq!(sim.record().reauths, 1);
}

#[test]
fn sends_no_reauth_after_until() {
    // The hold ends after `until`.
    let mut sim = refused(json!({ "until": START + WINDOW - 1 }));
    assert_eq!(status(&sim)["next"]["step"], "stop");
    sim.advance(WINDOW - CYCLE);
    let stopped = sim.record().stopped.unwrap();
    assert_eq!((stopped.reason.as_str(), stopped.at), ("until", START + WINDOW));
    assert_eq!(sim.notice_types(), ["hold.reauth_refused", "hold.expiring", "hold.stopped"]);
    let data = &json!(sim.notices[2].body)["data"];
    assert_eq!(data["refusal"]["meaning"], "not_yet");
    assert_eq!(data["holds"][0]["holds_money"], true);
    // The last daily attempt is before `until`.
    let mut other = refused(json!({ "until": START + WINDOW + 2 * DAY + HOUR, "maxReauths": 100 }));
    other.refuses_with = Some((402, "card_declined"));
    other.advance(WINDOW - CYCLE - 1);
    other.expire();
    for sim in [&mut sim, &mut other] {
        sim.advance(30 * DAY);
    }
    assert_eq!(sim.reauth_keys.len(), 1);
    assert_eq!(other.reauth_times.last(), Some(&(START + WINDOW + 2 * DAY)));
    assert_eq!(other.stop_reason().as_deref(), Some("rejected"));
    assert_eq!(other.record().stopped.unwrap().detail.as_deref(), Some("card_declined"));
}

#[test]
fn retries_at_once_if_the_hold_expires_during_the_refused_reauth() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.now += CYCLE;
    sim.decide(KeeperEvent::Alarm, false);
    let body = sim.body();
    sim.decide(KeeperEvent::Retrieved { body }, false);
    let key = sim.record().pending.unwrap().key;
    sim.expire();
    let expired = KeeperEvent::Webhook {
        event: WebhookType::ChargeExpired,
        payment_intent_ids: vec!["fpi_0".into()],
    };
    sim.decide(expired, true);
    let failure = CallFailure {
        kind: "invalid_request".into(),
        outcome: "rejected".into(),
        status: Some(400),
        ..CallFailure::default()
    };
    sim.handle(KeeperEvent::ReauthFailed { key, failure });
    assert_eq!(sim.placed, [START + CYCLE]);
    assert_eq!(sim.notice_types(), ["hold.reauth_refused", "hold.expired", "hold.renewed"]);
    assert_eq!(json!(sim.notices[0].body)["data"]["refusal"]["meaning"], "not_yet");
}

#[test]
fn retries_at_once_if_the_read_after_a_refusal_comes_after_the_end_of_the_hold() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.refuses_live = true;
    sim.advance(CYCLE - 1);
    sim.behaviors = [CallBehavior::Succeeds, CallBehavior::Refuses].into();
    sim.behaviors.extend([CallBehavior::ServerError; 30]);
    sim.advance(WINDOW - CYCLE);
    sim.expire();
    sim.advance(DAY);
    assert_eq!((sim.placed.len(), sim.reauth_keys.len()), (1, 2));
    sends_each_key_once(&sim);
}

#[test]
fn sends_no_new_key_while_an_earlier_attempt_may_still_be_applied() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - 1);
    sim.behaviors = [
        CallBehavior::Succeeds,
        CallBehavior::LosesRequest,
        CallBehavior::Succeeds,
        CallBehavior::Refuses,
    ]
    .into();
    sim.advance(MINUTE / 2 + 1);
    assert_eq!(sim.reauth_keys.len(), 2);
    // The webhook causes a read ten seconds after the refusal.
    sim.now += MINUTE / 6;
    sim.expire();
    sim.webhook(WebhookType::ChargeExpired, &["fpi_0"]);
    assert_eq!(sim.reauth_keys.len(), 2);
    assert_eq!(sim.reauth_keys[0], sim.reauth_keys[1]);
    // Flex applies the first attempt late.
    sim.intents = vec![super::simulation::Intent::new("fpi_late", sim.now)];
    sim.advance(DAY);
    assert_eq!((sim.reauth_keys.len(), sim.record().reauths), (2, 1));
    assert_eq!(sim.notice_types(), ["hold.renewed"]);
}

#[test]
fn stops_for_an_expired_session_only_if_the_session_shows_it() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.refuses_with = Some((400, "checkout_session_expired"));
    sim.advance(CYCLE - 1);
    sim.behaviors = [CallBehavior::Succeeds].into();
    sim.now += 1;
    sim.decide(KeeperEvent::Alarm, false);
    let body = sim.body();
    sim.decide(KeeperEvent::Retrieved { body }, false);
    let key = sim.record().pending.unwrap().key;
    sim.session_status = "expired";
    let failure = CallFailure {
        kind: "invalid_request".into(),
        outcome: "rejected".into(),
        status: Some(400),
        code: Some("checkout_session_expired".into()),
        ..CallFailure::default()
    };
    sim.handle(KeeperEvent::ReauthFailed { key, failure });
    let stopped = sim.record().stopped.unwrap();
    assert_eq!(stopped.reason.as_str(), "session_expired");
    assert_eq!(stopped.detail.as_deref(), Some("checkout_session_expired"));
}

#[test]
fn tries_at_once_when_kept_again_after_declined_reauths() {
    let mut sim = refused(json!({ "maxReauths": 1 }));
    sim.refuses_with = Some((402, "card_declined"));
    sim.advance(WINDOW - CYCLE - 1);
    sim.expire();
    sim.advance(HOUR);
    assert_eq!(sim.stop_reason().as_deref(), Some("rejected"));
    sim.refuses_with = None;
    sim.handle(KeeperEvent::Keep { policy: json!({}) });
    assert_eq!(sim.placed, [START + WINDOW + HOUR - 1]);
}

#[test]
fn forgets_the_refusal_when_the_session_has_another_hold() {
    let mut sim = refused(json!({}));
    sim.intents = vec![super::simulation::Intent::new("fpi_merchants", sim.now)];
    sim.handle(KeeperEvent::Keep { policy: json!({ "renew": "before" }) });
    assert_eq!(status(&sim)["refusal"], json!(null));
    assert_eq!(sim.alarm, Some(START + 2 * CYCLE));
}

#[test]
fn keeps_a_session_whose_reads_are_refused() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.now += CYCLE;
    let failure = CallFailure {
        kind: "invalid_request".into(),
        status: Some(400),
        code: Some("unknown".into()),
        ..CallFailure::default()
    };
    for _ in 0..20 {
        sim.decide(KeeperEvent::Alarm, false);
        // The first time, Flex may have refused `expand`.
        sim.decide(KeeperEvent::RetrieveFailed { failure: failure.clone() }, false);
        sim.decide(KeeperEvent::RetrieveFailed { failure: failure.clone() }, false);
        sim.now += HOUR;
    }
    assert_eq!(sim.stop_reason(), None);
    assert_eq!(sim.notice_types(), ["hold.failing"]);
    sim.advance(HOUR);
    assert_eq!(sim.placed.len(), 1);
}

#[test]
fn treats_a_refusal_stored_by_an_earlier_version_as_not_yet() {
    let stored = json!({
        "form": 1, "sessionId": super::simulation::SESSION, "keptAt": START, "sequence": 7,
        "policy": { "window": WINDOW, "margin": DAY, "until": null, "maxReauths": 7 },
        "act": {
            "key": "key-1", "startedAt": START + CYCLE, "lastSentAt": START + CYCLE, "sends": 1,
            "before": ["fpi_0"], "unsure": false,
            "refused": { "kind": "invalid_request", "status": 400, "code": null },
            "notBefore": START + CYCLE, "dueSince": START + CYCLE,
        },
        "next": { "at": START + CYCLE, "why": "a reauth is in flight" },
    });
    let mut sim = Simulation::storing(&stored);
    sim.now = START + CYCLE + HOUR;
    sim.handle(KeeperEvent::Alarm);
    assert_eq!((sim.stop_reason(), sim.alarm), (None, Some(START + WINDOW)));
    assert_eq!(status(&sim)["refusal"]["meaning"], "not_yet");
}
