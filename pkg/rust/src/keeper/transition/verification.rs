//! The check for duplicate holds after a reauth.
//!
//! Flex does not document what a reauth does to a hold that is still live. So the keeper lists the session's payment
//! intents afterwards, and reports or cancels a replaced one that still holds money.

use flex_checkout::internal::parse_bytes;
use serde_json::Value;

use super::super::decision::Effect;
use super::super::delay;
use super::super::event::CallFailure;
use super::super::hold::{KeptHold, Liveness};
use super::super::notice::HoldNoticeType;
use super::super::policy::HoldDuplicatePolicy;
use super::{CALL_LEASE, Transition, decode_failure};

/// Number of failed calls after which the check is given up.
const MAX_FAILURES: u32 = 6;

impl Transition<'_> {
    /// Starts the next call of the check, if it is due.
    pub(super) fn verify(&mut self) -> Effect {
        let now = self.now();
        let Some(check) = &mut self.record.verification else { return Effect::Nothing };
        if check.due.is_none_or(|due| due > now) {
            return Effect::Nothing;
        }
        // After a crash during the call the alarm repeats it.
        check.due = Some(now.saturating_add(CALL_LEASE));
        let effect = match (check.cancels.first(), &check.cancel_key) {
            (Some(id), Some(key)) => Effect::Cancel { id: id.clone(), key: key.clone() },
            _ => Effect::List,
        };
        "the reauth is verified".clone_into(&mut self.why);
        effect
    }

    pub(super) fn on_listed(&mut self, body: &[u8]) -> Effect {
        let now = self.now();
        let list = parse_bytes(body);
        let Some(intents) =
            list.as_ref().and_then(|list| list.get("payment_intents")).and_then(Value::as_array)
        else {
            return self.on_list_failed(&decode_failure());
        };
        let former = &self.record.former;
        let duplicates: Vec<KeptHold> = intents
            .iter()
            .filter_map(|intent| {
                let id = intent.get("payment_intent_id")?.as_str()?;
                let former = former.iter().find(|former| former.payment_intent_id == id)?;
                KeptHold::listed(intent, former, now)
            })
            .filter(|hold| hold.liveness() == Liveness::Live)
            .collect();
        let Some(check) = &mut self.record.verification else { return self.resume() };
        let to_cancel = match self.record.policy.duplicates {
            HoldDuplicatePolicy::Report => Vec::new(),
            HoldDuplicatePolicy::Cancel => duplicates
                .iter()
                .map(|hold| hold.payment_intent_id.clone())
                .filter(|id| !check.tried.contains(id))
                .collect(),
        };
        check.listed_at = Some(now);
        check.failures = 0;
        check.duplicates.clone_from(&duplicates);
        check.due = (!to_cancel.is_empty()).then_some(now);
        check.cancel_key = check.due.map(|_| self.input.fresh_key.clone());
        check.cancels = to_cancel;
        let was_duplicate = !duplicates.is_empty() || !check.tried.is_empty();
        if was_duplicate && check.due.is_none() {
            // An early reauth leaves two holds, so the next one waits for the expiry.
            self.record.learn_to_wait(now);
            self.notify(HoldNoticeType::Duplicate, &[], None);
        }
        self.resume()
    }

    pub(super) fn on_list_failed(&mut self, failure: &CallFailure) -> Effect {
        let is_final = matches!(failure.kind.as_str(), "not_found" | "invalid_request");
        let retry = self.input.now.saturating_add(self.delay_of_check(failure));
        if let Some(check) = &mut self.record.verification {
            check.failures = check.failures.saturating_add(1);
            check.due = (!is_final && check.failures < MAX_FAILURES).then_some(retry);
        }
        self.resume()
    }

    pub(super) fn on_canceled(&mut self, key: &str) -> Effect {
        self.finish_cancel(key);
        self.resume()
    }

    pub(super) fn on_cancel_failed(&mut self, key: &str, failure: &CallFailure) -> Effect {
        let is_final = failure.outcome == "rejected"
            && matches!(failure.kind.as_str(), "invalid_request" | "not_found");
        let retry = self.input.now.saturating_add(self.delay_of_check(failure));
        let check = self.record.verification.as_mut();
        let Some(check) = check.filter(|check| check.cancel_key.as_deref() == Some(key)) else {
            return self.resume();
        };
        check.failures = check.failures.saturating_add(1);
        check.due = Some(retry);
        if is_final || check.failures >= MAX_FAILURES {
            self.finish_cancel(key);
        }
        self.resume()
    }

    /// Goes on to the next payment intent to cancel, or else lists them again.
    fn finish_cancel(&mut self, key: &str) {
        let (now, next_key) = (self.input.now, self.input.fresh_key.clone());
        let Some(check) = &mut self.record.verification else { return };
        if check.cancel_key.as_deref() != Some(key) || check.cancels.is_empty() {
            return;
        }
        let id = check.cancels.remove(0);
        check.tried.push(id);
        check.due = Some(now);
        check.failures = 0;
        check.cancel_key = (!check.cancels.is_empty()).then_some(next_key);
    }

    fn delay_of_check(&self, failure: &CallFailure) -> u64 {
        let failures = self.record.verification.as_ref().map_or(0, |check| check.failures);
        delay::retry_delay(failures.saturating_add(1), self.input.random, failure.retry_after)
    }

    /// Reads the session if an event arrived during the call.
    fn resume(&mut self) -> Effect {
        if std::mem::take(&mut self.record.retrieve_again) && self.record.stopped.is_none() {
            return self.retrieve("an event arrived during the check");
        }
        self.do_nothing("the reauth is verified")
    }
}
