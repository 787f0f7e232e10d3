//! The check for duplicate holds after a reauth.

use serde_json::{Value, json};

use super::simulation::{CallBehavior, DAY, HOUR, Intent, MINUTE, SESSION, START, Simulation};
use crate::keeper::webhook::WebhookType;
use crate::keeper::{Effect, HoldStatus, KeeperEvent, timestamp};

const WINDOW: u64 = 114 * HOUR;
const CYCLE: u64 = 90 * HOUR;

/// Returns a simulation in which a reauth leaves the live hold in place, a moment before the first reauth.
fn keeping_duplicates(duplicates: &str) -> Simulation {
    let mut sim = Simulation::keeping_early(json!({ "duplicates": duplicates }));
    sim.keeps_former = true;
    sim.advance(CYCLE - 1);
    sim
}

fn verified(sim: &Simulation) -> Value {
    json!(HoldStatus::from(sim.record()))["verified"].clone()
}

fn count(sim: &Simulation, kind: &str) -> usize {
    sim.notice_types().iter().filter(|of| *of == kind).count()
}

/// Returns the data of the last `hold.duplicate`.
#[track_caller]
fn duplicate(sim: &Simulation) -> Value {
    let of = |kind: Value| kind == "hold.duplicate";
    let index = sim.notice_types().into_iter().rposition(of).expect("a notice");
    json!(sim.notices[index].body)["data"].clone()
}

fn ids(holds: &Value) -> Vec<&str> {
    let holds = holds.as_array().unwrap().iter();
    holds.map(|hold| hold["payment_intent_id"].as_str().unwrap()).collect()
}

#[test]
fn lists_the_payment_intents_after_each_reauth() {
    for (renew, cycle) in [("before", CYCLE), ("expired", WINDOW)] {
        let mut sim = Simulation::new();
        sim.life = Some(WINDOW);
        sim.handle(KeeperEvent::Keep { policy: json!({ "renew": renew }) });
        sim.advance(3 * cycle);
        assert_eq!(sim.list_times, sim.placed, "{renew}");
        assert_eq!(verified(&sim), json!({ "listedAt": sim.now, "duplicates": [] }), "{renew}");
        assert_eq!(count(&sim, "hold.duplicate"), 0, "{renew}");
        assert!(sim.cancels.is_empty(), "{renew}");
    }
}

#[test]
fn reports_a_former_hold_that_still_holds_money() {
    let mut sim = keeping_duplicates("report");
    assert_eq!(verified(&sim), json!(null));
    sim.advance(1);
    assert_eq!(sim.notice_types(), ["hold.renewed", "hold.duplicate"]);
    let data = duplicate(&sim);
    assert_eq!(data["duplicates"]["listed_at"], timestamp::format(sim.now));
    let held = &data["duplicates"]["holds"][0];
    assert_eq!(
        (&held["payment_intent_id"], &held["cart"], &held["holds_money"]),
        (&json!("fpi_0"), &json!("session"), &json!(true))
    );
    assert_eq!(held["amount_capturable"], 5000);
    assert_eq!(data["duplicates"]["canceled_payment_intent_ids"], json!([]));
    assert_eq!(ids(&data["holds"]), ["fpi_1"]);
    assert_eq!(ids(&verified(&sim)["duplicates"]), ["fpi_0"]);
    assert_eq!((sim.live(), sim.cancels.len()), (2, 0));
    sim.advance(HOUR);
    assert_eq!((sim.list_times.len(), sim.notices.len()), (1, 2), "the check has ended");
    // Only `hold.duplicate` has duplicates.
    assert!(json!(sim.notices[0].body)["data"].get("duplicates").is_none());
}

#[test]
fn reports_the_duplicates_of_every_reauth() {
    let mut sim = keeping_duplicates("report");
    sim.life = Some(7 * DAY);
    sim.advance(1 + CYCLE);
    assert_eq!(count(&sim, "hold.duplicate"), 2);
    // The first hold expires only a week after its start, but before the third.
    assert_eq!(ids(&duplicate(&sim)["duplicates"]["holds"]), ["fpi_1"]);
    assert_eq!(sim.live(), 2);
}

#[test]
fn cancels_a_former_hold_if_the_policy_says_so() {
    let mut sim = keeping_duplicates("cancel");
    sim.advance(1);
    assert_eq!(sim.live(), 1);
    assert_eq!(sim.cancels.len(), 1);
    assert_eq!(sim.cancels[0].0, "fpi_0");
    assert_ne!(sim.cancels[0].1, sim.reauth_keys[0]);
    assert_eq!(sim.list_times.len(), 2, "before and after the cancellation");
    assert_eq!(sim.notice_types(), ["hold.renewed", "hold.duplicate"]);
    let data = duplicate(&sim);
    assert_eq!(data["duplicates"]["holds"], json!([]));
    assert_eq!(data["duplicates"]["canceled_payment_intent_ids"], json!(["fpi_0"]));
    assert_eq!(verified(&sim)["duplicates"], json!([]));
    sim.advance(20 * DAY);
    assert_eq!(sim.overlap(), (1, 0));
    assert_eq!(sim.cancels.len(), sim.placed.len());
}

