//! How a hold is kept when calls fail and the keeper ends in the middle.

use serde_json::json;

use super::world::{DAY, Fate, HOUR, MINUTE, SESSION, START, World};
use crate::keeper::webhook::WebhookType;
use crate::keeper::{Event, HistoryOutcome};

const CYCLE: u64 = 90 * HOUR;

#[test]
fn places_seven_holds_in_four_weeks_and_tells_of_each() {
    let mut world = World::kept(json!({ "until": START + 28 * DAY }));
    world.pass(60 * DAY);
    assert_eq!(world.placed, (1..=7).map(|n| START + n * CYCLE).collect::<Vec<_>>());
    assert_eq!(world.sent.len(), 7);
    assert_eq!(world.looks, 8, "one at first, and one before each reauth");
    assert_eq!(world.told(), [&["hold.renewed"; 7][..], &["hold.stopped"]].concat());
    assert_eq!(world.stop_reason().as_deref(), Some("max_reauths"));
    let body = json!(world.notices[2].body);
    assert_eq!(body["data"]["checkout_session_id"], SESSION);
    assert_eq!(body["data"]["holds"][0]["payment_intent_id"], "fpi_3");
    assert_eq!(body["data"]["holds"][0]["former_payment_intent_id"], "fpi_2");
    let mut ids: Vec<&str> = world.notices.iter().map(|notice| notice.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 8);
}

#[test]
fn does_nothing_when_an_alarm_comes_twice() {
    let mut world = World::kept(json!({}));
    world.pass(CYCLE);
    let (looks, sent) = (world.looks, world.sent.len());
    for _ in 0..5 {
        world.happen(Event::Alarm);
    }
    assert_eq!((world.looks, world.sent.len(), sent), (looks, 1, 1));
}

#[test]
fn sends_the_same_key_until_it_knows() {
    for fate in [Fate::LostBefore, Fate::Broken, Fate::Limited, Fate::Unauthorized] {
        let mut world = World::kept(json!({}));
        world.pass(CYCLE - 1);
        world.fates = [Fate::Fine, fate, Fate::Fine, fate, Fate::Fine, fate].into();
        world.pass(2 * HOUR);
        assert_eq!(world.sent.len(), 4, "{fate:?}");
        assert!(world.sent.iter().all(|key| *key == world.sent[0]), "{fate:?}: {:?}", world.sent);
        assert_eq!(world.placed.len(), 1, "{fate:?}");
        assert_eq!(world.record().history[0].sends, 4);
    }
}

#[test]
fn sends_nothing_again_where_a_look_shows_the_new_hold() {
    for fate in [Fate::LostAfter, Fate::Cut, Fate::CrashAfter] {
        for honours_keys in [true, false] {
            let mut world = World::kept(json!({}));
            world.honours_keys = honours_keys;
            world.pass(CYCLE - 1);
            world.fates = [Fate::Fine, fate].into();
            world.pass(HOUR);
            assert_eq!((world.sent.len(), world.placed.len()), (1, 1), "{fate:?}");
            assert_eq!(world.told(), ["hold.renewed"]);
            assert_eq!(world.record().history[0].to, ["fpi_1"]);
            assert_eq!(world.record().next.unwrap().at, START + 2 * CYCLE);
        }
    }
}

#[test]
fn takes_the_same_key_after_a_crash() {
    let mut world = World::kept(json!({}));
    world.pass(CYCLE - 1);
    // Before the look, before the send, and in the look that follows.
    world.fates =
        [Fate::CrashBefore, Fate::Fine, Fate::CrashBefore, Fate::CrashBefore, Fate::Fine].into();
    world.pass(5 * MINUTE);
    let key = world.record().act.map(|act| act.key);
    world.pass(HOUR);
    assert_eq!(world.placed.len(), 1);
    assert_eq!(world.sent.len(), 1);
    assert_eq!(world.record().history[0].key, key.unwrap());
    assert_eq!(world.record().history[0].sends, 2, "one was never sent, which nobody could know");
}

#[test]
fn takes_a_new_key_only_after_a_look_showed_the_old_hold() {
    let mut world = World::kept(json!({}));
    world.pass(CYCLE - 1);
    // Flex answers a repeated key with the 500 that it answered first.
    world.fates = [Fate::Fine, Fate::Broken].into_iter().cycle().take(14).collect();
    world.pass(6 * HOUR);
    let keys: Vec<&String> = world.sent.iter().collect();
    assert_eq!(keys.len(), 8);
    assert!(keys[..6].iter().all(|key| *key == keys[0]), "{keys:?}");
    assert!(keys[6..].iter().all(|key| *key == keys[6] && *key != keys[0]), "{keys:?}");
    let history = world.record().history;
    assert_eq!(history[0].outcome, HistoryOutcome::NotPlaced);
    assert_eq!(history[1].outcome, HistoryOutcome::Applied);
    assert_eq!(world.placed.len(), 1);
}

