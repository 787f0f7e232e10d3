//! A simulation of Flex with one session, and of storage that survives crashes, a clock and an alarm.

use std::collections::{HashSet, VecDeque};

use serde_json::{Value, json};

use crate::keeper::webhook::WebhookType;
use crate::keeper::{
    CallFailure, CaptureRefusal, Decision, DecisionInput, Effect, KeeperEvent, QueuedNotice,
    Record, decide, timestamp,
};

pub(super) const MINUTE: u64 = 60_000;
pub(super) const HOUR: u64 = 60 * MINUTE;
pub(super) const DAY: u64 = 24 * HOUR;
pub(super) const START: u64 = 1_790_000_000_000;
pub(super) const SESSION: &str = "fcs_01HW5KTQQAAQ66WV19MFW4DTT4";

/// The result of a call to Flex.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallBehavior {
    Succeeds,
    /// The request is lost.
    LosesRequest,
    /// The request is applied, and the response is lost.
    LosesResponse,
    /// The request is applied, and the response is truncated.
    TruncatesResponse,
    /// Responds with 500 and applies nothing.
    ServerError,
    /// Responds with 429 and a `Retry-After`.
    RateLimit,
    /// Responds with 401.
    Unauthorized,
    /// Refuses a reauth with a code that is not documented. Reads succeed.
    Refuses,
    /// The keeper crashes before the request is sent.
    CrashBefore,
    /// The keeper crashes during the call, and the request is applied.
    CrashAfter,
}

pub(super) struct Intent {
    pub(super) id: String,
    pub(super) created: u64,
    pub(super) status: &'static str,
    /// The rest of its 5000 cents after captures.
    pub(super) capturable: i64,
    /// Time when its money was released or captured.
    ended: Option<u64>,
}

impl Intent {
    pub(super) fn new(id: &str, created: u64) -> Self {
        Self { id: id.into(), created, status: "requires_capture", capturable: 5000, ended: None }
    }

    fn end(&mut self, status: &'static str, now: u64) {
        self.status = status;
        self.ended = Some(now);
    }

    fn is_live(&self) -> bool {
        self.status == "requires_capture"
    }

    fn body(&self, skew: i64) -> Value {
        let created = self.created.saturating_add_signed(skew);
        json!({
            "payment_intent_id": self.id,
            "amount": 5000,
            "amount_capturable": if self.is_live() { self.capturable } else { 0 },
            "status": self.status,
            "created_at": timestamp::format(created),
        })
    }
}

