//! Holds under each policy, with each behavior of Flex.

use serde_json::{Value, json};

use super::simulation::{CallBehavior, DAY, HOUR, Intent, MINUTE, START, Simulation};
use crate::keeper::webhook::WebhookType;
use crate::keeper::{HistoryOutcome, HoldStatus, IndexRow, KeeperEvent, timestamp};

const WINDOW: u64 = 114 * HOUR;
const CYCLE: u64 = 90 * HOUR;
const MONTH: u64 = 28 * DAY;

/// Flex's behavior for the reauth of a live hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flex {
    RenewsLive,
    RefusesLive,
    KeepsFormer,
}

/// The results of four weeks.
#[derive(Debug, PartialEq, Eq)]
struct Month {
    placed: usize,
    refused: usize,
    /// The numbers of `hold.expiring`, `hold.expired` and `hold.duplicate`.
    notices: [usize; 3],
    /// The largest number of live holds.
    most_live: usize,
    /// The longest time with two live holds.
    doubled: u64,
    gap: u64,
}

fn simulation(flex: Flex, life: u64) -> Simulation {
    let mut sim = Simulation::new();
    sim.life = Some(life);
    sim.refuses_live = flex == Flex::RefusesLive;
    sim.keeps_former = flex == Flex::KeepsFormer;
    sim
}

fn status(sim: &Simulation) -> Value {
    json!(HoldStatus::from(sim.record()))
}

fn count(sim: &Simulation, kind: &str) -> usize {
    sim.notice_types().iter().filter(|of| *of == kind).count()
}

/// Keeps a hold for four weeks, and checks the properties of every policy.
fn month(flex: Flex, renew: &str, life: u64, webhooks: bool) -> Month {
    let mut sim = simulation(flex, life);
    sim.reports_expiries = webhooks;
    sim.report_delay = MINUTE;
    let policy = json!({ "renew": renew, "until": START + MONTH, "maxReauths": 100 });
    sim.handle(KeeperEvent::Keep { policy });
    sim.advance(MONTH);
    let gap = sim.longest_gap();
    let (most_live, doubled) = sim.overlap();
    let placed = sim.placed.len();
    let context = format!("{flex:?} {renew} {life} {webhooks}");
    sim.advance(DAY);
    // No reauth after `until`. The stop says so, even if a hold is live.
    assert_eq!(sim.placed.len(), placed, "{context}");
    assert_eq!(sim.stop_reason().as_deref(), Some("until"), "{context}");
    assert_eq!(sim.notices.last().unwrap().kind, crate::keeper::HoldNoticeType::Stopped);
    assert!(sim.reauth_times.iter().all(|time| *time <= START + MONTH), "{context}");
    assert_eq!(count(&sim, "hold.renewed"), placed, "{context}");
    assert_eq!(count(&sim, "hold.failing"), 0, "{context}");
    assert_eq!(sim.record().former.len(), placed, "{context}");
    let refused = count(&sim, "hold.reauth_refused");
    assert_eq!(sim.reauth_keys.len(), placed + refused, "{context}");
    let rejected = |outcome: &HistoryOutcome| *outcome == HistoryOutcome::Rejected;
    let history = sim.record().history;
    assert_eq!(history.iter().filter(|entry| rejected(&entry.outcome)).count(), refused);
    assert!(sim.retrieves < 100, "{context}: {} reads", sim.retrieves);
    // Webhooks and bounded intervals keep gaps short.
    let longest_gap = match (webhooks, life == WINDOW) {
        (_, true) => 0,
        (true, false) => MINUTE,
        (false, false) => 6 * HOUR,
    };
    assert!(gap <= longest_gap, "{context}: {gap}");
    let notices = ["hold.expiring", "hold.expired", "hold.duplicate"].map(|kind| count(&sim, kind));
    Month { placed, refused, notices, most_live, doubled, gap }
}

/// Checks a month for a hold that lives as long as `window`, with and without webhooks.
#[track_caller]
fn lives_for_the_window(flex: Flex, renew: &str, expected: &Month) {
    for webhooks in [true, false] {
        assert_eq!(month(flex, renew, WINDOW, webhooks), *expected, "{flex:?} {renew} {webhooks}");
    }
}

