//! State transitions of a kept session: from a record and an event to the next record and an effect.

mod capture;
mod refusals;
mod responses;
mod verification;

use self::capture::CAPTURE_IS_READ;
use super::decision::{CaptureRefusal, Decision, Effect};
use super::delay;
use super::event::{CallFailure, DecisionInput, KeeperEvent};
use super::hold::KeptHold;
use super::notice::{HoldNoticeType, QueuedNotice, create_notice};
use super::plan::{DueReason, HoldStopReason, Plan, PlanContext, has_expired, plan};
use super::policy::{CheckedHoldPolicy, HoldRenewal};
use super::reauth::{HistoryOutcome, HoldFault, Reauth};
use super::record::{
    Expiry, Failures, HoldStep, HoldStop, NextLook, PendingStop, Record, SentNotices, VERSION,
};
use super::session::{KnownHolds, SessionView};
use super::webhook::WebhookType;

const MINUTE: u64 = 60_000;
const HOUR: u64 = 60 * MINUTE;

/// Time after which the alarm resolves a call without a result. No call takes longer.
pub(crate) const CALL_LEASE: u64 = 2 * MINUTE;

/// Time after an attempt with an unknown outcome from which the session is trusted to show the result.
pub(crate) const SETTLE_TIME: u64 = MINUTE;

/// Largest number of attempts with one key. Stripe repeats its first response to a key, even a 500, so
/// the same key may never succeed.
const MAX_ATTEMPTS: u32 = 6;

/// Largest age of a key. Stripe forgets keys after a day, and then treats them as new.
const MAX_KEY_AGE: u64 = 20 * HOUR;

/// Time of consecutive failures before the merchant is notified.
const FAILING_AFTER: u64 = HOUR;

/// Number of consecutive failures after which a 404 for a known session is final.
const GONE_AFTER_FAILURES: u32 = 5;

/// Default name for `expand`.
const DEFAULT_EXPAND: &str = "payment_intent";

/// Decides how to react to an event.
#[must_use]
pub fn decide(record: Option<Record>, input: &DecisionInput) -> Decision {
    let unchanged = |why: &str, alarm| Decision {
        record: None,
        effect: Effect::Nothing,
        alarm,
        notices: Vec::new(),
        why: why.into(),
        refused: None,
        capture_refused: None,
        capture_applied: false,
    };
    if record.as_ref().is_some_and(|record| record.version > VERSION) {
        let later = input.now.saturating_add(HOUR);
        return unchanged(
            "the record has a later format, which this version keeps as it is",
            Some(later),
        );
    }
    let before = record.clone();
    let record = match &input.event {
        KeeperEvent::Keep { policy } => match CheckedHoldPolicy::read(policy) {
            Ok(policy) => begin_keeping(record, input, policy),
            Err(refused) => {
                let alarm =
                    record.as_ref().and_then(|record| record.next.as_ref()).map(|next| next.at);
                return Decision {
                    refused: Some(refused),
                    ..unchanged("the policy is invalid", alarm)
                };
            }
        },
        _ => match record {
            Some(record) => record,
            None => return unchanged("the session is not kept", None),
        },
    };
    let mut transition = Transition {
        record,
        input,
        notices: Vec::new(),
        why: String::new(),
        capture_refused: None,
        capture_applied: false,
    };
    transition.record.waits_for_expiry |=
        input.waits_for_expiry && transition.record.policy.renew == HoldRenewal::Auto;
    let effect = match transition.apply_event() {
        Effect::Nothing if !input.busy => transition.verify(),
        effect => effect,
    };
    let Transition { mut record, notices, why, capture_refused, capture_applied, .. } = transition;
    let lease = input.now.saturating_add(CALL_LEASE);
    let next = record.next.as_ref().map(|next| next.at);
    let check = record.verification.as_ref().and_then(|check| check.due);
    let alarm = match (&effect, next.into_iter().chain(check).min()) {
        (Effect::Nothing, Some(at)) if !input.busy => Some(at.max(input.now)),
        (Effect::Nothing, None) => None,
        _ => Some(lease),
    };
    let changed = before.as_ref() != Some(&record);
    record.sequence = record.sequence.saturating_add(u64::from(changed));
    Decision {
        record: changed.then_some(record),
        effect,
        alarm,
        notices,
        why,
        refused: None,
        capture_refused,
        capture_applied,
    }
}

