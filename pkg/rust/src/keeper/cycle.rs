//! The life of a kept session: from what is known and what happened to what is known then, and what is
//! done next.

mod answers;

use super::act::{Act, HistoryOutcome, HoldFault};
use super::delay;
use super::event::{CallFailure, Event, Happened};
use super::hold::KeptHold;
use super::notice::{HoldNoticeType, QueuedNotice, notice};
use super::plan::{HoldStopReason, Past, Plan, plan};
use super::policy::Policy;
use super::record::{Ending, Expiry, FORM, HoldStop, NextLook, Record, Trouble};
use super::session::{Before, SessionView};
use super::step::{Do, Step};
use super::webhook::WebhookType;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

/// After which the alarm looks what became of a call that nobody answered for: longer than any call may
/// take.
pub(crate) const LEASE: u64 = 2 * MINUTE;

/// How long after a send of which nobody knows what came of it the session is taken at its word.
pub(crate) const SETTLE: u64 = MINUTE;

/// How often one key is sent. Stripe answers a repeated key with what it answered first, be it a 500, so
/// that the same key may never succeed.
const SENDS: u32 = 6;

/// How old a key may grow. Stripe forgets keys after a day, and a key that was forgotten is a new one.
const KEY_LIFE: u64 = 20 * HOUR;

/// How long the keeper fails before it tells.
const PATIENCE: u64 = HOUR;

/// After how many failures in a row a session that was there is believed to be gone.
const GONE_AFTER: u32 = 5;

/// What is asked for in full unless a session needs more.
const EXPAND: &str = "payment_intent";

/// Says what follows from what happened.
#[must_use]
pub fn step(record: Option<Record>, happened: &Happened) -> Step {
    let nothing = |why: &str, alarm| Step {
        record: None,
        then: Do::Nothing,
        alarm,
        notices: Vec::new(),
        why: why.into(),
        refused: None,
    };
    if record.as_ref().is_some_and(|record| record.form > FORM) {
        let later = happened.now.saturating_add(HOUR);
        return nothing(
            "a later version wrote the record, and this one leaves it alone",
            Some(later),
        );
    }
    let before = record.clone();
    let record = match &happened.event {
        Event::Keep { policy } => match Policy::read(policy) {
            Ok(policy) => begun(record, happened, policy),
            Err(refused) => {
                let alarm =
                    record.as_ref().and_then(|record| record.next.as_ref()).map(|next| next.at);
                return Step { refused: Some(refused), ..nothing("the policy was refused", alarm) };
            }
        },
        _ => match record {
            Some(record) => record,
            None => return nothing("the session is not kept", None),
        },
    };
    let mut cycle = Cycle { record, happened, notices: Vec::new(), why: String::new() };
    let then = cycle.happen();
    let Cycle { mut record, notices, why, .. } = cycle;
    let lease = happened.now.saturating_add(LEASE);
    let alarm = match (&then, &record.next) {
        (Do::Nothing, Some(next)) if !happened.busy => Some(next.at.max(happened.now)),
        (Do::Nothing, None) => None,
        _ => Some(lease),
    };
    let changed = before.as_ref() != Some(&record);
    record.sequence = record.sequence.saturating_add(u64::from(changed));
    Step { record: changed.then_some(record), then, alarm, notices, why, refused: None }
}

/// The record with which keeping begins, or goes on under another policy.
fn begun(record: Option<Record>, happened: &Happened, policy: Policy) -> Record {
    let Some(mut record) = record else {
        return Record::new(happened.session_id.clone(), policy, happened.now);
    };
    record.policy = policy;
    record.ending = None;
    if let Some(act) = &mut record.act {
        act.due_since = happened.now;
    }
    if record.stopped.take().is_some() {
        record.kept_at = happened.now;
        record.reauths = 0;
        record.trouble = Trouble::default();
    }
    record
}

struct Cycle<'a> {
    record: Record,
    happened: &'a Happened,
    notices: Vec<QueuedNotice>,
    why: String,
}

/// Where a session was read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Look,
    Reauth,
}