#[test]
fn holds_the_money_for_four_weeks_if_holds_live_for_the_window() {
    let overlap = WINDOW - CYCLE;
    let one = (1, 0);
    // (Flex, policy, holds, refused, notices, most live holds, time with two)
    for (flex, renew, placed, refused, notices, (most_live, doubled)) in [
        (Flex::RenewsLive, "expired", 5, 0, [6, 5, 0], one),
        (Flex::RefusesLive, "expired", 5, 0, [6, 5, 0], one),
        (Flex::KeepsFormer, "expired", 5, 0, [6, 5, 0], one),
        (Flex::RenewsLive, "before", 7, 0, [0, 0, 0], one),
        (Flex::RefusesLive, "before", 5, 6, [6, 5, 0], one),
        (Flex::KeepsFormer, "before", 7, 0, [0, 0, 7], (2, overlap)),
        (Flex::RenewsLive, "auto", 7, 0, [0, 0, 0], one),
        (Flex::RefusesLive, "auto", 5, 1, [6, 5, 0], one),
        // Learns from the first duplicate: later reauths wait for the expiry.
        (Flex::KeepsFormer, "auto", 6, 0, [5, 5, 1], (2, overlap)),
    ] {
        let month = Month { placed, refused, notices, most_live, doubled, gap: 0 };
        lives_for_the_window(flex, renew, &month);
    }
}

#[test]
fn holds_the_money_for_four_weeks_if_holds_live_for_a_week() {
    let life = 7 * DAY;
    // A policy that renews early and does not learn leaves the former hold for its whole life.
    let overlap = life - CYCLE;
    let one = (1, 0);
    for (flex, renew, webhooks, placed, refused, notices, (most_live, doubled)) in [
        (Flex::RenewsLive, "expired", true, 3, 0, [4, 3, 0], one),
        (Flex::RenewsLive, "expired", false, 3, 0, [4, 3, 0], one),
        (Flex::RefusesLive, "expired", true, 3, 0, [4, 3, 0], one),
        (Flex::RefusesLive, "expired", false, 3, 0, [4, 3, 0], one),
        (Flex::KeepsFormer, "expired", true, 3, 0, [4, 3, 0], one),
        (Flex::KeepsFormer, "expired", false, 3, 0, [4, 3, 0], one),
        (Flex::RenewsLive, "before", true, 7, 0, [0, 0, 0], one),
        (Flex::RenewsLive, "before", false, 7, 0, [0, 0, 0], one),
        (Flex::RefusesLive, "before", true, 3, 4, [4, 3, 0], one),
        (Flex::RefusesLive, "before", false, 3, 4, [4, 3, 0], one),
        (Flex::KeepsFormer, "before", true, 7, 0, [0, 0, 7], (2, overlap)),
        (Flex::KeepsFormer, "before", false, 7, 0, [0, 0, 7], (2, overlap)),
        (Flex::RenewsLive, "auto", true, 7, 0, [0, 0, 0], one),
        (Flex::RenewsLive, "auto", false, 7, 0, [0, 0, 0], one),
        (Flex::RefusesLive, "auto", true, 3, 1, [4, 3, 0], one),
        (Flex::RefusesLive, "auto", false, 3, 1, [4, 3, 0], one),
        (Flex::KeepsFormer, "auto", true, 4, 0, [3, 3, 1], (2, overlap)),
        (Flex::KeepsFormer, "auto", false, 4, 0, [3, 3, 1], (2, overlap)),
    ] {
        let gap = match renew {
            _ if notices[1] == 0 => 0,
            _ if webhooks => MINUTE,
            // The read after a week is six hours after the one before.
            _ => 2 * HOUR,
        };
        let expected = Month { placed, refused, notices, most_live, doubled, gap };
        assert_eq!(month(flex, renew, life, webhooks), expected, "{flex:?} {renew} {webhooks}");
    }
}