pub(super) struct Simulation {
    pub(super) now: u64,
    stored: Option<String>,
    pub(super) alarm: Option<u64>,
    pub(super) notices: Vec<QueuedNotice>,
    pub(super) reasons: Vec<String>,
    key_count: u32,
    /// Results of the next calls. Calls succeed when it is empty.
    pub(super) behaviors: VecDeque<CallBehavior>,
    pub(super) intents: Vec<Intent>,
    /// Amounts of the session's captures.
    pub(super) captured: Vec<i64>,
    pub(super) capture_method: &'static str,
    pub(super) session_status: &'static str,
    pub(super) refuses_with: Option<(u16, &'static str)>,
    /// Set if Flex refuses the reauth of a live hold.
    pub(super) refuses_live: bool,
    /// Set if a reauth leaves the live hold in place.
    pub(super) keeps_former: bool,
    /// Set if the session's `payment_intents` contains every hold.
    pub(super) lists_holds: bool,
    /// Set if Flex sends a payment intent's id instead of the object.
    pub(super) sends_ids: bool,
    /// The holds that reauths replaced.
    pub(super) former: Vec<Intent>,
    /// The lifetime of a hold; `None` if holds expire only in `expire`.
    pub(super) life: Option<u64>,
    /// Set if Flex reports each expiry in a webhook.
    pub(super) reports_expiries: bool,
    /// Time from an expiry to its webhook.
    pub(super) report_delay: u64,
    /// The webhooks to send.
    reports: VecDeque<(u64, String)>,
    /// Set if another session of the account has shown that Flex does not renew live holds.
    pub(super) account_waits: bool,
    /// The kind of error with which Flex refuses to list payment intents.
    pub(super) list_fails_with: Option<&'static str>,
    /// The time of every list request.
    pub(super) list_times: Vec<u64>,
    /// The payment intent and the idempotency key of every cancel request.
    pub(super) cancels: Vec<(String, String)>,
    /// The idempotency key of every capture request.
    pub(super) capture_keys: Vec<String>,
    /// The number of captures that Flex answered with a session.
    pub(super) captures_answered: usize,
    /// The number of repeated captures that were applied before.
    pub(super) captures_applied: usize,
    /// The requested captures that were not sent.
    pub(super) capture_refusals: Vec<CaptureRefusal>,
    pub(super) honors_keys: bool,
    /// Difference of Flex's clock from the keeper's, in milliseconds.
    pub(super) skew: i64,
    known_keys: HashSet<String>,
    /// Time of each hold placed by a reauth.
    pub(super) placed: Vec<u64>,
    /// The idempotency key of every reauth request, in order.
    pub(super) reauth_keys: Vec<String>,
    /// The time of each of them.
    pub(super) reauth_times: Vec<u64>,
    /// The idempotency keys of reauths that Flex refused while the hold was live.
    pub(super) refused_live: HashSet<String>,
    pub(super) retrieves: u32,
}

impl Simulation {
    pub(super) fn new() -> Self {
        Self {
            now: START,
            stored: None,
            alarm: None,
            notices: Vec::new(),
            reasons: Vec::new(),
            key_count: 0,
            behaviors: VecDeque::new(),
            intents: vec![Intent::new("fpi_0", START)],
            captured: Vec::new(),
            capture_method: "manual",
            session_status: "complete",
            refuses_with: None,
            refuses_live: false,
            keeps_former: false,
            lists_holds: false,
            sends_ids: false,
            former: Vec::new(),
            life: None,
            reports_expiries: false,
            report_delay: 0,
            reports: VecDeque::new(),
            account_waits: false,
            list_fails_with: None,
            list_times: Vec::new(),
            cancels: Vec::new(),
            capture_keys: Vec::new(),
            captures_answered: 0,
            captures_applied: 0,
            capture_refusals: Vec::new(),
            honors_keys: true,
            skew: 0,
            known_keys: HashSet::new(),
            placed: Vec::new(),
            reauth_keys: Vec::new(),
            reauth_times: Vec::new(),
            refused_live: HashSet::new(),
            retrieves: 0,
        }
    }

    pub(super) fn keeping(policy: Value) -> Self {
        let mut sim = Self::new();
        sim.handle(KeeperEvent::Keep { policy });
        sim
    }

    /// Creates a simulation with a policy that renews live holds.
    pub(super) fn keeping_early(mut policy: Value) -> Self {
        policy["renew"] = json!("before");
        Self::keeping(policy)
    }

    /// Creates a simulation with a record that an earlier version stored.
    pub(super) fn storing(record: &Value) -> Self {
        Self { stored: Some(record.to_string()), ..Self::new() }
    }

    pub(super) fn record(&self) -> Record {
        serde_json::from_str(self.stored.as_ref().unwrap()).unwrap()
    }

    pub(super) fn stop_reason(&self) -> Option<String> {
        self.record().stopped.map(|stopped| stopped.reason.to_string())
    }

    pub(super) fn notice_types(&self) -> Vec<Value> {
        self.notices.iter().map(|notice| json!(notice.kind)).collect()
    }

    pub(super) fn webhook(&mut self, event: WebhookType, ids: &[&str]) {
        let payment_intent_ids = ids.iter().map(|id| (*id).to_owned()).collect();
        self.handle(KeeperEvent::Webhook { event, payment_intent_ids });
    }

    /// Creates the event of a capture, without a key with one that is used for this capture only.
    pub(super) fn capture_event(&mut self, params: &str, key: Option<&str>) -> KeeperEvent {
        self.key_count += 1;
        let explicit = key.is_some();
        let key = key.map_or_else(|| format!("capture-{}", self.key_count), str::to_owned);
        KeeperEvent::Capture { params: params.into(), key, explicit }
    }