#[test]
fn learns_from_a_duplicate_even_if_it_is_canceled() {
    for duplicates in ["report", "cancel"] {
        let mut sim = Simulation::new();
        sim.keeps_former = true;
        sim.life = Some(7 * DAY);
        sim.reports_expiries = true;
        let policy = json!({ "renew": "auto", "duplicates": duplicates });
        sim.handle(KeeperEvent::Keep { policy });
        sim.advance(20 * DAY);
        let placed = [CYCLE, CYCLE + 7 * DAY, CYCLE + 14 * DAY].map(|time| START + time);
        assert_eq!(sim.placed, placed, "{duplicates}");
        assert_eq!(count(&sim, "hold.duplicate"), 1, "{duplicates}");
    }
}

#[test]
fn cancels_several_former_holds_with_a_key_each() {
    // Three reauths left their holds, and another version of the policy cancels them.
    let mut sim = keeping_duplicates("report");
    sim.advance(1 + 2 * CYCLE);
    assert_eq!((sim.placed.len(), sim.live()), (3, 4));
    sim.handle(KeeperEvent::Keep { policy: json!({ "renew": "before", "duplicates": "cancel" }) });
    assert!(sim.cancels.is_empty(), "until the next reauth");
    sim.advance(CYCLE);
    assert_eq!((sim.placed.len(), sim.live()), (4, 1));
    let (mut canceled, mut keys): (Vec<_>, Vec<_>) = sim.cancels.iter().cloned().unzip();
    canceled.sort();
    assert_eq!(canceled, ["fpi_0", "fpi_1", "fpi_2", "fpi_3"]);
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 4);
    let data = duplicate(&sim);
    assert_eq!(data["duplicates"]["canceled_payment_intent_ids"].as_array().unwrap().len(), 4);
    assert_eq!(count(&sim, "hold.duplicate"), 4);
}

#[test]
fn reports_a_former_hold_that_flex_does_not_cancel() {
    let mut sim = keeping_duplicates("cancel");
    sim.behaviors = [
        CallBehavior::Succeeds,
        CallBehavior::Succeeds,
        CallBehavior::Succeeds,
        CallBehavior::Refuses,
    ]
    .into();
    sim.advance(DAY);
    assert_eq!((sim.cancels.len(), sim.live()), (1, 2));
    assert_eq!(sim.notice_types(), ["hold.renewed", "hold.duplicate"]);
    let data = duplicate(&sim);
    assert_eq!(ids(&data["duplicates"]["holds"]), ["fpi_0"]);
    assert_eq!(data["duplicates"]["canceled_payment_intent_ids"], json!([]));
}

/// Calls of a check with `duplicates: "cancel"`, by position: the read, the reauth, and these.
const LIST: usize = 2;
const CANCEL: usize = 3;
const SECOND_LIST: usize = 4;

#[test]
fn continues_the_check_after_failures_and_crashes() {
    for position in [LIST, CANCEL, SECOND_LIST] {
        for behavior in [
            CallBehavior::LosesRequest,
            CallBehavior::LosesResponse,
            CallBehavior::TruncatesResponse,
            CallBehavior::ServerError,
            CallBehavior::RateLimit,
            CallBehavior::Unauthorized,
            CallBehavior::CrashBefore,
            CallBehavior::CrashAfter,
        ] {
            for repeated in [1, 3] {
                let context = format!("{position} {behavior:?} {repeated}");
                let mut sim = keeping_duplicates("cancel");
                sim.behaviors = vec![CallBehavior::Succeeds; position].into();
                sim.behaviors.extend(vec![behavior; repeated]);
                sim.advance(2 * HOUR);
                assert_eq!(sim.live(), 1, "{context}");
                assert_eq!(sim.notice_types(), ["hold.renewed", "hold.duplicate"], "{context}");
                let data = duplicate(&sim);
                assert_eq!(data["duplicates"]["holds"], json!([]), "{context}");
                assert_eq!(
                    data["duplicates"]["canceled_payment_intent_ids"],
                    json!(["fpi_0"]),
                    "{context}"
                );
                let mut cancels = sim.cancels.clone();
                cancels.dedup();
                assert_eq!(cancels.len(), 1, "the key is the same: {context}");
                // The check does not change the plan, and ends.
                let record = sim.record();
                assert_eq!(record.next.unwrap().at, START + 2 * CYCLE, "{context}");
                assert_eq!(sim.alarm, Some(START + 2 * CYCLE), "{context}");
                assert_eq!((record.failures.count, sim.reauth_keys.len()), (0, 1), "{context}");
            }
        }
    }
}

