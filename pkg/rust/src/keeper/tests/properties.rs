//! What holds whatever happens.

use proptest::prelude::*;
use serde_json::json;

use super::world::{DAY, Fate, HOUR, MINUTE, START, World};
use crate::keeper::webhook::WebhookType;
use crate::keeper::{Event, HistoryOutcome};

/// Something that happens to the world from outside.
#[derive(Clone, Debug)]
enum Chance {
    Passes(u64),
    DoubleAlarm,
    KeepAgain,
    OtherEvent,
    OldHoldExpires,
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        4 => Just(Fate::Fine),
        1 => Just(Fate::LostBefore),
        1 => Just(Fate::LostAfter),
        1 => Just(Fate::Cut),
        1 => Just(Fate::Broken),
        1 => Just(Fate::Limited),
        1 => Just(Fate::Unauthorized),
        1 => Just(Fate::CrashBefore),
        1 => Just(Fate::CrashAfter),
    ]
}

fn chance() -> impl Strategy<Value = Chance> {
    prop_oneof![
        6 => (0..3 * DAY).prop_map(Chance::Passes),
        2 => (0..5 * MINUTE).prop_map(Chance::Passes),
        1 => Just(Chance::DoubleAlarm),
        1 => Just(Chance::KeepAgain),
        1 => Just(Chance::OtherEvent),
        1 => Just(Chance::OldHoldExpires),
    ]
}

proptest! {
    #[test]
    fn never_holds_twice_within_a_window_nor_past_the_end(
        fates in proptest::collection::vec(fate(), 0..60),
        chances in proptest::collection::vec(chance(), 1..40),
        honours_keys in any::<bool>(),
        skew in -2 * 86_400_000_i64..2 * 86_400_000,
        window in 2 * HOUR..8 * DAY,
        until in DAY..40 * DAY,
        max_reauths in 1_u32..9,
    ) {
        let policy = json!({ "window": window, "until": START + until, "maxReauths": max_reauths });
        let mut world = World::new();
        world.honours_keys = honours_keys;
        world.skew = skew;
        world.fates = fates.into();
        world.happen(Event::Keep { policy: policy.clone() });
        let renew_after = world.record().policy.renew_after();
        for chance in chances {
            match chance {
                Chance::Passes(time) => world.pass(time),
                Chance::DoubleAlarm => { world.happen(Event::Alarm); world.happen(Event::Alarm); }
                // Asked to keep what it let go, it begins anew: that is another promise.
                Chance::KeepAgain if world.record().stopped.is_some() => {}
                Chance::KeepAgain => world.happen(Event::Keep { policy: policy.clone() }),
                Chance::OtherEvent => world.webhook(WebhookType::Other, &[]),
                Chance::OldHoldExpires => {
                    let former: Vec<String> = (0..world.placed.len()).map(|n| format!("fpi_{n}")).collect();
                    for id in former {
                        world.webhook(WebhookType::ChargeExpired, &[&id]);
                    }
                }
            }
        }
        // At last everything works, and what can be known is known.
        world.fates.clear();
        world.pass(8 * DAY);

        let placed = &world.placed;
        for pair in placed.windows(2) {
            prop_assert!(pair[1] - pair[0] >= renew_after, "{placed:?} within {renew_after}");
        }
        prop_assert!(placed.iter().all(|time| *time <= START + until), "{placed:?}");
        prop_assert!(placed.len() <= usize::try_from(max_reauths).unwrap(), "{placed:?}");

        let record = world.record();
        let applied = record.history.iter().filter(|entry| entry.outcome == HistoryOutcome::Applied).count();
        let renewed = world.told().iter().filter(|told| *told == "hold.renewed").count();
        prop_assert_eq!(renewed, applied, "every hold that is known is told of");
        if world.stop_reason().as_deref() == Some("gave_up") {
            // The last look failed for longer than a hold lives, and the reauth is kept as unknown.
            prop_assert!(record.act.is_some() || applied == placed.len());
            prop_assert!(placed.len() - applied <= 1);
        } else {
            prop_assert_eq!(applied, placed.len(), "every hold is known");
        }
        let stopped = world.told().iter().filter(|told| *told == "hold.stopped").count();
        prop_assert_eq!(stopped, usize::from(record.stopped.is_some()));

        // A key has a successor only once it is known what came of it.
        let mut keys: Vec<&String> = world.sent.iter().collect();
        keys.dedup();
        let ended: Vec<&String> = record
            .history
            .iter()
            .filter(|entry| entry.outcome != HistoryOutcome::Unknown)
            .map(|entry| &entry.key)
            .collect();
        for (place, key) in keys.iter().enumerate() {
            prop_assert!(!keys[..place].contains(key), "a key came back: {keys:?}");
            let is_last = place + 1 == keys.len();
            prop_assert!(is_last || ended.contains(key), "{key} of {keys:?} was replaced");
        }
    }

    #[test]
    fn renews_every_hold_in_time_when_nothing_fails(
        window in 2 * HOUR..30 * DAY,
        days in 1_u64..60,
    ) {
        let policy = json!({ "window": window, "until": START + days * DAY, "maxReauths": 100 });
        let mut world = World::kept(policy);
        let renew_after = world.record().policy.renew_after();
        world.pass(61 * DAY);
        let expected: Vec<u64> = (1..=100)
            .map(|n| START + n * renew_after)
            .take_while(|time| *time <= START + days * DAY)
            .collect();
        prop_assert_eq!(&world.placed, &expected);
    }

    #[test]
    fn survives_any_body(body in ".{0,200}", key in "[a-z]{0,8}") {
        let mut world = World::kept(json!({}));
        world.now += 90 * HOUR;
        for event in [
            Event::Retrieved { body: body.clone().into() },
            Event::Reauthed { key, body: body.into() },
            Event::Alarm,
        ] {
            world.step(event, false);
        }
        prop_assert!(world.record().stopped.is_none());
        prop_assert!(world.alarm.is_some());
    }
}