    /// Captures part of an intent's money.
    pub(super) fn capture(&mut self, index: usize, cents: i64) {
        let intent = &mut self.intents[index];
        intent.capturable -= cents;
        if intent.capturable == 0 {
            intent.end("succeeded", self.now);
        }
        self.captured.push(cents);
    }

    /// Lets the live holds expire.
    pub(super) fn expire(&mut self) {
        for intent in self.intents.iter_mut().filter(|intent| intent.is_live()) {
            intent.end("canceled", self.now);
        }
    }

    /// Returns the status and code with which Flex refuses a reauth.
    fn refusal(&self) -> Option<(u16, &'static str)> {
        let is_live = self.intents.iter().any(Intent::is_live);
        let too_soon = (self.refuses_live && is_live).then_some((422, "too_soon"));
        self.refuses_with.or(too_soon)
    }

    /// Decides on an event and stores the record.
    pub(super) fn decide(&mut self, event: KeeperEvent, busy: bool) -> Decision {
        self.key_count += 1;
        let input = DecisionInput {
            session_id: SESSION.into(),
            now: self.now,
            fresh_key: format!("key-{}", self.key_count),
            random: u32::MAX / 2,
            busy,
            waits_for_expiry: self.account_waits,
            event,
        };
        let record = self.stored.as_ref().map(|stored| serde_json::from_str(stored).unwrap());
        let decision = decide(record, &input);
        if let Some(record) = &decision.record {
            self.stored = Some(serde_json::to_string(record).unwrap());
        }
        self.alarm = decision.alarm;
        self.notices.extend(decision.notices.iter().cloned());
        self.reasons.push(decision.why.clone());
        self.capture_refusals.extend(decision.capture_refused.clone());
        self.captures_applied += usize::from(decision.capture_applied);
        decision
    }

    /// Handles an event and carries out effects until there are none.
    pub(super) fn handle(&mut self, event: KeeperEvent) {
        let mut effect = self.decide(event, false).effect;
        for calls in 0.. {
            assert!(calls < 100, "the keeper calls Flex without end: {:?}", self.reasons);
            let event = match effect {
                Effect::Nothing => break,
                Effect::Retrieve { .. } => self.retrieve(),
                Effect::List => self.list(),
                Effect::Cancel { id, key } => {
                    let check = self.record().verification.unwrap();
                    assert_eq!(check.cancel_key.as_ref(), Some(&key), "the key is stored first");
                    assert!(self.record().is_former(&id), "{id} was not replaced");
                    self.cancel(&id, key)
                }
                Effect::Capture { key, params } => {
                    let capture = self.record().capture.unwrap();
                    assert_eq!((&capture.key, &capture.params), (&key, &params));
                    assert_eq!(capture.sent_at, Some(self.now), "the key is stored first");
                    let record = self.record();
                    assert!(
                        record.pending.is_none() || record.stopped.is_some(),
                        "a reauth is pending"
                    );
                    self.capture_through(key, &params)
                }
                Effect::Reauth { key, .. } => {
                    let reauth =
                        self.record().pending.expect("the key is stored before the request");
                    assert_eq!(reauth.key, key);
                    assert!(reauth.in_flight);
                    self.reauth(key)
                }
            };
            let Some(event) = event else { break };
            effect = self.decide(event, false).effect;
        }
        if self.stored.is_some() && self.record().stopped.is_none() {
            assert!(self.alarm.is_some(), "no alarm is set: {:?}", self.reasons);
        }
    }

