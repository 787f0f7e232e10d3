//! What follows from what a call to Flex came to.

use super::super::act::{Act, HistoryOutcome};
use super::super::event::CallFailure;
use super::super::hold::KeptHold;
use super::super::notice::HoldNoticeType;
use super::super::plan::Plan;
use super::super::record::{Ending, Expiry, Trouble};
use super::super::session::SessionView;
use super::super::step::Do;
use super::{
    Cycle, DUE, GONE_AFTER, KEY_LIFE, RETRY, SENDS, SETTLE, Source, ending_of, refusal, unreadable,
};

impl Cycle<'_> {
    pub(super) fn retrieved(&mut self, body: &[u8]) -> Do {
        let former = self.record.holds.clone();
        let Some(view) = self.read(body) else {
            return self.failed(&unreadable());
        };
        if std::mem::take(&mut self.record.again) && self.record.act.is_none() {
            return self.look("something happened while it was read");
        }
        if let Some(act) = self.record.act.clone() {
            return self.looked_after(act, &view, &former);
        }
        self.record.trouble = Trouble::default();
        self.follow(&view, Source::Look)
    }

    /// What a look shows of the reauth under way.
    fn looked_after(&mut self, mut act: Act, view: &SessionView, former: &[KeptHold]) -> Do {
        // Then the object was ended in the middle of the call.
        act.unsure |= std::mem::take(&mut act.in_flight);
        self.record.act = Some(act.clone());
        if act.applied || view.ids().iter().any(|id| !act.before.contains(id)) {
            return self.placed(&act, view, former, Source::Look);
        }
        let settles = act.last_sent_at.saturating_add(SETTLE);
        let is_settled = !act.unsure || self.now() >= settles;
        let planned = self.plan(view, Source::Look);
        let ending = self.record.ending.clone().or_else(|| match (&act.refused, &planned) {
            (Some(refused), _) => Some(ending_of(refused)),
            (None, Plan::Stop(reason)) => Some(Ending { reason: reason.clone(), detail: None }),
            _ => None,
        });
        let outcome = match act.refused {
            Some(_) => HistoryOutcome::Rejected,
            None => HistoryOutcome::NotPlaced,
        };
        match (ending, planned) {
            (None, Plan::Retrieve { expand }) => self.expand(&expand),
            (Some(_), _) if !is_settled => self.wait(settles, "what was sent may yet be applied"),
            (Some(Ending { reason, detail }), _) => {
                self.record.end_act(outcome, Vec::new(), self.now());
                self.stop(reason, detail)
            }
            (None, Plan::Reauth { at, .. }) if at > self.now() => {
                if !is_settled {
                    return self.wait(settles, "what was sent may yet be applied");
                }
                self.record.end_act(outcome, Vec::new(), self.now());
                self.wait(at, DUE)
            }
            _ if self.now() < act.not_before => self.wait(act.not_before, RETRY),
            _ if act.sends < SENDS && self.now() < act.started_at.saturating_add(KEY_LIFE) => {
                self.send("the session shows no new hold")
            }
            _ if !is_settled => self.wait(settles, "what was sent may yet be applied"),
            _ => {
                self.record.end_act(outcome, Vec::new(), self.now());
                self.act(view, act.due_since)
            }
        }
    }

    pub(super) fn retrieve_failed(&mut self, failure: &CallFailure) -> Do {
        if failure.kind == "invalid_request" && !self.asked().is_empty() {
            // Perhaps it does not know a name that was asked for.
            self.record.expand = Some(Vec::new());
            return self.look("it is read without anything in full");
        }
        let is_first = self.record.holds.is_empty();
        if matches!(failure.kind.as_str(), "not_found" | "invalid_request")
            && (is_first || self.record.trouble.failures >= GONE_AFTER)
        {
            let Ending { reason, detail } = ending_of(&refusal(failure));
            self.record.end_act(HistoryOutcome::Unknown, Vec::new(), self.now());
            return self.stop(reason, detail);
        }
        self.failed(failure)
    }

    pub(super) fn reauthed(&mut self, key: &str, body: &[u8]) -> Do {
        let Some(mut act) = self.record.act.clone().filter(|act| act.key == key) else {
            return self.nothing("it is the answer to another reauth");
        };
        let former = self.record.holds.clone();
        act.in_flight = false;
        let view = self.read(body);
        act.applied = true;
        self.record.act = Some(act.clone());
        match view {
            Some(view) => self.placed(&act, &view, &former, Source::Reauth),
            None => self.failed(&unreadable()),
        }
    }

    pub(super) fn reauth_failed(&mut self, key: &str, failure: &CallFailure) -> Do {
        let Some(mut act) = self.record.act.clone().filter(|act| act.key == key) else {
            return self.nothing("it is the answer to another reauth");
        };
        act.in_flight = false;
        let passes = matches!(
            failure.kind.as_str(),
            "rate_limit" | "authentication" | "permission" | "conflict"
        );
        match failure.outcome.as_str() {
            "applied" => act.applied = true,
            // Another request with the same key may be under way.
            "rejected" if failure.kind == "conflict" => act.unsure = true,
            "rejected" if !passes => act.refused = Some(refusal(failure)),
            "rejected" | "not_sent" => {}
            _ => act.unsure = true,
        }
        let is_known = !act.unsure && !act.applied;
        self.record.act = Some(act.clone());
        if let (true, Some(refused)) = (is_known, &act.refused) {
            let Ending { reason, detail } =
                self.record.ending.clone().unwrap_or_else(|| ending_of(refused));
            self.record.end_act(HistoryOutcome::Rejected, Vec::new(), self.now());
            return self.stop(reason, detail);
        }
        if let (true, Some(Ending { reason, detail })) = (is_known, self.record.ending.clone()) {
            self.record.end_act(HistoryOutcome::NotPlaced, Vec::new(), self.now());
            return self.stop(reason, detail);
        }
        self.failed(failure)
    }

    /// The reauth under way placed holds.
    fn placed(&mut self, act: &Act, view: &SessionView, former: &[KeptHold], from: Source) -> Do {
        if view.ids().iter().all(|id| act.before.contains(id)) {
            // That a reauth makes a new payment intent is inferred: here it renewed the old one.
            for hold in &mut self.record.holds {
                hold.started_at = hold.started_at.max(act.started_at);
            }
        }
        self.record.reauths = self.record.reauths.saturating_add(1);
        self.record.last_reauth_at = Some(act.last_sent_at);
        self.record.expiry = Expiry::default();
        self.record.trouble = Trouble::default();
        self.record.next = None;
        self.record.end_act(HistoryOutcome::Applied, view.ids(), self.now());
        let view = SessionView { holds: self.record.holds.clone(), ..view.clone() };
        let planned = self.plan(&view, from);
        if let Plan::Reauth { at, .. } = planned {
            self.wait(at, DUE);
        }
        self.notice(HoldNoticeType::Renewed, former, Some(&act.key));
        if let Some(Ending { reason, detail }) = self.record.ending.clone() {
            return self.stop(reason, detail);
        }
        if std::mem::take(&mut self.record.again) {
            return self.look("something happened during the reauth");
        }
        match planned {
            Plan::Stop(reason) => self.stop(reason, None),
            Plan::Retrieve { expand } => self.expand(&expand),
            Plan::Reauth { .. } => self.nothing("the hold is renewed"),
        }
    }
}
