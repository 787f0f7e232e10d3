//! Captures that the merchant makes through the keeper.
//!
//! The keeper reads the session first, so that it captures the newest holds, and sends no reauth during a capture.

use super::super::decision::{CaptureRefusal, Effect};
use super::super::event::CallFailure;
use super::super::hold::KeptHold;
use super::super::record::{HoldStep, PendingCapture, PendingStop};
use super::super::session::SessionView;
use super::{MAX_KEY_AGE, NOT_KEPT, SETTLE_TIME, Source, Transition, decode_failure};

pub(super) const CAPTURE_IS_READ: &str = "the session shows then whether the capture was applied";

impl Transition<'_> {
    pub(super) fn on_capture(&mut self, params: &str, key: &str, explicit: bool) -> Effect {
        if self.input.busy {
            let message = "the keeper is calling Flex for the session; repeat the capture";
            self.answer_capture("conflict", None, message);
            return self.do_nothing("a call is in flight");
        }
        let now = self.now();
        let is_same = |capture: &PendingCapture| {
            capture.params == params && !(explicit && capture.key != key)
        };
        self.record.capture.take_if(|capture| {
            let is_old =
                capture.sent_at.is_none_or(|sent_at| now >= sent_at.saturating_add(MAX_KEY_AGE));
            is_old || (capture.not_applied && !is_same(capture))
        });
        // The capture that the caller repeats: a reset of the object repeats the key, and a caller that was told of an
        // unknown outcome repeats the parameters.
        let applied = self.record.applied_captures.iter().find(|applied| {
            applied.key == key || (!explicit && !applied.answered && applied.params == params)
        });
        let key = applied.map_or(key, |applied| &applied.key);
        let capture = self.record.capture.get_or_insert_with(|| PendingCapture {
            key: key.to_owned(),
            params: params.to_owned(),
            sent_at: None,
            captured_before: 0.0,
            unsure: false,
            not_applied: false,
            requested: true,
        });
        if !is_same(capture) {
            let message = format!(
                "the outcome of another capture is not known: repeat it with its parameters and the idempotency key \
                 {}, or wait a minute until the keeper has read the session",
                capture.key
            );
            self.answer_capture("conflict", None, &message);
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

    /// Returns the time from which the session shows whether the last capture was applied, if it has not come.
    pub(super) fn capture_settles(&self) -> Option<u64> {
        let capture = self.record.capture.as_ref().filter(|capture| !capture.not_applied)?;
        let settles = capture.sent_at?.saturating_add(SETTLE_TIME);
        (settles > self.now()).then_some(settles)
    }

    /// Resolves the outcome of an earlier attempt, as far as this read of the session shows it.
    fn resolve_capture(&mut self, view: &SessionView) {
        let is_settled = self.capture_settles().is_none();
        let Some(capture) = &mut self.record.capture else { return };
        if capture.sent_at.is_none() {
            return;
        }
        if view.captured > capture.captured_before {
            let capture = capture.clone();
            self.record.capture.take_if(|capture| !capture.requested);
            self.record.remember_capture(capture, false);
        } else {
            capture.not_applied |= is_settled;
        }
    }

    /// Sends a requested capture after a read of the session, or refuses it.
    pub(super) fn start_capture(&mut self, view: &SessionView) -> Option<Effect> {
        self.resolve_capture(view);
        if !self.is_capture_requested() {
            return None;
        }
        let capture = self.record.capture.as_ref()?;
        let applied = &mut self.record.applied_captures;
        if let Some(applied) = applied.iter_mut().find(|applied| applied.key == capture.key) {
            applied.answered = true;
            self.record.capture = None;
            self.capture_applied = true;
            return None;
        }
        // A stopped session has no later attempt, and this read shows a hold that the last one placed.
        let is_renewed = self.record.pending.as_ref().is_some_and(|reauth| {
            let settles = reauth.last_sent_at.saturating_add(SETTLE_TIME);
            self.record.stopped.is_none() || self.now() < settles
        });
        if is_renewed {
            self.refuse_capture(
                "conflict",
                "the outcome of a reauth is not known yet; repeat the capture in a minute",
            );
            return None;
        }
        if !view.holds.iter().any(KeptHold::may_hold_money) {
            self.refuse_capture(
                "invalid_request",
                "no payment intent of the session holds money; see the keeper's status",
            );
            return None;
        }
        let now = self.now();
        let capture = self.record.capture.as_mut()?;
        // The result of the attempt before was lost with the object.
        capture.unsure |= capture.sent_at.is_some() && !capture.not_applied;
        if capture.sent_at.is_none() {
            capture.captured_before = view.captured;
        }
        capture.requested = false;
        capture.not_applied = false;
        capture.sent_at = Some(now);
        let effect = Effect::Capture { key: capture.key.clone(), params: capture.params.clone() };
        "the hold is captured".clone_into(&mut self.why);
        Some(effect)
    }

    /// Forgets a requested capture, and answers its caller.
    pub(super) fn refuse_capture(&mut self, kind: &str, message: &str) {
        let capture = self.record.capture.as_ref();
        let unknown = capture.filter(|capture| capture.sent_at.is_some() && !capture.not_applied);
        let unknown_key = unknown.map(|capture| capture.key.clone());
        self.forget_unsent_capture();
        self.answer_capture(kind, unknown_key, message);
    }

    /// Answers the caller that the capture is not sent.
    fn answer_capture(&mut self, kind: &str, unknown_key: Option<String>, message: &str) {
        let (kind, message) = (kind.to_owned(), message.to_owned());
        self.capture_refused = Some(CaptureRefusal { kind, unknown_key, message });
    }

    pub(super) fn on_captured(&mut self, key: &str, body: &[u8]) -> Effect {
        let Some(capture) = self.record.capture.take_if(|capture| capture.key == key) else {
            return self.do_nothing("the result is of another capture");
        };
        self.record.remember_capture(capture, true);
        let view = self.read_session(body);
        if self.record.stopped.is_some() {
            return self.do_nothing(NOT_KEPT);
        }
        if std::mem::take(&mut self.record.retrieve_again) {
            return self.retrieve("an event arrived during the capture");
        }
        let stop = self.record.pending_stop.take_if(|_| view.is_some());
        match (view, stop) {
            (_, Some(PendingStop { reason, detail })) => self.stop(reason, detail),
            (Some(view), None) => self.follow_plan(&view, Source::Reauth),
            (None, None) => self.retry_later(&decode_failure()),
        }
    }

    pub(super) fn on_capture_failed(&mut self, key: &str, failure: &CallFailure) -> Effect {
        if let Some(capture) = self.record.capture.as_mut().filter(|capture| capture.key == key) {
            // Another request with the same key may be in flight.
            let is_known = matches!(failure.outcome.as_str(), "rejected" | "not_sent")
                && failure.kind != "conflict";
            capture.unsure |= !is_known;
        }
        let ended = self.record.capture.take_if(|capture| {
            capture.key == key && (!capture.unsure || failure.outcome == "applied")
        });
        if let Some(capture) = ended.clone().filter(|_| failure.outcome == "applied") {
            self.record.remember_capture(capture, true);
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
