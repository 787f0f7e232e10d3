//! Captures that the merchant makes through the keeper.
//!
//! The keeper reads the session first, so that it captures the newest holds, and sends no reauth during a capture.

use super::super::decision::{CaptureRefusal, Effect};
use super::super::event::CallFailure;
use super::super::hold::Liveness;
use super::super::record::{HoldStep, PendingCapture};
use super::super::session::SessionView;
use super::{MAX_KEY_AGE, NOT_KEPT, SETTLE_TIME, Source, Transition, decode_failure};

const CAPTURE_IS_READ: &str = "the session shows then whether the capture was applied";

impl Transition<'_> {
    pub(super) fn on_capture(&mut self, params: &str, key: &str, explicit: bool) -> Effect {
        if self.input.busy {
            let message = "the keeper is calling Flex for the session; repeat the capture".into();
            self.capture_refused = Some(CaptureRefusal { kind: "conflict".into(), message });
            return self.do_nothing("a call is in flight");
        }
        let now = self.now();
        self.record.capture.take_if(|capture| {
            capture.sent_at.is_none_or(|sent_at| now >= sent_at.saturating_add(MAX_KEY_AGE))
        });
        let capture = self.record.capture.get_or_insert_with(|| PendingCapture {
            key: key.to_owned(),
            params: params.to_owned(),
            sent_at: None,
            requested: true,
        });
        if capture.params != params || (explicit && capture.key != key) {
            let message = format!(
                "the outcome of another capture is not known: repeat it with its parameters and the idempotency key \
                 {}, or wait until the keeper has read the session",
                capture.key
            );
            self.capture_refused = Some(CaptureRefusal { kind: "conflict".into(), message });
            return self.do_nothing("the outcome of another capture is not known");
        }
        capture.requested = true;
        self.retrieve("capture was called")
    }

    pub(super) fn is_capture_requested(&self) -> bool {
        self.record.capture.as_ref().is_some_and(|capture| capture.requested)
    }

    /// Forgets a requested capture whose caller no longer waits, because the object ended before it was sent.
    pub(super) fn forget_unsent_capture(&mut self) {
        if let Some(capture) = &mut self.record.capture {
            capture.requested = false;
        }
        self.record.capture.take_if(|capture| capture.sent_at.is_none());
    }

    /// Sends a requested capture after a read of the session, or refuses it.
    pub(super) fn start_capture(&mut self, view: &SessionView) -> Option<Effect> {
        if !self.is_capture_requested() {
            return None;
        }
        let key = self.record.capture.as_ref().map(|capture| capture.key.clone());
        if key.is_some_and(|key| self.record.applied_captures.contains(&key)) {
            self.record.capture = None;
            self.capture_applied = true;
            return None;
        }
        if self.record.pending.is_some() {
            self.refuse_capture(
                "conflict",
                "the outcome of a reauth is not known yet; repeat the capture in a minute",
            );
            return None;
        }
        let is_live = |liveness| matches!(liveness, Liveness::Live | Liveness::Unknown);
        if !view.holds.iter().any(|hold| is_live(hold.liveness())) {
            self.refuse_capture(
                "invalid_request",
                "no payment intent of the session holds money; see the keeper's status",
            );
            return None;
        }
        let now = self.now();
        let capture = self.record.capture.as_mut()?;
        capture.requested = false;
        capture.sent_at = Some(now);
        let effect = Effect::Capture { key: capture.key.clone(), params: capture.params.clone() };
        "the hold is captured".clone_into(&mut self.why);
        Some(effect)
    }

    /// Answers the caller that the capture is not sent.
    pub(super) fn refuse_capture(&mut self, kind: &str, message: &str) {
        self.forget_unsent_capture();
        self.capture_refused =
            Some(CaptureRefusal { kind: kind.to_owned(), message: message.to_owned() });
    }

    pub(super) fn on_captured(&mut self, key: &str, body: &[u8]) -> Effect {
        if self.record.capture.take_if(|capture| capture.key == key).is_none() {
            return self.do_nothing("the result is of another capture");
        }
        self.record.remember_capture(key);
        let view = self.read_session(body);
        if self.record.stopped.is_some() {
            return self.do_nothing(NOT_KEPT);
        }
        if std::mem::take(&mut self.record.retrieve_again) {
            return self.retrieve("an event arrived during the capture");
        }
        match view {
            Some(view) => self.follow_plan(&view, Source::Reauth),
            None => self.retry_later(&decode_failure()),
        }
    }

    pub(super) fn on_capture_failed(&mut self, key: &str, failure: &CallFailure) -> Effect {
        let is_known = matches!(failure.outcome.as_str(), "rejected" | "not_sent" | "applied");
        let ended = self.record.capture.take_if(|capture| capture.key == key && is_known);
        if failure.outcome == "applied" {
            self.record.remember_capture(key);
        }
        if self.record.stopped.is_some() {
            return self.do_nothing(NOT_KEPT);
        }
        if ended.is_some() {
            return self.retrieve("the capture failed");
        }
        let settled = self.now().saturating_add(SETTLE_TIME);
        self.wait_until(settled, HoldStep::Retry, CAPTURE_IS_READ)
    }
}