#[test]
fn renews_a_hold_as_soon_as_flex_reports_its_expiry() {
    // Sooner than the window, at its end, and later.
    for life in [HOUR, CYCLE, WINDOW, 7 * DAY, 30 * DAY] {
        for renew in ["expired", "auto"] {
            let mut sim = simulation(Flex::RefusesLive, life);
            sim.reports_expiries = true;
            sim.handle(KeeperEvent::Keep { policy: json!({ "renew": renew }) });
            sim.advance(life);
            assert_eq!(sim.placed, [START + life], "{renew} {life}");
            assert_eq!(count(&sim, "hold.expired"), 1, "{renew} {life}");
            assert_eq!(sim.record().history.last().unwrap().outcome, HistoryOutcome::Applied);
        }
    }
}

#[test]
fn finds_every_expiry_within_six_hours_without_webhooks() {
    for hours in (0..200).step_by(3) {
        let life = WINDOW + hours * HOUR;
        let mut sim = simulation(Flex::RenewsLive, life);
        sim.handle(KeeperEvent::Keep { policy: json!({}) });
        sim.advance(life + 6 * HOUR);
        let gap = sim.placed[0] - START - life;
        let overdue = (life - WINDOW).max(15 * MINUTE);
        assert!(gap <= overdue.min(6 * HOUR), "{hours}: {gap}");
        assert_eq!(sim.placed.len(), 1, "{hours}");
    }
}

#[test]
fn tolerates_clock_skew() {
    for skew in [-30, -1, 1, 30] {
        for unit in [MINUTE, HOUR, DAY] {
            for (life, webhooks) in [(WINDOW, true), (WINDOW, false), (7 * DAY, true)] {
                let context = format!("{skew} {unit} {life} {webhooks}");
                let mut sim = simulation(Flex::RefusesLive, life);
                sim.skew = skew * i64::try_from(unit).unwrap();
                sim.reports_expiries = webhooks;
                sim.handle(KeeperEvent::Keep { policy: json!({}) });
                sim.advance(21 * DAY);
                let placed = usize::try_from(21 * DAY / life).unwrap();
                assert_eq!((sim.placed.len(), sim.stop_reason()), (placed, None), "{context}");
                // A hold of a minute more or less than the window is read soon after its end.
                assert!(sim.longest_gap() <= 15 * MINUTE, "{context}: {}", sim.longest_gap());
                assert_eq!(count(&sim, "hold.reauth_refused"), 0, "{context}");
            }
        }
    }
}

#[test]
fn respects_the_check_interval() {
    let mut sim = simulation(Flex::RenewsLive, WINDOW + 30 * HOUR);
    sim.handle(KeeperEvent::Keep { policy: json!({ "checkInterval": 6 * HOUR }) });
    sim.advance(WINDOW);
    assert_eq!(sim.retrieves, 3, "for `keep`, for the notice, and at the end of the window");
    let next = status(&sim)["next"].clone();
    assert_eq!((&next["step"], &next["at"]), (&json!("check"), &json!(sim.now + 6 * HOUR)));
    sim.advance(30 * HOUR);
    assert_eq!((sim.retrieves, sim.placed.len()), (8, 1));
}

#[test]
fn sends_each_notice_of_an_expiry_once() {
    let mut sim = simulation(Flex::RenewsLive, 7 * DAY);
    sim.handle(KeeperEvent::Keep { policy: json!({}) });
    sim.advance(CYCLE - 1);
    assert!(sim.notices.is_empty());
    sim.advance(1);
    assert_eq!(sim.notice_types(), ["hold.expiring"]);
    let data = &json!(sim.notices[0].body)["data"];
    assert_eq!(data["capture_by"], timestamp::format(START + WINDOW));
    assert_eq!(data["read_at"], timestamp::format(START + CYCLE));
    assert_eq!(data["next_at"], timestamp::format(START + WINDOW));
    assert_eq!(data["holds"][0]["holds_money"], true);
    // Repeated reads change nothing.
    for _ in 0..3 {
        sim.handle(KeeperEvent::Keep { policy: json!({}) });
        sim.handle(KeeperEvent::Alarm);
        sim.webhook(WebhookType::ChargeExpired, &[]);
        sim.advance(12 * HOUR);
    }
    assert_eq!(sim.notice_types(), ["hold.expiring"]);
    sim.refuses_with = Some((402, "card_declined"));
    sim.advance(7 * DAY - CYCLE - 36 * HOUR + 6 * HOUR);
    sim.webhook(WebhookType::ChargeExpired, &["fpi_0"]);
    sim.webhook(WebhookType::ChargeExpired, &["fpi_0"]);
    sim.advance(DAY);
    assert_eq!(
        sim.notice_types(),
        ["hold.expiring", "hold.expired", "hold.reauth_refused", "hold.reauth_refused"]
    );
    let data = &json!(sim.notices[1].body)["data"];
    assert_eq!(
        (&data["capture_by"], &data["holds"][0]["holds_money"]),
        (&json!(null), &json!(false))
    );
    assert_eq!(data["holds"][0]["status"], "canceled");
    // The next hold has notices of its own.
    sim.refuses_with = None;
    sim.advance(DAY);
    assert_eq!(sim.placed.len(), 1);
    sim.advance(CYCLE);
    assert_eq!((count(&sim, "hold.expiring"), count(&sim, "hold.expired")), (2, 1));
}

