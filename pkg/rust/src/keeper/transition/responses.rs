//! Reactions to responses from Flex.

use super::super::decision::Effect;
use super::super::event::CallFailure;
use super::super::hold::KeptHold;
use super::super::notice::HoldNoticeType;
use super::super::plan::{DueReason, HoldStopReason, Plan};
use super::super::reauth::{HistoryOutcome, Reauth};
use super::super::record::{Failures, HoldStep, PendingStop, SentNotices, Verification};
use super::super::session::SessionView;
use super::refusals::final_stop;
use super::{
    GONE_AFTER_FAILURES, MAX_ATTEMPTS, MAX_KEY_AGE, NOT_KEPT, RENEWAL_DUE, RETRY_DUE, SETTLE_TIME,
    Source, Transition, decode_failure, fault_of,
};

const SETTLING: &str = "an attempt may still be applied";

impl Transition<'_> {
    pub(super) fn on_retrieved(&mut self, body: &[u8]) -> Effect {
        let former = self.record.holds.clone();
        let Some(view) = self.read_session(body) else {
            return self.on_retrieve_failed(&decode_failure());
        };
        if std::mem::take(&mut self.record.retrieve_again) {
            return self.retrieve("an event arrived during the read");
        }
        if let Some(effect) = self.start_capture(&view) {
            return effect;
        }
        if self.record.stopped.is_some() {
            return self.do_nothing(NOT_KEPT);
        }
        if let Some(reauth) = self.record.pending.clone() {
            return self.check_pending(reauth, &view, &former);
        }
        self.record.failures = Failures::default();
        if let Some(PendingStop { reason, detail }) = self.record.pending_stop.take() {
            return self.stop(reason, detail);
        }
        let effect = self.follow_plan(&view, Source::Retrieve);
        self.record.captured = false;
        effect
    }

    /// Continues a pending reauth after a read of the session.
    fn check_pending(
        &mut self,
        mut reauth: Reauth,
        view: &SessionView,
        former: &[KeptHold],
    ) -> Effect {
        // Still set: the object ended during the call.
        reauth.unsure |= std::mem::take(&mut reauth.in_flight);
        self.record.pending = Some(reauth.clone());
        if reauth.applied || view.ids().iter().any(|id| !reauth.before.contains(id)) {
            return self.finish_applied(&reauth, view, former, Source::Retrieve);
        }
        let settles = reauth.last_sent_at.saturating_add(SETTLE_TIME);
        let is_settled = !reauth.unsure || self.now() >= settles;
        let planned = self.plan(view, Source::Retrieve);
        if let (Some(error), None) = (&reauth.refused, &self.record.pending_stop) {
            return match planned {
                Plan::Retrieve { expand } => self.retrieve_expanded(&expand),
                _ if !is_settled => self.wait_until(settles, HoldStep::Retry, SETTLING),
                _ => self.finish_refused(&reauth, error.clone(), view),
            };
        }
        let stop = self.record.pending_stop.clone().or_else(|| match &planned {
            Plan::Stop(reason) => Some(PendingStop { reason: reason.clone(), detail: None }),
            _ => None,
        });
        let due = match planned {
            Plan::Reauth { reason, .. } => reason,
            _ => DueReason::Age,
        };
        let outcome = match reauth.refused {
            Some(_) => HistoryOutcome::Rejected,
            None => HistoryOutcome::NotPlaced,
        };
        let is_later = match &planned {
            Plan::Wait { .. } => true,
            Plan::Reauth { at, .. } => *at > self.now(),
            _ => false,
        };
        match (stop, planned) {
            (None, Plan::Retrieve { expand }) => self.retrieve_expanded(&expand),
            (stop, _) if !is_settled && (stop.is_some() || is_later) => {
                self.wait_until(settles, HoldStep::Retry, SETTLING)
            }
            (Some(PendingStop { reason, detail }), _) => {
                self.record.end_pending(outcome, Vec::new(), self.now());
                self.stop(reason, detail)
            }
            _ if is_later => {
                self.record.end_pending(outcome, Vec::new(), self.now());
                self.follow_plan(view, Source::Retrieve)
            }
            _ if self.now() < reauth.not_before => {
                self.wait_until(reauth.not_before, HoldStep::Retry, RETRY_DUE)
            }
            _ if reauth.attempts < MAX_ATTEMPTS
                && self.now() < reauth.started_at.saturating_add(MAX_KEY_AGE) =>
            {
                self.attempt("the session has no new hold")
            }
            _ if !is_settled => self.wait_until(settles, HoldStep::Retry, SETTLING),
            _ => {
                self.record.end_pending(outcome, Vec::new(), self.now());
                self.begin_reauth(view, due, reauth.due_since)
            }
        }
    }

    pub(super) fn on_retrieve_failed(&mut self, failure: &CallFailure) -> Effect {
        if self.is_capture_requested() {
            self.refuse_capture(&failure.kind, "the session could not be read before the capture");
            if self.record.stopped.is_some() {
                return self.do_nothing(NOT_KEPT);
            }
        }
        if failure.kind == "invalid_request" && !self.expand_names().is_empty() {
            // Flex may have refused a name in `expand`.
            self.record.expand = Some(Vec::new());
            return self.retrieve("the session is read without expand");
        }
        let is_first = self.record.holds.is_empty();
        let is_final = is_first || self.record.failures.count >= GONE_AFTER_FAILURES;
        let stop = match (failure.kind.as_str(), final_stop(&fault_of(failure))) {
            ("not_found" | "invalid_request", Some(stop)) if is_final => stop,
            // `keep` returns at once that the session cannot be read.
            ("invalid_request", None) if is_first => {
                PendingStop { reason: HoldStopReason::Rejected, detail: failure.code.clone() }
            }
            _ => return self.retry_later(failure),
        };
        self.record.end_pending(HistoryOutcome::Unknown, Vec::new(), self.now());
        self.stop(stop.reason, stop.detail)
    }

    pub(super) fn on_reauthed(&mut self, key: &str, body: &[u8]) -> Effect {
        let Some(mut reauth) = self.record.pending.clone().filter(|reauth| reauth.key == key)
        else {
            return self.do_nothing("the result is of another reauth");
        };
        let former = self.record.holds.clone();
        reauth.in_flight = false;
        let view = self.read_session(body);
        reauth.applied = true;
        self.record.pending = Some(reauth.clone());
        match view {
            Some(view) => self.finish_applied(&reauth, &view, &former, Source::Reauth),
            None => self.retry_later(&decode_failure()),
        }
    }

    pub(super) fn on_reauth_failed(&mut self, key: &str, failure: &CallFailure) -> Effect {
        let Some(mut reauth) = self.record.pending.clone().filter(|reauth| reauth.key == key)
        else {
            return self.do_nothing("the result is of another reauth");
        };
        reauth.in_flight = false;
        let is_temporary = matches!(
            failure.kind.as_str(),
            "rate_limit" | "authentication" | "permission" | "conflict"
        );
        match failure.outcome.as_str() {
            "applied" => reauth.applied = true,
            // Another request with the same key may be in flight.
            "rejected" if failure.kind == "conflict" => reauth.unsure = true,
            "rejected" if !is_temporary => reauth.refused = Some(fault_of(failure)),
            "rejected" | "not_sent" => {}
            _ => reauth.unsure = true,
        }
        let is_known = !reauth.unsure && !reauth.applied;
        self.record.pending = Some(reauth.clone());
        if is_known && reauth.refused.is_some() {
            return self.retrieve("Flex refused the reauth");
        }
        if is_known && self.record.pending_stop.is_some() {
            return self.retrieve("keeping stops after a read of the session");
        }
        self.retry_later(failure)
    }

    /// Finishes a reauth that placed holds.
    fn finish_applied(
        &mut self,
        reauth: &Reauth,
        view: &SessionView,
        former: &[KeptHold],
        from: Source,
    ) -> Effect {
        if view.ids().iter().all(|id| reauth.before.contains(id)) {
            // Inferred: a reauth creates a new payment intent. This one renewed the existing one.
            for hold in &mut self.record.holds {
                hold.started_at = hold.started_at.max(reauth.started_at);
            }
            self.record.sent = SentNotices::default();
        } else {
            self.record.retire(former, &reauth.before);
            let due = Some(self.now());
            self.record.verification = Some(Verification { due, ..Verification::default() });
        }
        self.record.reauths = self.record.reauths.saturating_add(1);
        self.record.last_reauth_at = Some(reauth.last_sent_at);
        self.record.refusal = None;
        // A new hold may have expired before its reauth's outcome was known.
        self.record.expiry.unnamed = false;
        self.record.expiry.ids.retain(|id| !reauth.before.contains(id));
        self.record.failures = Failures::default();
        self.record.next = None;
        let view = SessionView { holds: self.record.holds.clone(), ..view.clone() };
        self.record.end_pending(HistoryOutcome::Applied, view.ids(), self.now());
        let planned = self.plan(&view, from);
        match planned {
            Plan::Reauth { at, .. } => self.wait_until(at, HoldStep::Reauth, RENEWAL_DUE),
            Plan::Wait { at, step, .. } => self.follow_wait(at, step, false),
            _ => Effect::Nothing,
        };
        self.notify(HoldNoticeType::Renewed, former, Some(&reauth.key));
        if std::mem::take(&mut self.record.retrieve_again) {
            return self.retrieve("an event arrived during the reauth");
        }
        if let Some(PendingStop { reason, detail }) = self.record.pending_stop.clone() {
            return self.stop(reason, detail);
        }
        match planned {
            Plan::Stop(reason) => self.stop(reason, None),
            Plan::Retrieve { expand } => self.retrieve_expanded(&expand),
            Plan::Reauth { .. } | Plan::Wait { .. } => self.do_nothing("the hold is renewed"),
        }
    }
}
