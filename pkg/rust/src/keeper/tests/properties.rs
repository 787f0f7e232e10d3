//! Properties that hold for any sequence of events and failures.

use std::collections::HashSet;

use proptest::prelude::*;
use serde_json::json;

use super::simulation::{CallBehavior, DAY, HOUR, MINUTE, START, Simulation};
use crate::keeper::webhook::WebhookType;
use crate::keeper::{HistoryOutcome, KeeperEvent};

/// An external occurrence.
#[derive(Clone, Debug)]
enum Occurrence {
    TimePasses(u64),
    RepeatedAlarm,
    KeepAgain,
    OtherEvent,
    OldHoldExpires,
}

fn behavior() -> impl Strategy<Value = CallBehavior> {
    prop_oneof![
        4 => Just(CallBehavior::Succeeds),
        1 => Just(CallBehavior::LosesRequest),
        1 => Just(CallBehavior::LosesResponse),
        1 => Just(CallBehavior::TruncatesResponse),
        1 => Just(CallBehavior::ServerError),
        1 => Just(CallBehavior::RateLimit),
        1 => Just(CallBehavior::Unauthorized),
        1 => Just(CallBehavior::CrashBefore),
        1 => Just(CallBehavior::CrashAfter),
    ]
}

fn occurrence() -> impl Strategy<Value = Occurrence> {
    prop_oneof![
        6 => (0..3 * DAY).prop_map(Occurrence::TimePasses),
        2 => (0..5 * MINUTE).prop_map(Occurrence::TimePasses),
        1 => Just(Occurrence::RepeatedAlarm),
        1 => Just(Occurrence::KeepAgain),
        1 => Just(Occurrence::OtherEvent),
        1 => Just(Occurrence::OldHoldExpires),
    ]
}

/// An external occurrence while Flex refuses reauths.
#[derive(Clone, Debug)]
enum RefusalOccurrence {
    TimePasses(u64),
    HoldExpires { is_named: bool },
    RepeatedReport,
    KeepAgain,
}

fn refusal_behavior() -> impl Strategy<Value = CallBehavior> {
    prop_oneof![
        3 => Just(CallBehavior::Succeeds),
        3 => Just(CallBehavior::Refuses),
        1 => Just(CallBehavior::LosesRequest),
        1 => Just(CallBehavior::LosesResponse),
        1 => Just(CallBehavior::CrashBefore),
        1 => Just(CallBehavior::CrashAfter),
    ]
}

fn refusal_occurrence() -> impl Strategy<Value = RefusalOccurrence> {
    prop_oneof![
        4 => (0..2 * DAY).prop_map(RefusalOccurrence::TimePasses),
        2 => (0..5 * MINUTE).prop_map(RefusalOccurrence::TimePasses),
        2 => any::<bool>().prop_map(|is_named| RefusalOccurrence::HoldExpires { is_named }),
        1 => Just(RefusalOccurrence::RepeatedReport),
        1 => Just(RefusalOccurrence::KeepAgain),
    ]
}

/// Checks that no key was reused, and that each new key follows the known outcome of the one before.
fn keys_follow_known_outcomes(sim: &Simulation) -> Result<(), TestCaseError> {
    let mut keys: Vec<&String> = sim.reauth_keys.iter().collect();
    keys.dedup();
    let record = sim.record();
    let ended: Vec<&String> = record
        .history
        .iter()
        .filter(|entry| entry.outcome != HistoryOutcome::Unknown)
        .map(|entry| &entry.key)
        .collect();
    for (index, key) in keys.iter().enumerate() {
        prop_assert!(!keys[..index].contains(key), "a key was reused: {keys:?}");
        let is_last = index + 1 == keys.len();
        prop_assert!(is_last || ended.contains(key), "{key} of {keys:?} was replaced");
    }
    Ok(())
}

/// An external occurrence under any policy.
#[derive(Clone, Debug)]
enum PolicyOccurrence {
    TimePasses(u64),
    /// The hold expires before its time, and Flex reports it.
    ExpiresEarly,
    /// Flex declines reauths from now on, or no longer.
    Declines(bool),
    CapturesPart,
    CapturesPartElsewhere,
    KeepAgain,
    RepeatedAlarm,
    /// Flex reports the expiry of every replaced hold.
    OldReports,
}