#[test]
fn sends_the_notices_again_for_a_hold_placed_by_the_merchant() {
    let mut sim = Simulation::keeping(json!({}));
    sim.advance(CYCLE);
    sim.intents = vec![Intent::new("fpi_merchants", sim.now)];
    sim.handle(KeeperEvent::Keep { policy: json!({}) });
    assert_eq!(count(&sim, "hold.expiring"), 1);
    assert_eq!(sim.alarm, Some(START + 2 * CYCLE));
    sim.advance(CYCLE);
    assert_eq!(count(&sim, "hold.expiring"), 2);
}

#[test]
fn sends_no_notice_of_an_expiry_before_an_early_renewal() {
    let mut sim = simulation(Flex::RenewsLive, WINDOW);
    sim.handle(KeeperEvent::Keep { policy: json!({ "renew": "before" }) });
    sim.advance(20 * DAY);
    assert!(sim.notice_types().iter().all(|kind| *kind == "hold.renewed"));
}

#[test]
fn learns_from_other_sessions_of_the_account() {
    for (renew, waits) in [("auto", true), ("before", false), ("expired", true)] {
        let mut sim = simulation(Flex::RenewsLive, WINDOW);
        sim.account_waits = true;
        sim.handle(KeeperEvent::Keep { policy: json!({ "renew": renew }) });
        sim.advance(WINDOW - 1);
        assert_eq!(sim.reauth_keys.is_empty(), waits, "{renew}");
        sim.advance(1);
        assert_eq!(sim.placed.len(), 1, "{renew}");
    }
}

#[test]
fn learns_only_from_its_own_reauths() {
    let learned = |sim: &Simulation| {
        let row = json!(IndexRow::new(sim.record(), sim.now));
        let learned_at = sim.record().waits_for_expiry.then_some(START + CYCLE);
        assert_eq!(row["learnedAt"], json!(learned_at));
        (row["learns"] == true, row["waitsForExpiry"] == true)
    };
    for (flex, renew, expected) in [
        (Flex::RenewsLive, "auto", (true, false)),
        (Flex::RefusesLive, "auto", (true, true)),
        (Flex::KeepsFormer, "auto", (true, true)),
        (Flex::RenewsLive, "before", (false, false)),
        (Flex::RefusesLive, "before", (false, false)),
        (Flex::KeepsFormer, "before", (false, false)),
        (Flex::RefusesLive, "expired", (false, false)),
    ] {
        let mut sim = simulation(flex, WINDOW);
        sim.handle(KeeperEvent::Keep { policy: json!({ "renew": renew }) });
        sim.advance(CYCLE);
        assert_eq!(learned(&sim), expected, "{flex:?} {renew}");
    }
    // Learned from the account, and not passed on as its own.
    let mut sim = simulation(Flex::RefusesLive, WINDOW);
    sim.account_waits = true;
    sim.handle(KeeperEvent::Keep { policy: json!({ "renew": "auto" }) });
    sim.advance(20 * DAY);
    let row = json!(IndexRow::new(sim.record(), sim.now));
    assert_eq!((&row["waitsForExpiry"], &row["learnedAt"]), (&json!(true), &json!(null)));
    // A declined reauth of an expired hold tells nothing about live ones.
    let mut sim = simulation(Flex::RenewsLive, DAY);
    sim.reports_expiries = true;
    sim.refuses_with = Some((402, "card_declined"));
    sim.handle(KeeperEvent::Keep { policy: json!({ "renew": "auto" }) });
    sim.advance(DAY);
    assert_eq!((sim.reauth_keys.len(), learned(&sim)), (1, (true, false)));
}

