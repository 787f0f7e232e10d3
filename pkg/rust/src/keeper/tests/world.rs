//! A Flex with one session, a storage that survives crashes, a clock and an alarm.

use std::collections::{HashSet, VecDeque};

use serde_json::{Value, json};

use crate::keeper::webhook::WebhookType;
use crate::keeper::{
    CallFailure, Do, Event, Happened, QueuedNotice, Record, Step, step, timestamp,
};

pub(super) const MINUTE: u64 = 60_000;
pub(super) const HOUR: u64 = 60 * MINUTE;
pub(super) const DAY: u64 = 24 * HOUR;
pub(super) const START: u64 = 1_790_000_000_000;
pub(super) const SESSION: &str = "fcs_01HW5KTQQAAQ66WV19MFW4DTT4";

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Fine,
    /// It never arrives.
    LostBefore,
    /// It arrives, and its answer does not.
    LostAfter,
    /// It arrives, and half of its answer comes.
    Cut,
    /// 500, and nothing done.
    Broken,
    /// 429 with a time.
    Limited,
    /// 401.
    Unauthorized,
    /// The keeper ends before the call is sent.
    CrashBefore,
    /// The keeper ends while the call is under way, which is applied.
    CrashAfter,
}

pub(super) struct Intent {
    pub(super) id: String,
    pub(super) created: u64,
    pub(super) status: &'static str,
}

pub(super) struct World {
    pub(super) now: u64,
    stored: Option<String>,
    pub(super) alarm: Option<u64>,
    pub(super) notices: Vec<QueuedNotice>,
    pub(super) why: Vec<String>,
    keys: u32,
    /// What becomes of the next calls; fine when there are none.
    pub(super) fates: VecDeque<Fate>,
    pub(super) intents: Vec<Intent>,
    pub(super) capture_method: &'static str,
    pub(super) session_status: &'static str,
    pub(super) refuses_with: Option<(u16, &'static str)>,
    pub(super) honours_keys: bool,
    /// What Flex's clock is ahead by, in milliseconds.
    pub(super) skew: i64,
    known_keys: HashSet<String>,
    /// When each hold was placed by a reauth.
    pub(super) placed: Vec<u64>,
    /// The key of every reauth that was sent, in order.
    pub(super) sent: Vec<String>,
    pub(super) looks: u32,
}

impl World {
    pub(super) fn new() -> Self {
        Self {
            now: START,
            stored: None,
            alarm: None,
            notices: Vec::new(),
            why: Vec::new(),
            keys: 0,
            fates: VecDeque::new(),
            intents: vec![Intent {
                id: "fpi_0".into(),
                created: START,
                status: "requires_capture",
            }],
            capture_method: "manual",
            session_status: "complete",
            refuses_with: None,
            honours_keys: true,
            skew: 0,
            known_keys: HashSet::new(),
            placed: Vec::new(),
            sent: Vec::new(),
            looks: 0,
        }
    }

    pub(super) fn kept(policy: Value) -> Self {
        let mut world = Self::new();
        world.happen(Event::Keep { policy });
        world
    }

    pub(super) fn record(&self) -> Record {
        serde_json::from_str(self.stored.as_ref().unwrap()).unwrap()
    }

    pub(super) fn stop_reason(&self) -> Option<String> {
        self.record().stopped.map(|stopped| stopped.reason.to_string())
    }

    pub(super) fn told(&self) -> Vec<Value> {
        self.notices.iter().map(|notice| json!(notice.kind)).collect()
    }

    pub(super) fn webhook(&mut self, event: WebhookType, ids: &[&str]) {
        let payment_intent_ids = ids.iter().map(|id| (*id).to_owned()).collect();
        self.happen(Event::Webhook { event, payment_intent_ids });
    }

    /// Asks what follows, and writes it.
    pub(super) fn step(&mut self, event: Event, busy: bool) -> Step {
        self.keys += 1;
        let happened = Happened {
            session_id: SESSION.into(),
            now: self.now,
            fresh_key: format!("key-{}", self.keys),
            random: u32::MAX / 2,
            busy,
            event,
        };
        let record = self.stored.as_ref().map(|stored| serde_json::from_str(stored).unwrap());
        let step = step(record, &happened);
        if let Some(record) = &step.record {
            self.stored = Some(serde_json::to_string(record).unwrap());
        }
        self.alarm = step.alarm;
        self.notices.extend(step.notices.iter().cloned());
        self.why.push(step.why.clone());
        step
    }

    /// Lets something happen, and does what follows until nothing does.
    pub(super) fn happen(&mut self, event: Event) {
        let mut then = self.step(event, false).then;
        loop {
            let event = match then {
                Do::Nothing => break,
                Do::Retrieve { .. } => self.retrieve(),
                Do::Reauth { key, .. } => {
                    let act = self.record().act.expect("a key is stored before it is sent");
                    assert_eq!(act.key, key);
                    assert!(act.in_flight);
                    self.reauth(key)
                }
            };
            let Some(event) = event else { break };
            then = self.step(event, false).then;
        }
        if self.stored.is_some() && self.record().stopped.is_none() {
            assert!(self.alarm.is_some(), "nothing wakes the keeper: {:?}", self.why);
        }
    }