fn policy_behavior() -> impl Strategy<Value = CallBehavior> {
    prop_oneof![
        8 => Just(CallBehavior::Succeeds),
        2 => Just(CallBehavior::Refuses),
        1 => Just(CallBehavior::LosesRequest),
        2 => Just(CallBehavior::LosesResponse),
        1 => Just(CallBehavior::TruncatesResponse),
        1 => Just(CallBehavior::ServerError),
        1 => Just(CallBehavior::RateLimit),
        1 => Just(CallBehavior::Unauthorized),
        1 => Just(CallBehavior::CrashBefore),
        2 => Just(CallBehavior::CrashAfter),
    ]
}

/// Omits rejected repetitions, which `captures` covers.
fn policy_occurrence() -> impl Strategy<Value = PolicyOccurrence> {
    prop_oneof![
        8 => (0..3 * DAY).prop_map(PolicyOccurrence::TimePasses),
        3 => (0..5 * MINUTE).prop_map(PolicyOccurrence::TimePasses),
        1 => Just(PolicyOccurrence::ExpiresEarly),
        2 => any::<bool>().prop_map(PolicyOccurrence::Declines),
        1 => Just(PolicyOccurrence::CapturesPart),
        1 => Just(PolicyOccurrence::CapturesPartElsewhere),
        1 => Just(PolicyOccurrence::KeepAgain),
        1 => Just(PolicyOccurrence::RepeatedAlarm),
        1 => Just(PolicyOccurrence::OldReports),
    ]
}

/// A policy, and the behavior of Flex.
#[derive(Clone, Debug)]
struct Conditions {
    renew: &'static str,
    duplicates: &'static str,
    window: u64,
    until: u64,
    max_reauths: u32,
    declined_retry_hours: u64,
    /// The lifetime of a hold beyond `window`.
    excess: u64,
    refuses_live: bool,
    keeps_former: bool,
    lists_holds: bool,
    webhooks: bool,
    report_delay: u64,
    honors_keys: bool,
}

fn conditions() -> impl Strategy<Value = Conditions> {
    let policy = (
        prop_oneof![Just("expired"), Just("before"), Just("auto")],
        prop_oneof![Just("report"), Just("cancel")],
        prop_oneof![Just(114 * HOUR), 3 * DAY..8 * DAY],
        DAY..40 * DAY,
        1_u32..9,
        1_u64..72,
    );
    let flex = (
        prop_oneof![Just(0), 0..4 * DAY],
        // Accepts the reauth of a live hold, refuses it, or leaves the live hold in place.
        prop_oneof![Just((false, false)), Just((true, false)), Just((false, true))],
        any::<bool>(),
        any::<bool>(),
        prop_oneof![Just(0), 0..10 * MINUTE],
        any::<bool>(),
    );
    (policy, flex).prop_map(|(policy, flex)| {
        let (renew, duplicates, window, until, max_reauths, declined_retry_hours) = policy;
        let (excess, live, lists_holds, webhooks, report_delay, honors_keys) = flex;
        let (refuses_live, keeps_former) = live;
        Conditions {
            renew,
            duplicates,
            window,
            until,
            max_reauths,
            declined_retry_hours,
            excess,
            refuses_live,
            keeps_former,
            lists_holds,
            webhooks,
            report_delay,
            honors_keys,
        }
    })
}

impl Conditions {
    fn policy(&self) -> serde_json::Value {
        json!({
            "renew": self.renew, "duplicates": self.duplicates, "window": self.window,
            "until": START + self.until, "maxReauths": self.max_reauths,
            "declinedRetryHours": self.declined_retry_hours,
        })
    }

    fn simulation(&self) -> Simulation {
        let mut sim = Simulation::new();
        sim.life = Some(self.window + self.excess);
        sim.refuses_live = self.refuses_live;
        sim.keeps_former = self.keeps_former;
        sim.lists_holds = self.lists_holds;
        sim.reports_expiries = self.webhooks;
        sim.report_delay = self.report_delay;
        sim.honors_keys = self.honors_keys;
        sim
    }