#[test]
fn ends_the_check_if_flex_refuses_the_list() {
    for (kind, lists) in
        [("not_found", 1), ("invalid_request", 1), ("permission", 6), ("server", 6)]
    {
        let mut sim = keeping_duplicates("cancel");
        sim.list_fails_with = Some(kind);
        sim.advance(1);
        let listed = sim.list_times.len();
        assert_eq!(listed, 1, "{kind}");
        sim.advance(DAY);
        assert_eq!(sim.list_times.len(), lists, "{kind}");
        assert_eq!(sim.notice_types(), ["hold.renewed"], "{kind}");
        assert_eq!(verified(&sim), json!(null), "{kind}");
        assert_eq!(sim.alarm, Some(START + 2 * CYCLE), "{kind}");
        // The next reauth has a check of its own.
        sim.list_fails_with = None;
        sim.advance(CYCLE);
        assert_eq!(sim.placed.len(), 2, "{kind}");
        assert_eq!(sim.live(), 1, "{kind}");
        assert_eq!(count(&sim, "hold.duplicate"), 1, "{kind}");
    }
}

#[test]
fn ignores_a_list_that_it_cannot_parse() {
    for body in ["", "{}", "[]", r#"{"payment_intents":7}"#, r#"{"payment_intents":null}"#, "\u{0}"]
    {
        let mut sim = keeping_duplicates("report");
        sim.behaviors =
            [CallBehavior::Succeeds, CallBehavior::Succeeds, CallBehavior::CrashBefore].into();
        sim.advance(1);
        sim.decide(KeeperEvent::Listed { body: body.into() }, false);
        assert_eq!((sim.notice_types().len(), verified(&sim)), (1, json!(null)), "{body}");
        sim.advance(HOUR);
        assert_eq!(sim.notice_types(), ["hold.renewed", "hold.duplicate"], "{body}");
    }
}

#[test]
fn ignores_payment_intents_that_no_reauth_replaced() {
    let mut sim = keeping_duplicates("cancel");
    sim.behaviors =
        [CallBehavior::Succeeds, CallBehavior::Succeeds, CallBehavior::CrashBefore].into();
    sim.advance(1);
    let live = |id: &str| {
        json!({
            "payment_intent_id": id, "status": "requires_capture", "amount_capturable": 5000,
        })
    };
    // The new hold, one of another session, an id, and odd items.
    let body = json!({ "payment_intents": [live("fpi_1"), live("fpi_9"), "fpi_0", null, 7, {}] });
    let event = KeeperEvent::Listed { body: body.to_string().into() };
    assert_eq!(sim.decide(event, false).effect, Effect::Nothing);
    assert_eq!(sim.notice_types(), ["hold.renewed"]);
}

#[test]
fn ignores_the_expiry_of_a_replaced_hold() {
    for duplicates in ["report", "cancel"] {
        let mut sim = keeping_duplicates(duplicates);
        sim.lists_holds = true;
        sim.advance(1 + HOUR);
        let (retrieves, notices) = (sim.retrieves, sim.notices.len());
        sim.webhook(WebhookType::ChargeExpired, &["fpi_0"]);
        assert_eq!((sim.retrieves, sim.notices.len()), (retrieves, notices), "it is not read");
        sim.advance(DAY);
        assert_eq!((sim.placed.len(), sim.reauth_keys.len()), (1, 1));
        // One that names the present hold too is of the present hold.
        sim.intents[0].status = "canceled";
        sim.webhook(WebhookType::ChargeExpired, &["fpi_0", "fpi_1"]);
        assert_eq!((sim.placed.len(), sim.reauth_keys.len()), (2, 2));
    }
}

#[test]
fn never_keeps_a_replaced_hold_that_the_session_lists() {
    for duplicates in ["report", "cancel"] {
        for life in [WINDOW, 7 * DAY] {
            let mut sim = Simulation::new();
            sim.keeps_former = true;
            sim.lists_holds = true;
            sim.life = Some(life);
            sim.reports_expiries = true;
            let policy = json!({ "renew": "before", "duplicates": duplicates, "maxReauths": 100 });
            sim.handle(KeeperEvent::Keep { policy });
            for n in 1..=7_usize {
                sim.advance(CYCLE);
                // Each reauth follows the newest hold, whatever else the session lists.
                assert_eq!(sim.placed.len(), n, "{duplicates} {life}");
                let record = sim.record();
                let kept: Vec<&str> =
                    record.holds.iter().map(|hold| hold.payment_intent_id.as_str()).collect();
                assert_eq!(kept, [format!("fpi_{n}")], "{duplicates} {life}");
                assert_eq!(record.history[n - 1].from, [format!("fpi_{}", n - 1)]);
                assert_eq!(record.history[n - 1].to, kept);
            }
            assert_eq!(count(&sim, "hold.expired"), 0);
        }
    }
}

#[test]
fn finds_the_new_hold_although_the_session_lists_the_former_one() {
    for behavior in
        [CallBehavior::LosesResponse, CallBehavior::TruncatesResponse, CallBehavior::CrashAfter]
    {
        let mut sim = keeping_duplicates("report");
        sim.lists_holds = true;
        sim.behaviors = [CallBehavior::Succeeds, behavior].into();
        sim.advance(HOUR);
        assert_eq!((sim.reauth_keys.len(), sim.placed.len()), (1, 1), "{behavior:?}");
        assert_eq!(sim.notice_types(), ["hold.renewed", "hold.duplicate"], "{behavior:?}");
        let renewed = &json!(sim.notices[0].body)["data"]["holds"];
        assert_eq!(ids(renewed), ["fpi_1"], "{behavior:?}");
        assert_eq!(renewed[0]["former_payment_intent_id"], "fpi_0", "{behavior:?}");
    }
}

#[test]
fn retires_only_the_replaced_hold_of_two_carts() {
    let mut sim = Simulation::new();
    sim.intents.insert(0, Intent::new("fpi_other", START));
    sim.keeps_former = true;
    sim.lists_holds = true;
    sim.handle(KeeperEvent::Keep { policy: json!({ "renew": "before" }) });
    sim.advance(CYCLE);
    let record = sim.record();
    let kept: Vec<&str> = record.holds.iter().map(|hold| hold.payment_intent_id.as_str()).collect();
    assert_eq!(kept, ["fpi_other", "fpi_1"]);
    assert_eq!(ids(&duplicate(&sim)["duplicates"]["holds"]), ["fpi_0"]);
    assert_eq!(duplicate(&sim)["duplicates"]["holds"][0]["cart"], "non_eligible");
}

#[test]
fn finishes_the_check_after_a_stop() {
    for behavior in [CallBehavior::Succeeds, CallBehavior::ServerError, CallBehavior::CrashBefore] {
        let policy = json!({ "maxReauths": 1, "duplicates": "cancel" });
        let mut sim = Simulation::keeping_early(policy);
        sim.keeps_former = true;
        sim.advance(CYCLE - 1);
        sim.behaviors = [CallBehavior::Succeeds, CallBehavior::Succeeds, behavior].into();
        sim.advance(HOUR);
        assert_eq!(sim.stop_reason().as_deref(), Some("max_reauths"), "{behavior:?}");
        assert_eq!(
            sim.notice_types(),
            ["hold.renewed", "hold.stopped", "hold.duplicate"],
            "{behavior:?}"
        );
        assert_eq!((sim.live(), sim.alarm), (1, None), "{behavior:?}");
    }
}

#[test]
fn reads_the_session_if_an_event_arrives_during_the_check() {
    let mut sim = keeping_duplicates("cancel");
    sim.behaviors =
        [CallBehavior::Succeeds, CallBehavior::Succeeds, CallBehavior::CrashBefore].into();
    sim.advance(1);
    // The list is in flight.
    sim.capture(0, 5000);
    let captured = KeeperEvent::Webhook {
        event: WebhookType::ChargeCaptured,
        payment_intent_ids: vec!["fpi_1".into()],
    };
    assert_eq!(sim.decide(captured, true).effect, Effect::Nothing);
    let retrieves = sim.retrieves;
    let listed = json!({ "payment_intents": [{
        "payment_intent_id": "fpi_0", "status": "requires_capture", "amount_capturable": 5000,
    }] });
    sim.handle(KeeperEvent::Listed { body: listed.to_string().into() });
    assert_eq!(sim.retrieves, retrieves + 1);
    assert_eq!(sim.stop_reason().as_deref(), Some("captured"));
    assert_eq!(sim.live(), 0, "the former hold is canceled after the stop");
    assert_eq!(sim.notice_types(), ["hold.renewed", "hold.stopped", "hold.duplicate"]);
}

#[test]
fn needs_no_check_if_the_payment_intent_stays() {
    let mut sim = Simulation::keeping_early(json!({}));
    sim.now += CYCLE;
    sim.decide(KeeperEvent::Alarm, false);
    let body = sim.body();
    sim.decide(KeeperEvent::Retrieved { body: body.clone() }, false);
    let key = sim.record().pending.unwrap().key;
    let decision = sim.decide(KeeperEvent::Reauthed { key, body }, false);
    assert_eq!(decision.effect, Effect::Nothing);
    assert!(sim.record().former.is_empty());
    assert_eq!(verified(&sim), json!(null));
    assert_eq!(json!(HoldStatus::from(sim.record()))["sessionId"], SESSION);
    sim.advance(MINUTE);
    assert!(sim.list_times.is_empty());
}