    /// Advances the clock, lets holds expire, and fires the alarms.
    pub(super) fn advance(&mut self, time: u64) {
        let end = self.now + time;
        let mut steps = 0;
        loop {
            let expiry = self.next_expiry().filter(|expiry| *expiry <= end);
            let report = self.reports.front().map(|(at, _)| *at).filter(|at| *at <= end);
            let alarm = self.alarm.filter(|alarm| *alarm <= end);
            let Some(next) = [expiry, report, alarm].into_iter().flatten().min() else { break };
            self.now = self.now.max(next);
            if expiry == Some(next) {
                self.expire_old();
            } else if report == Some(next) {
                let (_, id) = self.reports.pop_front().unwrap();
                self.webhook(WebhookType::ChargeExpired, &[&id]);
            } else {
                self.handle(KeeperEvent::Alarm);
            }
            steps += 1;
            assert!(steps < 2000, "the keeper never waits: {:?}", self.reasons);
        }
        self.now = end;
    }

    /// Returns the number of live holds.
    pub(super) fn live(&self) -> usize {
        self.intents.iter().chain(&self.former).filter(|intent| intent.is_live()).count()
    }

    /// Returns the time since the last live hold.
    pub(super) fn current_gap(&self) -> u64 {
        let ends = self.intents.iter().map(|intent| intent.ended.unwrap_or(self.now));
        self.now - ends.max().unwrap_or(START)
    }

    /// Returns the longest time without a live hold.
    pub(super) fn longest_gap(&self) -> u64 {
        let times = self.change_times();
        let gaps = times.windows(2).filter(|pair| self.live_at(pair[0]) == 0);
        // Adjacent intervals do not occur: every end of a gap is the start of a hold.
        gaps.map(|pair| pair[1] - pair[0]).max().unwrap_or(0)
    }

    /// Returns the largest number of live holds, and the longest time for which there were several.
    pub(super) fn overlap(&self) -> (usize, u64) {
        let times = self.change_times();
        let (mut most, mut longest, mut since) = (0, 0, None);
        for time in times {
            let live = self.live_at(time);
            most = most.max(live);
            if live > 1 {
                since = since.or(Some(time));
            } else if let Some(since) = since.take() {
                longest = longest.max(time - since);
            }
        }
        (most, longest.max(since.map_or(0, |since| self.now - since)))
    }

    /// Returns the times at which holds were placed or ended, and the current time.
    fn change_times(&self) -> Vec<u64> {
        let intents = self.intents.iter().chain(&self.former);
        let mut times: Vec<u64> =
            intents.flat_map(|intent| [Some(intent.created), intent.ended]).flatten().collect();
        times.push(self.now);
        times.sort_unstable();
        times.dedup();
        times
    }

    /// Returns the number of live holds just after a time.
    fn live_at(&self, time: u64) -> usize {
        let intents = self.intents.iter().chain(&self.former);
        let is_live = |intent: &&Intent| {
            intent.created <= time && intent.ended.is_none_or(|ended| time < ended)
        };
        intents.filter(is_live).count()
    }

    fn next_expiry(&self) -> Option<u64> {
        let live = self.intents.iter().chain(&self.former).filter(|intent| intent.is_live());
        Some(live.map(|intent| intent.created).min()?.saturating_add(self.life?))
    }

    fn expire_old(&mut self) {
        let Some(life) = self.life else { return };
        let mut expired = Vec::new();
        for intent in self.intents.iter_mut().chain(&mut self.former) {
            if intent.is_live() && intent.created + life <= self.now {
                intent.end("canceled", self.now);
                expired.push(intent.id.clone());
            }
        }
        for id in expired {
            if self.reports_expiries {
                self.reports.push_back((self.now + self.report_delay, id));
            }
        }
    }

    pub(super) fn outage(&mut self, behavior: CallBehavior, time: u64) {
        let calls = usize::try_from(time / MINUTE).unwrap();
        self.behaviors = vec![behavior; calls].into();
        self.advance(time);
        self.behaviors.clear();
    }

    fn retrieve(&mut self) -> Option<KeeperEvent> {
        self.retrieves += 1;
        let failure = |kind: &str| CallFailure {
            kind: kind.into(),
            outcome: "none".into(),
            ..CallFailure::default()
        };
        Some(match self.behaviors.pop_front().unwrap_or(CallBehavior::Succeeds) {
            CallBehavior::Succeeds | CallBehavior::Refuses => {
                KeeperEvent::Retrieved { body: self.body() }
            }
            CallBehavior::CrashBefore | CallBehavior::CrashAfter => return None,
            CallBehavior::RateLimit => KeeperEvent::RetrieveFailed { failure: limited("none") },
            CallBehavior::Unauthorized => {
                KeeperEvent::RetrieveFailed { failure: failure("authentication") }
            }
            CallBehavior::ServerError => KeeperEvent::RetrieveFailed { failure: failure("server") },
            _ => KeeperEvent::RetrieveFailed { failure: failure("connection") },
        })
    }

