//! Reactions to a reauth that Flex refused.
//!
//! Flex documents only the reauth of an expired hold, and no error codes of a reauth. So a refusal ends the
//! keeping only if its code is final. Any other one means "not yet" while the hold lives, and "declined"
//! afterwards.

use super::super::decision::Effect;
use super::super::hold::{KeptHold, Liveness};
use super::super::notice::HoldNoticeType;
use super::super::plan::{HoldStopReason, Plan, oldest_start};
use super::super::reauth::{HistoryOutcome, HoldFault, Reauth, Refusal};
use super::super::record::{Failures, HoldStep, PendingStop};
use super::super::session::SessionView;
use super::{RENEWAL_DUE, Source, Transition};

const HOLD_ENDS: &str = "the refused reauth is tried again when the hold has expired";
const EXPIRY_IS_CHECKED: &str = "the hold is renewed then if it has expired";
const DECLINED_RETRY_DUE: &str = "the declined reauth is tried again then";

impl Transition<'_> {
    /// Ends a refused reauth that placed no hold, and plans the next one.
    pub(super) fn finish_refused(
        &mut self,
        reauth: &Reauth,
        error: HoldFault,
        view: &SessionView,
    ) -> Effect {
        self.record.end_pending(HistoryOutcome::Rejected, Vec::new(), self.now());
        self.record.failures = Failures::default();
        if let Some(PendingStop { reason, detail }) = final_stop(&error) {
            return self.stop(reason, detail);
        }
        let code = error.code.clone();
        let declined = self.had_ended(reauth);
        let count = self.record.refusal.as_ref().map_or(0, |refusal| refusal.count);
        self.record.refusal = Some(Refusal {
            error,
            refused_at: reauth.last_sent_at,
            read_at: self.now(),
            payment_intent_ids: view.ids(),
            declined,
            expired: reauth.expired,
            count: count.saturating_add(u32::from(declined)),
        });
        if !declined {
            self.record.learn_to_wait(self.input.now);
        }
        match self.plan(view, Source::Retrieve) {
            Plan::Stop(reason) => self.stop(reason, code),
            Plan::Retrieve { expand } => self.retrieve_expanded(&expand),
            Plan::Wait { at, step, expiring } => {
                self.wait_until(at, step, self.due_words());
                self.notify(HoldNoticeType::ReauthRefused, &[], Some(&reauth.key));
                self.follow_wait(at, step, expiring)
            }
            Plan::Reauth { at, reason } => {
                // The time has passed if the hold expired after the attempt.
                self.wait_until(at.max(self.now()), HoldStep::Reauth, self.due_words());
                self.notify(HoldNoticeType::ReauthRefused, &[], Some(&reauth.key));
                self.report_expired_holds(&Plan::Reauth { at, reason });
                self.follow_reauth(view, at, reason)
            }
        }
    }

    /// Returns true if the hold had ended when the reauth was sent, as far as is known. If Flex sends only ids, it
    /// ends with the policy's `window`.
    fn had_ended(&self, reauth: &Reauth) -> bool {
        let holds = &self.record.holds;
        let start = oldest_start(holds, KeptHold::may_hold_money)
            .or_else(|| oldest_start(holds, |hold| hold.liveness() == Liveness::Ended))
            .max(self.record.last_reauth_at);
        let end = start.map(|start| start.saturating_add(self.record.policy.window));
        let is_live = holds.iter().any(|hold| hold.liveness() == Liveness::Live);
        reauth.expired || (!is_live && end.is_some_and(|end| reauth.last_sent_at >= end))
    }

    /// Returns the reason to wait for the next reauth.
    pub(super) fn due_words(&self) -> &'static str {
        match &self.record.refusal {
            None if self.record.renews_early() => RENEWAL_DUE,
            None => EXPIRY_IS_CHECKED,
            Some(refusal) if refusal.declined => DECLINED_RETRY_DUE,
            Some(_) => HOLD_ENDS,
        }
    }

    /// Forgets a refusal if the session has new holds, placed by the merchant or by another version.
    pub(super) fn forget_refusal_of_other_holds(&mut self) {
        let holds = &self.record.holds;
        self.record.refusal.take_if(|refusal| {
            holds.iter().any(|hold| !refusal.payment_intent_ids.contains(&hold.payment_intent_id))
        });
    }

    /// Returns Flex's code for a stop after a declined reauth.
    pub(super) fn refusal_code(&self, reason: &HoldStopReason) -> Option<String> {
        let refusal = self.record.refusal.as_ref();
        refusal.filter(|_| *reason == HoldStopReason::Rejected)?.error.code.clone()
    }
}

/// Returns the stop for an error from Flex that no later call changes. The codes are those of `confirm`
/// (inferred). `checkout_session_expired` is not final: the hold may have expired rather than the session.
pub(super) fn final_stop(error: &HoldFault) -> Option<PendingStop> {
    let reason = match error.code.as_deref() {
        Some("checkout_session_already_processed") => HoldStopReason::Captured,
        Some("checkout_session_canceled") => HoldStopReason::Canceled,
        Some("manual_capture_not_supported") => HoldStopReason::NotManual,
        Some("checkout_session_not_found") => HoldStopReason::NotFound,
        _ if error.kind == "not_found" => HoldStopReason::NotFound,
        _ => return None,
    };
    Some(PendingStop { reason, detail: error.code.clone() })
}