impl Cycle<'_> {
    fn happen(&mut self) -> Do {
        match &self.happened.event {
            Event::Keep { .. } => self.look("it is to be kept"),
            Event::Release { reason } => self.released(reason.clone()),
            Event::Webhook { event, payment_intent_ids } => self.told(*event, payment_intent_ids),
            Event::Alarm => self.alarm(),
            _ if self.record.stopped.is_some() => self.nothing("it is not kept any longer"),
            Event::Retrieved { body } => self.retrieved(body),
            Event::RetrieveFailed { failure } => self.retrieve_failed(failure),
            Event::Reauthed { key, body } => self.reauthed(key, body),
            Event::ReauthFailed { key, failure } => self.reauth_failed(key, failure),
        }
    }

    fn alarm(&mut self) -> Do {
        match &self.record.next {
            _ if self.record.stopped.is_some() => self.nothing("it is not kept any longer"),
            Some(next) if next.at > self.now() => self.nothing("it is too early"),
            Some(next) => {
                let why = next.why.clone();
                self.look(&why)
            }
            None => self.look("nothing was planned"),
        }
    }

    fn released(&mut self, detail: Option<String>) -> Do {
        if self.record.stopped.is_some() {
            return self.nothing("it is not kept any longer");
        }
        self.end_when_known(HoldStopReason::Released, detail)
    }

    /// Stops, once it is known what came of a reauth under way.
    fn end_when_known(&mut self, reason: HoldStopReason, detail: Option<String>) -> Do {
        if self.record.act.is_none() {
            return self.stop(reason, detail);
        }
        self.record.ending = Some(Ending { reason, detail });
        self.look("a reauth is under way, and what came of it must be known")
    }

    fn told(&mut self, event: WebhookType, ids: &[String]) -> Do {
        if self.record.stopped.is_some() {
            return self.nothing("it is not kept any longer");
        }
        let is_known =
            |id: &String| self.record.holds.iter().any(|hold| hold.payment_intent_id == *id);
        let (none_named, any_known) = (ids.is_empty(), ids.iter().any(is_known));
        match event {
            WebhookType::ChargeCaptured => {
                // Of several holds another may be live, and of one that is not known nothing is.
                if self.record.holds.len() == 1 && (none_named || any_known) {
                    return self.end_when_known(HoldStopReason::Captured, None);
                }
                self.look_again("something was captured")
            }
            WebhookType::ChargeExpired => {
                if any_known {
                    let known: Vec<String> =
                        ids.iter().filter(|id| is_known(id)).cloned().collect();
                    self.record.expiry.ids.extend(known);
                } else if none_named || self.record.holds.is_empty() {
                    self.record.expiry.some = true;
                } else {
                    // The hold before this one: it ends some days after the reauth that took its place.
                    return self.nothing("a hold expired whose place another one took");
                }
                self.look_again("a hold expired")
            }
            WebhookType::Other => self.nothing("the event changes nothing"),
        }
    }

    /// Does what the plan says of a session without a reauth under way.
    fn follow(&mut self, view: &SessionView, from: Source) -> Do {
        match self.plan(view, from) {
            Plan::Stop(reason) => self.stop(reason, None),
            Plan::Retrieve { expand } => self.expand(&expand),
            Plan::Reauth { at, .. } if at > self.now() => {
                // Flex has had its say since: what it told of was another hold.
                self.record.expiry = Expiry::default();
                self.wait(at, DUE)
            }
            Plan::Reauth { .. } => self.act(view, self.now()),
        }
    }

    fn plan(&self, view: &SessionView, from: Source) -> Plan {
        let asked = self.asked();
        let was_asked = |name: &String| from == Source::Look && asked.contains(name);
        let past = Past {
            reauths: self.record.reauths,
            last_reauth_at: self.record.last_reauth_at,
            expired: &self.record.expiry.ids,
            some_expired: self.record.expiry.some,
            expanded: asked.is_empty() || view.unexpanded.iter().all(was_asked),
        };
        plan(view, &self.record.policy, past, self.now())
    }

    /// Begins a reauth with a key of its own.
    fn act(&mut self, view: &SessionView, due_since: u64) -> Do {
        let act = Act::new(self.happened.fresh_key.clone(), view.ids(), self.now());
        self.record.act = Some(Act { due_since, ..act });
        self.send("the hold is due")
    }

    fn send(&mut self, why: &str) -> Do {
        let now = self.now();
        let Some(act) = &mut self.record.act else { return self.nothing("there is no reauth") };
        act.send(now);
        let key = act.key.clone();
        self.record.next = Some(NextLook { at: now, why: "a reauth is under way".into() });
        why.clone_into(&mut self.why);
        // What the documentation names for all requests, and no more: this one must not be refused.
        let mut expand = self.asked();
        expand.retain(|name| name == EXPAND);
        Do::Reauth { key, expand }
    }

    fn look_again(&mut self, why: &str) -> Do {
        self.record.again |= self.happened.busy;
        self.look(why)
    }

    fn look(&mut self, why: &str) -> Do {
        let now = self.now();
        if self.record.next.as_ref().is_none_or(|next| next.at > now) {
            self.record.next = Some(NextLook { at: now, why: why.to_owned() });
        }
        if self.happened.busy {
            return self.nothing("a call is under way");
        }
        self.record.again = false;
        why.clone_into(&mut self.why);
        Do::Retrieve { expand: self.asked() }
    }

    /// Looks again with these in full too.
    fn expand(&mut self, names: &[String]) -> Do {
        let mut asked = self.asked();
        let more = names.iter().filter(|name| !asked.contains(name)).cloned().collect::<Vec<_>>();
        asked.extend(more);
        self.record.expand = Some(asked);
        self.look("it came with ids for what must be known")
    }

    fn asked(&self) -> Vec<String> {
        self.record.expand.clone().unwrap_or_else(|| vec![EXPAND.to_owned()])
    }

    /// Reads a session and takes over its holds.
    fn read(&mut self, body: &[u8]) -> Option<SessionView> {
        let none = Vec::new();
        let act = self.record.act.as_ref();
        let before = Before {
            holds: &self.record.holds,
            sent_at: act.map(|act| act.started_at),
            older: act.map_or(&none, |act| &act.before),
        };
        let view = SessionView::read_after(body, before, self.now()).ok()?;
        view.session_id.eq_ignore_ascii_case(&self.record.session_id).then_some(())?;
        self.record.holds.clone_from(&view.holds);
        Some(view)
    }

    /// A call failed that is made again.
    fn failed(&mut self, failure: &CallFailure) -> Do {
        let now = self.now();
        let trouble = &mut self.record.trouble;
        trouble.failures = trouble.failures.saturating_add(1);
        trouble.last = Some(refusal(failure));
        let since = *trouble.since.get_or_insert(now);
        let wait = delay::after(trouble.failures, self.happened.random, failure.retry_after);
        let since = self.record.act.as_ref().map_or(since, |act| act.due_since.min(since));
        if now.saturating_sub(since) >= self.record.policy.window {
            self.record.end_act(HistoryOutcome::Unknown, Vec::new(), now);
            let reason =
                self.record.ending.clone().map_or(HoldStopReason::GaveUp, |ending| ending.reason);
            return self.stop(reason, failure.code.clone());
        }
        let retry = now.saturating_add(wait);
        if let Some(act) = &mut self.record.act {
            act.not_before = retry;
        }
        let then = self.wait(retry, RETRY);
        let key_is_refused =
            matches!(failure.kind.as_str(), "authentication" | "permission" | "configuration");
        if !self.record.trouble.told && (key_is_refused || now.saturating_sub(since) >= PATIENCE) {
            self.record.trouble.told = true;
            let key = self.record.act.as_ref().map(|act| act.key.clone());
            self.notice(HoldNoticeType::Failing, &[], key.as_deref());
        }
        then
    }

    fn stop(&mut self, reason: HoldStopReason, detail: Option<String>) -> Do {
        let why = reason.to_string();
        self.record.stopped = Some(HoldStop { reason, detail, at: self.now() });
        self.record.ending = None;
        self.record.next = None;
        self.record.again = false;
        self.record.expiry = Expiry::default();
        let key = self.record.act.as_ref().map(|act| act.key.clone());
        self.notice(HoldNoticeType::Stopped, &[], key.as_deref());
        self.record.trouble = Trouble::default();
        self.nothing(&why)
    }

    fn notice(&mut self, kind: HoldNoticeType, former: &[KeptHold], key: Option<&str>) {
        let notice = notice(&mut self.record, kind, former, key, self.happened.now);
        self.notices.push(notice);
    }

    fn wait(&mut self, at: u64, why: &str) -> Do {
        self.record.next = Some(NextLook { at, why: why.to_owned() });
        self.nothing(why)
    }

    fn nothing(&mut self, why: &str) -> Do {
        why.clone_into(&mut self.why);
        Do::Nothing
    }

    fn now(&self) -> u64 {
        self.happened.now
    }
}

const DUE: &str = "then the hold is due";
const RETRY: &str = "then what failed is tried again";

fn unreadable() -> CallFailure {
    CallFailure { kind: "decode".into(), ..CallFailure::default() }
}

fn refusal(failure: &CallFailure) -> HoldFault {
    HoldFault { kind: failure.kind.clone(), status: failure.status, code: failure.code.clone() }
}

/// What a refusal says of the session. The codes are those of the sibling `confirm` (inferred).
fn ending_of(refused: &HoldFault) -> Ending {
    let reason = match refused.code.as_deref() {
        Some("checkout_session_already_processed") => HoldStopReason::Captured,
        Some("checkout_session_canceled") => HoldStopReason::Canceled,
        Some("checkout_session_expired") => HoldStopReason::SessionExpired,
        Some("manual_capture_not_supported") => HoldStopReason::NotManual,
        Some("checkout_session_not_found") => HoldStopReason::NotFound,
        _ if refused.kind == "not_found" => HoldStopReason::NotFound,
        _ => HoldStopReason::Rejected,
    };
    Ending { reason, detail: refused.code.clone() }
}