    /// Lets time pass, with the alarms that are in it.
    pub(super) fn pass(&mut self, time: u64) {
        let end = self.now + time;
        let mut alarms = 0;
        while let Some(alarm) = self.alarm.filter(|alarm| *alarm <= end) {
            self.now = self.now.max(alarm);
            self.happen(Event::Alarm);
            alarms += 1;
            assert!(alarms < 2000, "it never rests: {:?}", self.why);
        }
        self.now = end;
    }

    pub(super) fn outage(&mut self, fate: Fate, time: u64) {
        let calls = usize::try_from(time / MINUTE).unwrap();
        self.fates = vec![fate; calls].into();
        self.pass(time);
        self.fates.clear();
    }

    fn retrieve(&mut self) -> Option<Event> {
        self.looks += 1;
        let failure = |kind: &str| CallFailure {
            kind: kind.into(),
            outcome: "none".into(),
            ..CallFailure::default()
        };
        Some(match self.fates.pop_front().unwrap_or(Fate::Fine) {
            Fate::Fine => Event::Retrieved { body: self.body() },
            Fate::CrashBefore | Fate::CrashAfter => return None,
            Fate::Limited => Event::RetrieveFailed { failure: limited("none") },
            Fate::Unauthorized => Event::RetrieveFailed { failure: failure("authentication") },
            Fate::Broken => Event::RetrieveFailed { failure: failure("server") },
            _ => Event::RetrieveFailed { failure: failure("connection") },
        })
    }

    fn reauth(&mut self, key: String) -> Option<Event> {
        let fate = self.fates.pop_front().unwrap_or(Fate::Fine);
        if fate != Fate::CrashBefore {
            self.sent.push(key.clone());
        }
        let failure = |kind: &str, outcome: &str| CallFailure {
            kind: kind.into(),
            outcome: outcome.into(),
            ..CallFailure::default()
        };
        let failure = match fate {
            Fate::Fine => {
                let Some((status, code)) = self.refuses_with else {
                    self.apply(&key);
                    return Some(Event::Reauthed { key, body: self.body() });
                };
                CallFailure {
                    status: Some(status),
                    code: Some(code.into()),
                    ..failure("invalid_request", "rejected")
                }
            }
            Fate::LostBefore => failure("timeout", "unknown"),
            Fate::LostAfter => {
                self.apply(&key);
                failure("timeout", "unknown")
            }
            Fate::Cut => {
                self.apply(&key);
                failure("connection", "applied")
            }
            Fate::Broken => failure("server", "unknown"),
            Fate::Limited => limited("rejected"),
            Fate::Unauthorized => failure("authentication", "rejected"),
            Fate::CrashBefore => return None,
            Fate::CrashAfter => {
                self.apply(&key);
                return None;
            }
        };
        Some(Event::ReauthFailed { key, failure })
    }

    fn apply(&mut self, key: &str) {
        if self.refuses_with.is_some() || (!self.known_keys.insert(key.into()) && self.honours_keys)
        {
            return;
        }
        self.placed.push(self.now);
        let id = format!("fpi_{}", self.placed.len());
        if let Some(last) = self.intents.last_mut() {
            *last = Intent { id, created: self.now, status: "requires_capture" };
        }
    }

    pub(super) fn body(&self) -> Vec<u8> {
        let rendered: Vec<Value> = self
            .intents
            .iter()
            .map(|intent| {
                let created = intent.created.saturating_add_signed(self.skew);
                json!({
                    "payment_intent_id": intent.id,
                    "amount": 5000,
                    "amount_capturable": if intent.status == "requires_capture" { 5000 } else { 0 },
                    "status": intent.status,
                    "created_at": timestamp::format(created),
                })
            })
            .collect();
        let mut session = json!({
            "checkout_session_id": SESSION,
            "capture_method": self.capture_method,
            "status": self.session_status,
            "created_at": START / 1000 - 60,
        });
        match rendered.as_slice() {
            [one] => session["payment_intent"] = one.clone(),
            [one, other] => {
                session["split_cart"] = json!({
                    "split_cart_id": "fsc_1",
                    "eligible_cart": { "payment_intent": one },
                    "non_eligible_cart": { "payment_intent": other },
                });
            }
            _ => {}
        }
        json!({ "checkout_session": session }).to_string().into_bytes()
    }
}

fn limited(outcome: &str) -> CallFailure {
    CallFailure {
        kind: "rate_limit".into(),
        outcome: outcome.into(),
        status: Some(429),
        code: None,
        retry_after: Some(10 * MINUTE),
    }
}