    fn reauth(&mut self, key: String) -> Option<KeeperEvent> {
        let behavior = self.behaviors.pop_front().unwrap_or(CallBehavior::Succeeds);
        if behavior != CallBehavior::CrashBefore {
            self.reauth_keys.push(key.clone());
            self.reauth_times.push(self.now);
        }
        let failure = |kind: &str, outcome: &str| CallFailure {
            kind: kind.into(),
            outcome: outcome.into(),
            ..CallFailure::default()
        };
        let refused = |(status, code): (u16, &str)| CallFailure {
            status: Some(status),
            code: Some(code.into()),
            ..failure("invalid_request", "rejected")
        };
        let failure = match behavior {
            CallBehavior::Succeeds => {
                let Some(refusal) = self.refusal() else {
                    self.apply(&key);
                    return Some(KeeperEvent::Reauthed { key, body: self.body() });
                };
                refused(refusal)
            }
            CallBehavior::Refuses => refused((400, "unknown")),
            CallBehavior::LosesRequest => failure("timeout", "unknown"),
            CallBehavior::LosesResponse => {
                self.apply(&key);
                failure("timeout", "unknown")
            }
            CallBehavior::TruncatesResponse => {
                let refusal = self.refusal();
                self.apply(&key);
                refusal.map_or_else(|| failure("connection", "applied"), refused)
            }
            CallBehavior::ServerError => failure("server", "unknown"),
            CallBehavior::RateLimit => limited("rejected"),
            CallBehavior::Unauthorized => failure("authentication", "rejected"),
            CallBehavior::CrashBefore => return None,
            CallBehavior::CrashAfter => {
                self.apply(&key);
                return None;
            }
        };
        if failure.kind == "invalid_request" && self.intents.iter().any(Intent::is_live) {
            self.refused_live.insert(key.clone());
        }
        Some(KeeperEvent::ReauthFailed { key, failure })
    }

    fn apply(&mut self, key: &str) {
        if self.refusal().is_some() || (!self.known_keys.insert(key.into()) && self.honors_keys) {
            return;
        }
        self.placed.push(self.now);
        let id = format!("fpi_{}", self.placed.len());
        if let Some(last) = self.intents.last_mut() {
            let mut former = std::mem::replace(last, Intent::new(&id, self.now));
            if former.is_live() && !self.keeps_former {
                former.end("canceled", self.now);
            }
            self.former.push(former);
        }
    }

    fn list(&mut self) -> Option<KeeperEvent> {
        self.list_times.push(self.now);
        let failure = |kind: &str| CallFailure {
            kind: kind.into(),
            outcome: "none".into(),
            ..CallFailure::default()
        };
        if let Some(kind) = self.list_fails_with {
            return Some(KeeperEvent::ListFailed { failure: failure(kind) });
        }
        Some(match self.behaviors.pop_front().unwrap_or(CallBehavior::Succeeds) {
            CallBehavior::Succeeds | CallBehavior::Refuses => {
                let intents = self.intents.iter().chain(&self.former);
                let intents: Vec<Value> = intents.map(|intent| intent.body(self.skew)).collect();
                let body = json!({ "payment_intents": intents }).to_string().into_bytes();
                KeeperEvent::Listed { body }
            }
            CallBehavior::CrashBefore | CallBehavior::CrashAfter => return None,
            CallBehavior::RateLimit => KeeperEvent::ListFailed { failure: limited("none") },
            CallBehavior::ServerError => KeeperEvent::ListFailed { failure: failure("server") },
            _ => KeeperEvent::ListFailed { failure: failure("connection") },
        })
    }