/// Returns a new record, or the existing one with another policy.
fn begin_keeping(
    record: Option<Record>,
    input: &DecisionInput,
    policy: CheckedHoldPolicy,
) -> Record {
    let Some(mut record) = record else {
        return Record::new(input.session_id.clone(), policy, input.now);
    };
    record.policy = policy;
    record.pending_stop = None;
    record.captured = false;
    if let Some(reauth) = &mut record.pending {
        reauth.due_since = input.now;
    }
    if record.stopped.take().is_some() {
        record.kept_at = input.now;
        record.reauths = 0;
        record.refusal = None;
        record.failures = Failures::default();
        record.sent = SentNotices::default();
        record.waits_for_expiry = false;
        record.learned_at = None;
    }
    record
}

struct Transition<'a> {
    record: Record,
    input: &'a DecisionInput,
    notices: Vec<QueuedNotice>,
    why: String,
    capture_refused: Option<CaptureRefusal>,
    capture_applied: bool,
}

/// The request whose response contains a session.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Retrieve,
    Reauth,
}

impl Transition<'_> {
    fn apply_event(&mut self) -> Effect {
        let may_answer = matches!(
            self.input.event,
            KeeperEvent::Retrieved { .. } | KeeperEvent::RetrieveFailed { .. }
        );
        if !self.input.busy && !may_answer {
            self.forget_unsent_capture();
        }
        match &self.input.event {
            KeeperEvent::Keep { .. } => self.retrieve("keep was called"),
            KeeperEvent::Release { reason } => self.on_release(reason.clone()),
            KeeperEvent::Webhook { event, payment_intent_ids } => {
                self.on_webhook(*event, payment_intent_ids)
            }
            KeeperEvent::Alarm => self.on_alarm(),
            KeeperEvent::Listed { body } => self.on_listed(body),
            KeeperEvent::ListFailed { failure } => self.on_list_failed(failure),
            KeeperEvent::Canceled { key } => self.on_canceled(key),
            KeeperEvent::CancelFailed { key, failure } => self.on_cancel_failed(key, failure),
            KeeperEvent::Capture { params, key, explicit } => {
                self.on_capture(params, key, *explicit)
            }
            KeeperEvent::Captured { key, body } => self.on_captured(key, body),
            KeeperEvent::CaptureFailed { key, failure } => self.on_capture_failed(key, failure),
            _ if self.record.stopped.is_some() && !self.is_capture_requested() => {
                self.do_nothing(NOT_KEPT)
            }
            KeeperEvent::Retrieved { body } => self.on_retrieved(body),
            KeeperEvent::RetrieveFailed { failure } => self.on_retrieve_failed(failure),
            KeeperEvent::Reauthed { key, body } => self.on_reauthed(key, body),
            KeeperEvent::ReauthFailed { key, failure } => self.on_reauth_failed(key, failure),
        }
    }

    fn on_alarm(&mut self) -> Effect {
        match &self.record.next {
            _ if self.record.stopped.is_some() => self.do_nothing(NOT_KEPT),
            Some(next) if next.at > self.now() => self.do_nothing("the alarm is early"),
            Some(next) => {
                let why = next.why.clone();
                self.retrieve(&why)
            }
            None => self.retrieve("no read was planned"),
        }
    }

    /// Stops after a read of the session: the notice contains its holds, and the outcome of a pending reauth
    /// is known.
    fn on_release(&mut self, detail: Option<String>) -> Effect {
        if self.record.stopped.is_some() {
            return self.do_nothing(NOT_KEPT);
        }
        self.record.pending_stop = Some(PendingStop { reason: HoldStopReason::Released, detail });
        self.retrieve_again("release was called")
    }

    fn on_webhook(&mut self, event: WebhookType, ids: &[String]) -> Effect {
        if self.record.stopped.is_some() {
            return self.do_nothing(NOT_KEPT);
        }
        match event {
            WebhookType::ChargeCaptured => {
                if let Some(reauth) = &mut self.record.pending {
                    // The reauth may still place a hold for captured money, and the session may show the capture
                    // late.
                    self.record.captured = true;
                    reauth.not_before =
                        reauth.not_before.max(self.input.now.saturating_add(SETTLE_TIME));
                }
                self.retrieve_again("Flex reported a capture")
            }
            WebhookType::ChargeExpired => {
                if ids.is_empty() || self.record.holds.is_empty() {
                    self.record.expiry.unnamed = true;
                } else if ids.iter().all(|id| self.record.is_former(id)) {
                    // A replaced hold expires some days after the reauth.
                    return self.do_nothing("a replaced hold expired");
                } else {
                    // A hold that the next read may show.
                    self.record.report_expiry(ids);
                }
                self.retrieve_again("Flex reported an expired hold")
            }
            WebhookType::Other | WebhookType::Untyped => {
                self.do_nothing("the event needs no reaction")
            }
        }
    }

    /// Carries out the plan for a session without a pending reauth.
    fn follow_plan(&mut self, view: &SessionView, from: Source) -> Effect {
        let planned = self.plan(view, from);
        self.report_expired_holds(&planned);
        match planned {
            Plan::Stop(reason) => self.stop(reason, None),
            Plan::Retrieve { expand } => self.retrieve_expanded(&expand),
            Plan::Wait { at, step, expiring } => self.follow_wait(at, step, expiring),
            Plan::Reauth { at, reason } => self.follow_reauth(view, at, reason),
        }
    }

    /// Waits for the time of a reauth, or starts it.
    fn follow_reauth(&mut self, view: &SessionView, at: u64, reason: DueReason) -> Effect {
        if at <= self.now() {
            return match self.capture_settles() {
                Some(settles) => self.wait_until(settles, HoldStep::Retry, CAPTURE_IS_READ),
                None => self.begin_reauth(view, reason, self.now()),
            };
        }
        if reason == DueReason::Age {
            // The session shows that the reported expiry was of another hold.
            self.record.expiry = Expiry::default();
        }
        self.wait_until(at, HoldStep::Reauth, self.due_words())
    }

    /// Waits for the time of a read, and notifies the merchant if the hold expires soon.
    fn follow_wait(&mut self, at: u64, step: HoldStep, expiring: bool) -> Effect {
        self.record.expiry = Expiry::default();
        let why = match step {
            HoldStep::Notify => EXPIRY_IS_NEAR,
            HoldStep::Stop => UNTIL_PASSES,
            _ => self.due_words(),
        };
        let effect = self.wait_until(at, step, why);
        if expiring {
            self.record.sent.expiring = true;
            self.notify(HoldNoticeType::Expiring, &[], None);
        }
        effect
    }

    /// Notifies the merchant once of a hold that has expired.
    fn report_expired_holds(&mut self, planned: &Plan) {
        let is_expired = |hold: &KeptHold| {
            has_expired(hold, &self.record.policy, self.context(true), self.now())
        };
        if self.record.sent.expired || !self.record.holds.iter().any(is_expired) {
            return;
        }
        let next = match planned {
            Plan::Reauth { at, .. } => Some((*at, HoldStep::Reauth)),
            Plan::Wait { at, step, .. } => Some((*at, *step)),
            Plan::Stop(_) => None,
            Plan::Retrieve { .. } => return,
        };
        self.record.sent.expired = true;
        self.record.next = next.map(|(at, step)| NextLook {
            at: at.max(self.now()),
            step,
            why: self.due_words().into(),
        });
        self.notify(HoldNoticeType::Expired, &[], None);
    }

    fn plan(&self, view: &SessionView, from: Source) -> Plan {
        let expand = self.expand_names();
        let was_expanded = |name: &String| from == Source::Retrieve && expand.contains(name);
        let expanded = expand.is_empty() || view.unexpanded.iter().all(was_expanded);
        plan(view, &self.record.policy, self.context(expanded), self.now())
    }

    fn context(&self, expanded: bool) -> PlanContext<'_> {
        PlanContext {
            reauths: self.record.reauths,
            last_reauth_at: self.record.last_reauth_at,
            renews_early: self.record.renews_early(),
            expiring_sent: self.record.sent.expiring,
            refusal: self.record.refusal.as_ref(),
            expired: &self.record.expiry.ids,
            some_expired: self.record.expiry.unnamed,
            captured: self.record.captured,
            expanded,
        }
    }

    /// Starts a reauth with a new key.
    fn begin_reauth(&mut self, view: &SessionView, reason: DueReason, due_since: u64) -> Effect {
        let reauth = Reauth::new(self.input.fresh_key.clone(), view.ids(), self.now());
        let expired = reason == DueReason::Expired;
        self.record.pending = Some(Reauth { expired, due_since, ..reauth });
        self.attempt("the renewal is due")
    }

    fn attempt(&mut self, why: &str) -> Effect {
        let now = self.now();
        let Some(reauth) = &mut self.record.pending else {
            return self.do_nothing("no reauth is pending");
        };
        reauth.start_attempt(now);
        let key = reauth.key.clone();
        let why_now = "a reauth is in flight".into();
        self.record.next = Some(NextLook { at: now, step: HoldStep::Reauth, why: why_now });
        why.clone_into(&mut self.why);
        // Only the name documented for all requests, so that Flex does not refuse the reauth.
        let mut expand = self.expand_names();
        expand.retain(|name| name == DEFAULT_EXPAND);
        Effect::Reauth { key, expand }
    }

    fn retrieve_again(&mut self, why: &str) -> Effect {
        self.record.retrieve_again |= self.input.busy;
        self.retrieve(why)
    }

    fn retrieve(&mut self, why: &str) -> Effect {
        let now = self.now();
        if self.record.next.as_ref().is_none_or(|next| next.at > now) {
            self.record.next =
                Some(NextLook { at: now, step: HoldStep::Read, why: why.to_owned() });
        }
        if self.input.busy {
            return self.do_nothing("a call is in flight");
        }
        self.record.retrieve_again = false;
        why.clone_into(&mut self.why);
        Effect::Retrieve { expand: self.expand_names() }
    }

    /// Reads the session again with these names in `expand` too.
    fn retrieve_expanded(&mut self, names: &[String]) -> Effect {
        let mut expand = self.expand_names();
        let added = names.iter().filter(|name| !expand.contains(name)).cloned().collect::<Vec<_>>();
        expand.extend(added);
        self.record.expand = Some(expand);
        self.retrieve("the session has ids instead of objects")
    }

    fn expand_names(&self) -> Vec<String> {
        self.record.expand.clone().unwrap_or_else(|| vec![DEFAULT_EXPAND.to_owned()])
    }

    /// Parses a session and stores its holds.
    fn read_session(&mut self, body: &[u8]) -> Option<SessionView> {
        let empty = Vec::new();
        let reauth = self.record.pending.as_ref();
        let known = KnownHolds {
            holds: &self.record.holds,
            reauth_sent_at: reauth.map(|reauth| reauth.started_at),
            before_reauth: reauth.map_or(&empty, |reauth| &reauth.before),
        };
        let mut view = SessionView::read_after(body, known, self.now()).ok()?;
        view.session_id.eq_ignore_ascii_case(&self.record.session_id).then_some(())?;
        view.holds.retain(|hold| !self.record.is_former(&hold.payment_intent_id));
        let known = self.record.holds.iter().map(|hold| &hold.payment_intent_id);
        if view.holds.iter().map(|hold| &hold.payment_intent_id).ne(known) {
            self.record.sent = SentNotices::default();
        }
        self.record.holds.clone_from(&view.holds);
        self.record.read_at = Some(self.now());
        self.forget_refusal_of_other_holds();
        Some(view)
    }

    /// Counts a failed call and schedules the next one.
    fn retry_later(&mut self, failure: &CallFailure) -> Effect {
        let now = self.now();
        let failures = &mut self.record.failures;
        failures.count = failures.count.saturating_add(1);
        failures.last = Some(fault_of(failure));
        let since = *failures.since.get_or_insert(now);
        let wait = delay::retry_delay(failures.count, self.input.random, failure.retry_after);
        let since =
            self.record.pending.as_ref().map_or(since, |reauth| reauth.due_since.min(since));
        if now.saturating_sub(since) >= self.record.policy.window {
            self.record.end_pending(HistoryOutcome::Unknown, Vec::new(), now);
            let reason =
                self.record.pending_stop.clone().map_or(HoldStopReason::GaveUp, |stop| stop.reason);
            return self.stop(reason, failure.code.clone());
        }
        let retry = now.saturating_add(wait);
        if let Some(reauth) = &mut self.record.pending {
            reauth.not_before = retry;
        }
        let effect = self.wait_until(retry, HoldStep::Retry, RETRY_DUE);
        let key_is_refused =
            matches!(failure.kind.as_str(), "authentication" | "permission" | "configuration");
        if !self.record.failures.notified
            && (key_is_refused || now.saturating_sub(since) >= FAILING_AFTER)
        {
            self.record.failures.notified = true;
            let key = self.record.pending.as_ref().map(|reauth| reauth.key.clone());
            self.notify(HoldNoticeType::Failing, &[], key.as_deref());
        }
        effect
    }

    fn stop(&mut self, reason: HoldStopReason, detail: Option<String>) -> Effect {
        let why = reason.to_string();
        let detail = detail.or_else(|| self.refusal_code(&reason));
        self.record.stopped = Some(HoldStop { reason, detail, at: self.now() });
        self.record.pending_stop = None;
        self.record.captured = false;
        self.record.next = None;
        self.record.retrieve_again = false;
        self.record.expiry = Expiry::default();
        let key = self.record.pending.as_ref().map(|reauth| reauth.key.clone());
        self.notify(HoldNoticeType::Stopped, &[], key.as_deref());
        self.record.failures = Failures::default();
        self.do_nothing(&why)
    }

    fn notify(&mut self, kind: HoldNoticeType, former: &[KeptHold], key: Option<&str>) {
        let notice = create_notice(&mut self.record, kind, former, key, self.input.now);
        self.notices.push(notice);
    }

    fn wait_until(&mut self, at: u64, step: HoldStep, why: &str) -> Effect {
        self.record.next = Some(NextLook { at, step, why: why.to_owned() });
        self.do_nothing(why)
    }

    fn do_nothing(&mut self, why: &str) -> Effect {
        if self.record.stopped.is_some() {
            self.record.next = None;
        }
        why.clone_into(&mut self.why);
        Effect::Nothing
    }

    fn now(&self) -> u64 {
        self.input.now
    }
}

const NOT_KEPT: &str = "the session is no longer kept";
const RENEWAL_DUE: &str = "the renewal is due then";
const EXPIRY_IS_NEAR: &str = "the merchant is notified then that the hold expires soon";
const UNTIL_PASSES: &str = "the policy's `until` has passed then";
const RETRY_DUE: &str = "the failed call is retried then";

fn decode_failure() -> CallFailure {
    CallFailure { kind: "decode".into(), ..CallFailure::default() }
}

fn fault_of(failure: &CallFailure) -> HoldFault {
    HoldFault { kind: failure.kind.clone(), status: failure.status, code: failure.code.clone() }
}