#[test]
fn shows_when_the_hold_can_be_captured_and_renewed() {
    let shown = |sim: &Simulation| {
        let status = status(sim);
        let row = json!(IndexRow::new(sim.record(), sim.now).summary);
        assert_eq!(row["canRenew"], status["canRenew"]);
        assert_eq!(row["captureBy"], status["captureBy"]);
        let renew = &status["canRenew"];
        let reason = renew["reason"].as_str().unwrap().to_owned();
        (status["captureBy"].as_u64(), renew["now"] == true, reason)
    };
    let end = Some(START + WINDOW);
    let is = |by: Option<u64>, now: bool, reason: &str| (by, now, reason.to_owned());
    for (renew, now, reason) in
        [("expired", false, "live"), ("before", true, "early"), ("auto", true, "early")]
    {
        let sim = Simulation::keeping(json!({ "renew": renew }));
        assert_eq!(shown(&sim), is(end, now, reason), "{renew}");
    }
    // Refused while it is live: not for these holds.
    for renew in ["before", "auto"] {
        let mut sim = simulation(Flex::RefusesLive, 7 * DAY);
        sim.handle(KeeperEvent::Keep { policy: json!({ "renew": renew }) });
        sim.advance(CYCLE);
        assert_eq!(shown(&sim), is(end, false, "not_yet"), "{renew}");
        sim.advance(8 * DAY - CYCLE);
        let renewed = Some(sim.placed[0] + WINDOW);
        let (now, reason) = if renew == "before" { (true, "early") } else { (false, "live") };
        assert_eq!(shown(&sim), is(renewed, now, reason), "{renew}");
    }
    // Expired, with a reauth in flight, and declined.
    let mut sim = Simulation::keeping(json!({}));
    sim.advance(WINDOW - 1);
    sim.expire();
    sim.behaviors = [CallBehavior::Succeeds, CallBehavior::LosesRequest].into();
    sim.advance(1);
    assert_eq!(shown(&sim), is(None, false, "pending"));
    sim.refuses_with = Some((402, "card_declined"));
    sim.advance(HOUR);
    assert_eq!(shown(&sim), is(None, false, "declined"));
    sim.handle(KeeperEvent::Release { reason: None });
    assert_eq!(shown(&sim), is(None, false, "stopped"));
    // The read of the expiry failed to lead to a reauth, because it is stored first.
    let mut sim = Simulation::keeping(json!({}));
    sim.advance(WINDOW);
    sim.expire();
    sim.decide(KeeperEvent::Alarm, false);
    let mut record = sim.record();
    record.holds[0].status = Some("canceled".into());
    let status = json!(HoldStatus::from(record));
    assert_eq!(status["canRenew"], json!({ "now": true, "reason": "expired" }));
    assert_eq!(status["captureBy"], json!(null));
    // A stopped session's live hold can still be captured.
    let mut sim = Simulation::keeping(json!({}));
    sim.handle(KeeperEvent::Release { reason: None });
    assert_eq!(shown(&sim), is(end, false, "stopped"));
}

#[test]
fn follows_a_changed_policy() {
    let keep = |sim: &mut Simulation, renew: &str| {
        sim.handle(KeeperEvent::Keep { policy: json!({ "renew": renew }) });
    };
    let mut sim = simulation(Flex::RefusesLive, 7 * DAY);
    keep(&mut sim, "expired");
    sim.advance(CYCLE + HOUR);
    assert_eq!((sim.alarm, sim.reauth_keys.len()), (Some(START + WINDOW), 0));
    // An early renewal is overdue.
    keep(&mut sim, "before");
    assert_eq!((sim.alarm, sim.reauth_keys.len()), (Some(START + WINDOW), 1));
    // The refusal is of these holds, whatever the policy.
    for renew in ["auto", "before", "expired"] {
        keep(&mut sim, renew);
        assert_eq!((sim.alarm, sim.reauth_keys.len()), (Some(START + WINDOW), 1), "{renew}");
    }
    assert_eq!(count(&sim, "hold.expiring"), 1);
}