    fn cancel(&mut self, id: &str, key: String) -> Option<KeeperEvent> {
        let failure = |kind: &str, outcome: &str| CallFailure {
            kind: kind.into(),
            outcome: outcome.into(),
            ..CallFailure::default()
        };
        let behavior = self.behaviors.pop_front().unwrap_or(CallBehavior::Succeeds);
        self.cancels.push((id.into(), key.clone()));
        let applies = matches!(
            behavior,
            CallBehavior::Succeeds
                | CallBehavior::LosesResponse
                | CallBehavior::TruncatesResponse
                | CallBehavior::CrashAfter
        );
        let held = self.former.iter_mut().find(|former| former.id == id && former.is_live());
        let was_held = held.is_some();
        if let Some(former) = held.filter(|_| applies) {
            former.end("canceled", self.now);
        }
        Some(match behavior {
            CallBehavior::CrashBefore | CallBehavior::CrashAfter => return None,
            CallBehavior::Succeeds if was_held => KeeperEvent::Canceled { key },
            CallBehavior::Succeeds | CallBehavior::Refuses => {
                KeeperEvent::CancelFailed { key, failure: failure("invalid_request", "rejected") }
            }
            CallBehavior::RateLimit => {
                KeeperEvent::CancelFailed { key, failure: limited("rejected") }
            }
            _ => KeeperEvent::CancelFailed { key, failure: failure("timeout", "unknown") },
        })
    }

    fn capture_through(&mut self, key: String, params: &str) -> Option<KeeperEvent> {
        self.capture_keys.push(key.clone());
        let failure = |kind: &str, outcome: &str| CallFailure {
            kind: kind.into(),
            outcome: outcome.into(),
            ..CallFailure::default()
        };
        let behavior = self.behaviors.pop_front().unwrap_or(CallBehavior::Succeeds);
        // Flex repeats its response to a key.
        let is_repeated = self.known_keys.contains(&key);
        let behavior = match behavior {
            CallBehavior::Refuses if is_repeated => CallBehavior::Succeeds,
            other => other,
        };
        let applies = matches!(
            behavior,
            CallBehavior::Succeeds
                | CallBehavior::LosesResponse
                | CallBehavior::TruncatesResponse
                | CallBehavior::CrashAfter
        );
        if applies && self.known_keys.insert(key.clone()) {
            let params: Value = serde_json::from_str(params).unwrap();
            let cents = params["cents"].as_i64().unwrap_or(5000);
            self.capture(0, cents);
        }
        let failure = match behavior {
            CallBehavior::CrashBefore | CallBehavior::CrashAfter => return None,
            CallBehavior::Succeeds => {
                self.captures_answered += 1;
                return Some(KeeperEvent::Captured { key, body: self.body() });
            }
            CallBehavior::TruncatesResponse => {
                self.captures_answered += 1;
                failure("connection", "applied")
            }
            CallBehavior::Refuses => failure("invalid_request", "rejected"),
            CallBehavior::RateLimit => limited("rejected"),
            CallBehavior::Unauthorized => failure("authentication", "rejected"),
            _ => failure("timeout", "unknown"),
        };
        Some(KeeperEvent::CaptureFailed { key, failure })
    }

    pub(super) fn body(&self) -> Vec<u8> {
        let rendered: Vec<Value> =
            self.intents.iter().map(|intent| intent.body(self.skew)).collect();
        let mut session = json!({
            "checkout_session_id": SESSION,
            "capture_method": self.capture_method,
            "status": self.session_status,
            "created_at": START / 1000 - 60,
            "amount_total": 5000 * self.intents.len(),
            "captures": self.captured.iter().map(|cents| json!({ "amount_captured": cents })).collect::<Vec<_>>(),
        });
        if self.lists_holds {
            let held = self.intents.iter().chain(&self.former).filter(|intent| intent.is_live());
            session["payment_intents"] = held.map(|intent| intent.body(self.skew)).collect();
        }
        match rendered.as_slice() {
            [one] if self.sends_ids => {
                session["payment_intent"] = one["payment_intent_id"].clone();
            }
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