    /// Checks that a stop is for a reason of the policy.
    fn stops_for_a_reason(&self, sim: &Simulation) -> Result<(), TestCaseError> {
        let record = sim.record();
        let declined = record.refusal.as_ref().map_or(0, |refusal| refusal.count);
        let used_up = record.reauths + declined >= self.max_reauths;
        let Some(stopped) = record.stopped else {
            prop_assert!(sim.alarm.is_some(), "no alarm is set");
            return Ok(());
        };
        let is_live = sim.intents[0].status == "requires_capture";
        let is_over = stopped.at > START + self.until;
        let retry = stopped.at + record.policy.declined_retry();
        match stopped.reason.as_str() {
            "until" => prop_assert!(is_over),
            "max_reauths" => prop_assert!(used_up && declined == 0),
            "rejected" => {
                let is_last = !is_live && retry > START + self.until;
                prop_assert!(declined > 0 && (used_up || is_over || is_last));
            }
            other => prop_assert!(false, "{other}: {:?}", sim.reasons),
        }
        Ok(())
    }

    /// Checks the requests and notices so far.
    fn keeps_its_promises(&self, sim: &Simulation) -> Result<(), TestCaseError> {
        keys_follow_known_outcomes(sim)?;
        let late = sim.reauth_times.iter().find(|time| **time > START + self.until);
        prop_assert!(late.is_none(), "a reauth after `until`: {late:?}");
        prop_assert!(sim.placed.len() <= usize::try_from(self.max_reauths).unwrap());
        // Early reauths of a live hold are refused at most once, unless the policy renews early each time.
        let refused = sim.refused_live.len();
        match self.renew {
            "expired" => prop_assert_eq!(refused, 0),
            "auto" => prop_assert!(refused <= 1),
            _ => {}
        }
        let (most, _) = sim.overlap();
        let may_overlap = self.keeps_former && self.renew != "expired";
        prop_assert!(most <= 1 || may_overlap, "{most} live holds");
        // No replaced hold is renewed, and none is kept.
        let record = sim.record();
        let mut replaced: HashSet<&String> = HashSet::new();
        for entry in &record.history {
            prop_assert!(entry.from.iter().all(|id| !replaced.contains(id)), "{:?}", entry.from);
            if entry.outcome == HistoryOutcome::Applied {
                replaced.extend(&entry.from);
            }
        }
        let kept = |id: &String| !replaced.contains(id);
        prop_assert!(record.holds.iter().all(|hold| kept(&hold.payment_intent_id)));
        prop_assert!(record.former.iter().all(|hold| replaced.contains(&hold.payment_intent_id)));
        // Each notice of an expiry is sent once.
        for kind in ["hold.expiring", "hold.expired"] {
            let of = |kind_of: &serde_json::Value| *kind_of == kind;
            let notices = sim.notices.iter().filter(|notice| of(&json!(notice.kind)));
            let ids: Vec<_> =
                notices.map(|notice| notice.body.data.holds[0].payment_intent_id.clone()).collect();
            let unique: HashSet<&String> = ids.iter().collect();
            prop_assert_eq!(unique.len(), ids.len(), "{}: {:?}", kind, ids);
        }
        Ok(())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn keeps_the_money_held_for_as_long_as_the_policy_continues(
        conditions in conditions(),
        behaviors in proptest::collection::vec(policy_behavior(), 0..60),
        occurrences in proptest::collection::vec(policy_occurrence(), 1..40),
    ) {
        let mut sim = conditions.simulation();
        sim.behaviors = behaviors.into();
        sim.handle(KeeperEvent::Keep { policy: conditions.policy() });
        for occurrence in occurrences {
            let current = sim.intents[0].id.clone();
            let is_live = sim.intents[0].status == "requires_capture";
            match occurrence {
                PolicyOccurrence::TimePasses(time) => sim.advance(time),
                PolicyOccurrence::ExpiresEarly if is_live => {
                    sim.expire();
                    sim.webhook(WebhookType::ChargeExpired, &[&current]);
                }
                PolicyOccurrence::Declines(declines) => {
                    sim.refuses_with = declines.then_some((402, "card_declined"));
                }
                PolicyOccurrence::CapturesPart => {
                    let event = sim.capture_event(r#"{"cents":100}"#, None);
                    sim.handle(event);
                }
                PolicyOccurrence::CapturesPartElsewhere if is_live => {
                    sim.capture(0, 100);
                    sim.webhook(WebhookType::ChargeCaptured, &[&current]);
                }
                PolicyOccurrence::KeepAgain if sim.record().stopped.is_none() => {
                    sim.handle(KeeperEvent::Keep { policy: conditions.policy() });
                }
                PolicyOccurrence::RepeatedAlarm => sim.handle(KeeperEvent::Alarm),
                PolicyOccurrence::OldReports => {
                    let former = sim.record().former;
                    for hold in former {
                        sim.webhook(WebhookType::ChargeExpired, &[&hold.payment_intent_id]);
                    }
                }
                _ => {}
            }
            conditions.stops_for_a_reason(&sim)?;
            conditions.keeps_its_promises(&sim)?;
        }
        // Finally all calls succeed, and the hold is soon live.
        sim.behaviors.clear();
        sim.refuses_with = None;
        sim.advance(conditions.declined_retry_hours * HOUR + 7 * HOUR);
        conditions.stops_for_a_reason(&sim)?;
        conditions.keeps_its_promises(&sim)?;
        let record = sim.record();
        let applied = record.history.iter().filter(|entry| entry.outcome == HistoryOutcome::Applied);
        prop_assert_eq!(applied.count(), sim.placed.len(), "every hold is known");
        if record.stopped.is_none() {
            prop_assert!(record.pending.is_none(), "every outcome is known");
            // Without webhooks the next read shows the expiry.
            let longest = if conditions.webhooks { conditions.report_delay } else { 6 * HOUR };
            prop_assert!(sim.current_gap() <= longest, "{}", sim.current_gap());
        }
    }

    #[test]
    fn captures_each_part_once_however_often_it_is_repeated(
        behaviors in proptest::collection::vec(policy_behavior(), 0..40),
        // The keeper repeats a key for 20 hours.
        waits in proptest::collection::vec(prop_oneof![Just(0), 0..25 * MINUTE], 60),
        parts in 1_usize..6,
        early in any::<bool>(),
        stopped in any::<bool>(),
    ) {
        let mut sim = Simulation::new();
        sim.refuses_live = true;
        let renew = if early { "before" } else { "expired" };
        sim.handle(KeeperEvent::Keep { policy: json!({ "renew": renew }) });
        if stopped {
            sim.handle(KeeperEvent::Release { reason: None });
        }
        sim.behaviors = behaviors.into();
        let mut waits = waits.into_iter();
        let mut requests = 0;
        while sim.captures_answered + sim.captures_applied < parts {
            prop_assert!(requests < 60, "{:?}", sim.capture_refusals.last());
            let event = sim.capture_event(r#"{"cents":100}"#, None);
            sim.handle(event);
            requests += 1;
            // A refused capture is not sent, and nothing else sends one.
            prop_assert!(sim.capture_keys.len() <= requests);
            prop_assert!(sim.captured.len() <= parts);
            let sent = sim.capture_keys.len();
            sim.advance(waits.next().unwrap_or(0));
            prop_assert_eq!(sim.capture_keys.len(), sent);
        }
        prop_assert_eq!(sim.captured.len(), parts);
        prop_assert!(sim.record().capture.is_none());
        prop_assert_eq!(sim.record().stopped.is_some(), stopped);
    }

    #[test]
    fn no_unexplained_refusal_ends_the_keeping(
        behaviors in proptest::collection::vec(refusal_behavior(), 0..60),
        occurrences in proptest::collection::vec(refusal_occurrence(), 1..40),
        refuses_live in any::<bool>(),
        honors_keys in any::<bool>(),
        until in DAY..40 * DAY,
        max_reauths in 1_u32..9,
        declined_retry_hours in 6_u64..72,
    ) {
        let policy = json!({
            "renew": "before", "until": START + until, "maxReauths": max_reauths,
            "declinedRetryHours": declined_retry_hours,
        });
        let mut sim = Simulation::new();
        sim.honors_keys = honors_keys;
        sim.refuses_live = refuses_live;
        sim.behaviors = behaviors.into();
        sim.handle(KeeperEvent::Keep { policy: policy.clone() });
        for occurrence in occurrences {
            let current = sim.intents[0].id.clone();
            let is_known = sim.record().holds.iter().any(|hold| hold.payment_intent_id == current);
            match occurrence {
                RefusalOccurrence::TimePasses(time) => sim.advance(time),
                RefusalOccurrence::HoldExpires { is_named } if is_known => {
                    sim.expire();
                    let ids = if is_named { vec![current.as_str()] } else { Vec::new() };
                    sim.webhook(WebhookType::ChargeExpired, &ids);
                }
                RefusalOccurrence::RepeatedReport if sim.intents[0].status == "canceled" => {
                    sim.webhook(WebhookType::ChargeExpired, &[&current]);
                }
                RefusalOccurrence::KeepAgain if sim.record().stopped.is_none() => {
                    sim.handle(KeeperEvent::Keep { policy: policy.clone() });
                }
                _ => {}
            }
            keys_follow_known_outcomes(&sim)?;
            let record = sim.record();
            let declined = record.refusal.as_ref().map_or(0, |refusal| refusal.count);
            let used_up = record.reauths + declined >= max_reauths;
            // The next reauth would be after `until`.
            let latest = sim.now + record.policy.window.max(record.policy.declined_retry());
            let is_over = latest > START + until;
            match sim.stop_reason().as_deref() {
                None => prop_assert!(sim.alarm.is_some()),
                Some("max_reauths") => prop_assert!(record.reauths >= max_reauths),
                Some("until") => prop_assert!(record.stopped.unwrap().at > START + until),
                Some("rejected") => prop_assert!(declined > 0 && (used_up || is_over)),
                Some(other) => prop_assert!(false, "{other}: {:?}", sim.reasons),
            }
        }
        let too_late: Vec<&u64> = sim.reauth_times.iter().filter(|time| **time > START + until).collect();
        prop_assert!(too_late.is_empty(), "{too_late:?}");
        // Each refusal has a notice, unless the keeper stopped with it.
        let record = sim.record();
        let refused = record.history.iter().filter(|entry| entry.outcome == HistoryOutcome::Rejected).count();
        let count = |kind: &str| sim.notice_types().iter().filter(|of| *of == kind).count();
        let notices = count("hold.reauth_refused");
        prop_assert!(notices == refused || notices + count("hold.stopped") == refused);
    }

    #[test]
    fn renews_an_expired_hold_once_however_often_its_reauth_was_refused(
        refusals in 0_u64..5,
        retry_hours in 1_u64..72,
    ) {
        let policy = json!({ "renew": "before", "declinedRetryHours": retry_hours });
        let mut sim = Simulation::new();
        sim.refuses_live = true;
        sim.handle(KeeperEvent::Keep { policy });
        let window = sim.record().policy.window;
        sim.advance(window - 1);
        sim.expire();
        sim.refuses_with = Some((402, "card_declined"));
        if refusals > 0 {
            sim.advance(1 + (refusals - 1) * retry_hours * HOUR);
        }
        sim.refuses_with = None;
        sim.advance(1 + retry_hours * HOUR);
        prop_assert_eq!(&sim.placed, &[START + window + refusals * retry_hours * HOUR]);
        prop_assert_eq!(u64::try_from(sim.reauth_keys.len()).unwrap(), refusals + 2);
    }

    #[test]
    fn never_places_two_holds_in_a_window_or_any_past_until(
        behaviors in proptest::collection::vec(behavior(), 0..60),
        occurrences in proptest::collection::vec(occurrence(), 1..40),
        honors_keys in any::<bool>(),
        skew in -2 * 86_400_000_i64..2 * 86_400_000,
        window in 2 * HOUR..8 * DAY,
        until in DAY..40 * DAY,
        max_reauths in 1_u32..9,
    ) {
        let policy = json!({
            "renew": "before", "window": window, "until": START + until, "maxReauths": max_reauths,
        });
        let mut sim = Simulation::new();
        sim.honors_keys = honors_keys;
        sim.skew = skew;
        sim.behaviors = behaviors.into();
        sim.handle(KeeperEvent::Keep { policy: policy.clone() });
        let renew_after = sim.record().policy.renew_after();
        for occurrence in occurrences {
            match occurrence {
                Occurrence::TimePasses(time) => sim.advance(time),
                Occurrence::RepeatedAlarm => { sim.handle(KeeperEvent::Alarm); sim.handle(KeeperEvent::Alarm); }
                // After a stop, `keep` resets the count, which another test covers.
                Occurrence::KeepAgain if sim.record().stopped.is_some() => {}
                Occurrence::KeepAgain => sim.handle(KeeperEvent::Keep { policy: policy.clone() }),
                Occurrence::OtherEvent => sim.webhook(WebhookType::Other, &[]),
                Occurrence::OldHoldExpires => {
                    let former: Vec<String> = (0..sim.placed.len()).map(|n| format!("fpi_{n}")).collect();
                    for id in former {
                        sim.webhook(WebhookType::ChargeExpired, &[&id]);
                    }
                }
            }
        }
        // Finally all calls succeed, and every outcome becomes known.
        sim.behaviors.clear();
        sim.advance(8 * DAY);

        let placed = &sim.placed;
        for pair in placed.windows(2) {
            prop_assert!(pair[1] - pair[0] >= renew_after, "{placed:?} within {renew_after}");
        }
        prop_assert!(placed.iter().all(|time| *time <= START + until), "{placed:?}");
        prop_assert!(placed.len() <= usize::try_from(max_reauths).unwrap(), "{placed:?}");

        let record = sim.record();
        let applied = record.history.iter().filter(|entry| entry.outcome == HistoryOutcome::Applied).count();
        let renewed = sim.notice_types().iter().filter(|kind| *kind == "hold.renewed").count();
        prop_assert_eq!(renewed, applied, "a notice for every known hold");
        if sim.stop_reason().as_deref() == Some("gave_up") {
            // Reads failed for longer than a hold lives, and the reauth stays pending.
            prop_assert!(record.pending.is_some() || applied == placed.len());
            prop_assert!(placed.len() - applied <= 1);
        } else {
            prop_assert_eq!(applied, placed.len(), "every hold is known");
        }
        let stopped = sim.notice_types().iter().filter(|kind| *kind == "hold.stopped").count();
        prop_assert_eq!(stopped, usize::from(record.stopped.is_some()));

        keys_follow_known_outcomes(&sim)?;
    }

    #[test]
    fn renews_every_hold_in_time_without_failures(
        window in 2 * HOUR..30 * DAY,
        days in 1_u64..60,
    ) {
        let policy = json!({ "window": window, "until": START + days * DAY, "maxReauths": 100 });
        let mut sim = Simulation::keeping_early(policy);
        let renew_after = sim.record().policy.renew_after();
        sim.advance(61 * DAY);
        let expected: Vec<u64> = (1..=100)
            .map(|n| START + n * renew_after)
            .take_while(|time| *time <= START + days * DAY)
            .collect();
        prop_assert_eq!(&sim.placed, &expected);
    }

    #[test]
    fn tolerates_any_body(body in ".{0,200}", key in "[a-z]{0,8}") {
        let mut sim = Simulation::keeping_early(json!({}));
        sim.now += 90 * HOUR;
        for event in [
            KeeperEvent::Retrieved { body: body.clone().into() },
            KeeperEvent::Reauthed { key, body: body.into() },
            KeeperEvent::Alarm,
        ] {
            sim.decide(event, false);
        }
        prop_assert!(sim.record().stopped.is_none());
        prop_assert!(sim.alarm.is_some());
    }
}