#[test]
fn survives_an_outage_of_two_days_and_tells_of_it_once() {
    for fate in [Fate::LostBefore, Fate::Broken, Fate::Limited] {
        let mut world = World::kept(json!({}));
        world.pass(CYCLE - HOUR);
        world.outage(fate, 2 * DAY);
        assert_eq!(world.placed.len(), 0);
        assert_eq!(world.told(), ["hold.failing"], "{fate:?}");
        assert!(world.looks < 80, "{} looks", world.looks);
        world.pass(2 * HOUR);
        assert_eq!(world.placed.len(), 1, "{fate:?}");
        assert_eq!(world.told(), ["hold.failing", "hold.renewed"]);
        let next = world.record().next.unwrap().at;
        assert_eq!(next, world.placed[0] + CYCLE);
    }
}

#[test]
fn tells_at_once_that_the_key_is_refused_and_goes_on() {
    let mut world = World::kept(json!({}));
    world.pass(CYCLE - 1);
    world.fates = [Fate::Unauthorized; 3].into();
    world.pass(MINUTE);
    assert_eq!(world.told(), ["hold.failing"]);
    assert_eq!(json!(world.notices[0].body)["data"]["error"]["kind"], "authentication");
    world.pass(HOUR);
    assert_eq!(world.told(), ["hold.failing", "hold.renewed"]);
}

#[test]
fn waits_as_long_as_flex_asks() {
    let mut world = World::kept(json!({}));
    world.pass(CYCLE - 1);
    world.fates = [Fate::Limited].into();
    world.pass(1);
    assert_eq!(world.alarm, Some(START + CYCLE + 10 * MINUTE));
}

#[test]
fn is_not_misled_by_a_clock() {
    for skew in [-30, -7, -1, 1, 7, 30] {
        for unit in [MINUTE, HOUR, DAY] {
            let mut world = World::kept(json!({}));
            world.skew = skew * i64::try_from(unit).unwrap();
            world.happen(Event::Keep { policy: json!({}) });
            world.pass(21 * DAY);
            assert!((4..=5).contains(&world.placed.len()), "{skew}: {:?}", world.placed);
            let apart = |pair: &[u64]| pair[1] - pair[0] >= CYCLE;
            assert!(world.placed.windows(2).all(apart), "{skew}: {:?}", world.placed);
        }
    }
}

#[test]
fn acts_at_once_when_a_hold_expires() {
    for ids in [&["fpi_0"][..], &[]] {
        let mut world = World::kept(json!({}));
        world.pass(DAY);
        world.intents[0].status = "canceled";
        world.webhook(WebhookType::ChargeExpired, ids);
        assert_eq!(world.placed, [START + DAY]);
        assert_eq!(world.told(), ["hold.renewed"]);
        // What Flex says of the hold before, days after its place was taken.
        world.webhook(WebhookType::ChargeExpired, &["fpi_0"]);
        world.webhook(WebhookType::ChargeExpired, &[]);
        world.pass(DAY);
        assert_eq!(world.placed.len(), 1);
    }
}

#[test]
fn keeps_a_hold_that_a_reauth_renews_in_its_place() {
    let mut world = World::kept(json!({}));
    world.pass(CYCLE - 1);
    // That there is a new payment intent is inferred.
    let step = |world: &mut World, event| world.step(event, false);
    world.now += 1;
    step(&mut world, Event::Alarm);
    let body = world.body();
    step(&mut world, Event::Retrieved { body: body.clone() });
    let key = world.record().act.unwrap().key;
    step(&mut world, Event::Reauthed { key, body });
    assert_eq!(world.record().reauths, 1);
    assert_eq!(world.alarm, Some(START + 2 * CYCLE));
    assert_eq!(world.told(), ["hold.renewed"]);
}

#[test]
fn reads_again_where_a_reauth_gives_ids() {
    let mut world = World::kept(json!({}));
    world.pass(CYCLE - 1);
    world.now += 1;
    world.step(Event::Alarm, false);
    let body = world.body();
    world.step(Event::Retrieved { body }, false);
    let key = world.record().act.unwrap().key;
    let body = json!({ "checkout_session": {
        "checkout_session_id": SESSION, "capture_method": "manual", "payment_intent": "fpi_1",
    } })
    .to_string();
    let step = world.step(Event::Reauthed { key, body: body.clone().into() }, false);
    assert!(matches!(step.then, crate::keeper::Do::Retrieve { .. }), "{:?}", step.then);
    assert_eq!(world.told(), ["hold.renewed"]);
    let step = world.step(Event::Retrieved { body: body.into() }, false);
    assert_eq!(step.then, crate::keeper::Do::Nothing);
    assert_eq!(world.alarm, Some(START + 2 * CYCLE));
}

#[test]
fn begins_one_call_at_a_time() {
    let mut world = World::kept(json!({}));
    world.now += CYCLE;
    world.step(Event::Alarm, false);
    for event in [
        Event::Alarm,
        Event::Keep { policy: json!({}) },
        Event::Webhook { event: WebhookType::ChargeExpired, payment_intent_ids: Vec::new() },
        Event::Webhook {
            event: WebhookType::ChargeCaptured,
            payment_intent_ids: vec!["fpi_9".into()],
        },
    ] {
        let step = world.step(event, true);
        assert_eq!(step.then, crate::keeper::Do::Nothing);
        assert!(step.alarm.is_some_and(|alarm| alarm > world.now));
    }
    // What was read may be older than what was told.
    let body = world.body();
    let step = world.step(Event::Retrieved { body }, false);
    assert!(matches!(step.then, crate::keeper::Do::Retrieve { .. }), "{:?}", step.then);
}