#[test]
fn sends_an_early_reauth_again_for_the_next_hold() {
    let mut sim = simulation(Flex::RefusesLive, WINDOW);
    sim.handle(KeeperEvent::Keep { policy: json!({ "renew": "before" }) });
    sim.advance(WINDOW + CYCLE);
    let times = [CYCLE, WINDOW, WINDOW + CYCLE].map(|time| START + time);
    assert_eq!(sim.reauth_times, times);
}

#[test]
fn renews_a_reported_hold_that_was_not_read_before() {
    // The merchant has placed another hold, which expires early.
    let mut sim = Simulation::keeping(json!({}));
    sim.advance(DAY);
    sim.intents = vec![Intent::new("fpi_merchants", sim.now)];
    sim.advance(DAY);
    sim.expire();
    sim.webhook(WebhookType::ChargeExpired, &["fpi_merchants"]);
    assert_eq!(sim.stop_reason(), None);
    assert_eq!(sim.placed, [START + 2 * DAY]);
    // The response to the reauth was lost, and its hold expires before the next read.
    let mut sim = Simulation::keeping_early(json!({}));
    sim.advance(CYCLE - 1);
    sim.behaviors = [CallBehavior::Succeeds, CallBehavior::LosesResponse].into();
    sim.advance(1);
    sim.now += 1;
    sim.expire();
    sim.webhook(WebhookType::ChargeExpired, &["fpi_1"]);
    sim.advance(HOUR);
    assert_eq!((sim.stop_reason(), sim.placed.len()), (None, 2));
}

#[test]
fn stops_after_until_while_the_hold_lives() {
    for renew in ["expired", "before", "auto"] {
        for until in [CYCLE - HOUR, CYCLE - 1] {
            let mut sim = simulation(Flex::RenewsLive, 7 * DAY);
            let policy = json!({ "renew": renew, "until": START + until });
            sim.handle(KeeperEvent::Keep { policy });
            let next = status(&sim)["next"].clone();
            assert_eq!(next["step"], "stop", "{renew}");
            assert_eq!(next["at"], START + until + 1, "{renew}");
            sim.advance(until);
            assert_eq!((sim.stop_reason(), sim.retrieves), (None, 1), "{renew}");
            sim.advance(1);
            assert_eq!(sim.stop_reason().as_deref(), Some("until"), "{renew}");
            assert_eq!(sim.notice_types(), ["hold.stopped"], "{renew}");
            assert_eq!(json!(sim.notices[0].body)["data"]["holds"][0]["holds_money"], true);
            assert!(sim.reauth_keys.is_empty(), "{renew}");
        }
    }
    // The merchant is notified of the expiry before the stop.
    let mut sim = simulation(Flex::RenewsLive, 7 * DAY);
    sim.handle(KeeperEvent::Keep { policy: json!({ "until": START + CYCLE + HOUR }) });
    sim.advance(DAY * 10);
    assert_eq!(sim.notice_types(), ["hold.expiring", "hold.stopped"]);
    assert_eq!(sim.record().stopped.unwrap().at, START + CYCLE + HOUR + 1);
}

#[test]
fn renews_a_hold_that_expires_before_until() {
    // The stop is planned, and an early expiry comes first.
    let mut sim = Simulation::keeping(json!({ "until": START + 2 * DAY }));
    sim.advance(DAY);
    sim.expire();
    sim.webhook(WebhookType::ChargeExpired, &["fpi_0"]);
    assert_eq!(sim.placed, [START + DAY]);
    assert_eq!(sim.stop_reason(), None);
    sim.advance(2 * DAY);
    assert_eq!(sim.stop_reason().as_deref(), Some("until"));
}
