//! The stored state of a kept session.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tsify::Tsify;

use super::hold::{KeptHold, Liveness};
use super::plan::{HoldStopReason, live_since};
use super::policy::{CheckedHoldPolicy, HoldRenewal};
use super::reauth::{HistoryEntry, HistoryOutcome, HoldFault, Reauth, Refusal};

/// Version of the record's format that this code writes. A higher number is from a later release.
pub(crate) const VERSION: u32 = 1;

/// Largest number of entries in the history.
const MAX_HISTORY: usize = 100;

/// Largest number of applied captures to remember.
const MAX_APPLIED_CAPTURES: usize = 20;

/// The state of a session, which a Durable Object stores as JSON.
///
/// A deployment may be rolled back. So fields added later must be optional here, and unknown fields stay
/// in the record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Record {
    /// Version of the record's format.
    #[serde(rename = "form")]
    pub version: u32,
    /// The session's id.
    pub session_id: String,
    /// The policy in force.
    #[serde(deserialize_with = "CheckedHoldPolicy::read_stored")]
    pub policy: CheckedHoldPolicy,
    /// Time when keeping started, in milliseconds since 1970.
    pub kept_at: u64,
    /// Incremented with every write of a changed record.
    pub sequence: u64,
    /// Set when the session is no longer kept.
    #[serde(default)]
    pub stopped: Option<HoldStop>,
    /// Number of reauths that placed holds since keeping started.
    #[serde(default)]
    pub reauths: u32,
    /// Time of the last attempt of the last reauth that placed holds.
    #[serde(default)]
    pub last_reauth_at: Option<u64>,
    /// The reauth whose outcome is not known.
    #[serde(default, rename = "act")]
    pub pending: Option<Reauth>,
    /// The last refused reauth of the present holds.
    #[serde(default)]
    pub refusal: Option<Refusal>,
    /// The session's payment intents, as last read.
    #[serde(default)]
    pub holds: Vec<KeptHold>,
    /// Time and reason of the next read.
    #[serde(default)]
    pub next: Option<NextLook>,
    /// Finished reauths, the latest at the end.
    #[serde(default)]
    pub history: Vec<HistoryEntry>,
    /// Set when keeping stops as soon as the session was read and the pending reauth's outcome is known.
    #[serde(default, rename = "ending")]
    pub(crate) pending_stop: Option<PendingStop>,
    /// Set when Flex reported a capture while a reauth was pending.
    #[serde(default)]
    pub(crate) captured: bool,
    /// Set when an event arrived that the call in flight may not reflect: the session is read again.
    #[serde(default, rename = "again")]
    pub(crate) retrieve_again: bool,
    /// Expired holds that Flex reported.
    #[serde(default)]
    pub(crate) expiry: Expiry,
    /// Time of the last read of the session.
    #[serde(default)]
    pub read_at: Option<u64>,
    /// Holds that reauths replaced. They may still hold money.
    #[serde(default)]
    pub(crate) former: Vec<FormerHold>,
    /// Notices sent about the present holds.
    #[serde(default)]
    pub(crate) sent: SentNotices,
    /// Set when the policy has learned from an early reauth of any session that Flex does not renew live holds.
    #[serde(default)]
    pub(crate) waits_for_expiry: bool,
    /// Time when it learned that from this session.
    #[serde(default)]
    pub(crate) learned_at: Option<u64>,
    /// The check for duplicate holds after the last reauth.
    #[serde(default)]
    pub(crate) verification: Option<Verification>,
    /// The capture whose outcome is not known.
    #[serde(default)]
    pub(crate) capture: Option<PendingCapture>,
    /// The last captures that were applied.
    #[serde(default)]
    pub(crate) applied_captures: Vec<AppliedCapture>,
    /// Consecutive failures of calls.
    #[serde(default, rename = "trouble")]
    pub(crate) failures: Failures,
    /// Names for `expand`; `None` for the default.
    #[serde(default)]
    pub(crate) expand: Option<Vec<String>>,
    /// Number of notices so far.
    #[serde(default)]
    pub(crate) notices: u64,
    /// Unknown fields, which a later version wrote.
    #[serde(flatten)]
    pub(crate) rest: Map<String, Value>,
}

/// Reason and time of a stop: the session is no longer kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct HoldStop {
    /// The reason.
    pub reason: HoldStopReason,
    /// Flex's machine code, or the reason passed to `release`.
    pub detail: Option<String>,
    /// The time, in milliseconds since 1970.
    pub at: u64,
}

/// The keeper's next read of a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct NextLook {
    /// The time, in milliseconds since 1970. It may have passed while the keeper is working.
    pub at: u64,
    /// The planned step. The session is read before it.
    #[serde(default)]
    pub step: HoldStep,
    /// The reason, in words: `"a reauth is in flight"`.
    pub why: String,
}

/// The keeper's next step for a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HoldStep {
    /// Reads the session.
    #[default]
    Read,
    /// Renews the hold.
    Reauth,
    /// Sends `hold.expiring`.
    Notify,
    /// Checks whether the hold has expired, and renews it then.
    Check,
    /// Repeats a failed call.
    Retry,
    /// Stops, because the policy's `until` has passed.
    Stop,
}

/// Notices sent about the present holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SentNotices {
    #[serde(default)]
    pub(crate) expiring: bool,
    #[serde(default)]
    pub(crate) expired: bool,
}

/// A hold that a reauth replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FormerHold {
    #[serde(rename = "id")]
    pub(crate) payment_intent_id: String,
    pub(crate) cart: String,
}

/// The check for duplicate holds after a reauth: the session's payment intents are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verification {
    /// Earliest time of the next call; `None` when the check is finished.
    #[serde(default)]
    pub(crate) due: Option<u64>,
    /// Number of failed calls.
    #[serde(default)]
    pub(crate) failures: u32,
    /// Time of the last list.
    #[serde(default)]
    pub(crate) listed_at: Option<u64>,
    /// Holds in that list that a reauth replaced and that still hold money.
    #[serde(default)]
    pub(crate) duplicates: Vec<KeptHold>,
    /// Payment intents to cancel, and the idempotency key for the first.
    #[serde(default)]
    pub(crate) cancels: Vec<String>,
    #[serde(default)]
    pub(crate) cancel_key: Option<String>,
    /// Payment intents that were canceled, or that Flex refused to cancel.
    #[serde(default)]
    pub(crate) tried: Vec<String>,
}

/// A capture whose outcome is not known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PendingCapture {
    /// The idempotency key of every attempt.
    pub(crate) key: String,
    /// The parameters, as JSON.
    pub(crate) params: String,
    /// Time of the last attempt.
    #[serde(default)]
    pub(crate) sent_at: Option<u64>,
    /// The session's captured cents before the first attempt.
    #[serde(default)]
    pub(crate) captured_before: f64,
    /// Set when an attempt may have been applied and its response is missing.
    #[serde(default)]
    pub(crate) unsure: bool,
    /// Set when a later read showed that it was not applied.
    #[serde(default)]
    pub(crate) not_applied: bool,
    /// Set while the caller waits for the capture.
    #[serde(default)]
    pub(crate) requested: bool,
}

/// A capture that was applied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AppliedCapture {
    pub(crate) key: String,
    pub(crate) params: String,
    /// Set when a caller was told that it was applied.
    #[serde(default)]
    pub(crate) answered: bool,
}

/// A stop that waits for a read of the session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PendingStop {
    pub(crate) reason: HoldStopReason,
    #[serde(default)]
    pub(crate) detail: Option<String>,
}

/// Expired holds that Flex reported in webhooks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Expiry {
    #[serde(default)]
    pub(crate) ids: Vec<String>,
    /// Set when Flex reported an expiry without a payment intent.
    #[serde(default, rename = "some")]
    pub(crate) unnamed: bool,
}

/// Consecutive failures of calls.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Failures {
    #[serde(default, rename = "failures")]
    pub(crate) count: u32,
    #[serde(default)]
    pub(crate) since: Option<u64>,
    /// Set when the merchant was notified.
    #[serde(default, rename = "told")]
    pub(crate) notified: bool,
    #[serde(default)]
    pub(crate) last: Option<HoldFault>,
}

impl Record {
    pub(crate) fn new(session_id: String, policy: CheckedHoldPolicy, now: u64) -> Self {
        Self {
            version: VERSION,
            session_id,
            policy,
            kept_at: now,
            sequence: 0,
            stopped: None,
            reauths: 0,
            last_reauth_at: None,
            pending: None,
            refusal: None,
            holds: Vec::new(),
            next: None,
            history: Vec::new(),
            pending_stop: None,
            captured: false,
            retrieve_again: false,
            expiry: Expiry::default(),
            failures: Failures::default(),
            read_at: None,
            former: Vec::new(),
            sent: SentNotices::default(),
            waits_for_expiry: false,
            learned_at: None,
            verification: None,
            capture: None,
            applied_captures: Vec::new(),
            expand: None,
            notices: 0,
            rest: Map::new(),
        }
    }

    /// Returns true for a payment intent that a reauth replaced.
    pub(crate) fn is_former(&self, id: &str) -> bool {
        self.former.iter().any(|former| former.payment_intent_id == id)
    }

    /// Returns true if the keeper renews a live hold.
    pub(crate) fn renews_early(&self) -> bool {
        match self.policy.renew {
            HoldRenewal::Expired => false,
            HoldRenewal::Before => true,
            HoldRenewal::Auto => !self.waits_for_expiry,
        }
    }

    /// Notes that an early reauth was refused, or left the former hold in place.
    pub(crate) fn learn_to_wait(&mut self, now: u64) {
        if self.policy.renew == HoldRenewal::Auto && !self.waits_for_expiry {
            self.waits_for_expiry = true;
            self.learned_at = Some(now);
        }
    }

    /// Returns the end of the policy's window for the oldest live hold.
    pub(crate) fn capture_by(&self) -> Option<u64> {
        let start = live_since(&self.holds, self.last_reauth_at)?;
        Some(start.saturating_add(self.policy.window))
    }

    /// Notes the payment intents that Flex reported as expired.
    pub(crate) fn report_expiry(&mut self, ids: &[String]) {
        for id in ids {
            if !self.is_former(id) && !self.expiry.ids.contains(id) {
                self.expiry.ids.push(id.clone());
            }
        }
    }

    /// Remembers a capture that was applied. `answered` is false if its caller was told that its outcome is unknown.
    pub(crate) fn remember_capture(&mut self, capture: PendingCapture, answered: bool) {
        let PendingCapture { key, params, .. } = capture;
        self.applied_captures.retain(|applied| applied.key != key);
        self.applied_captures.push(AppliedCapture { key, params, answered });
        if self.applied_captures.len() > MAX_APPLIED_CAPTURES {
            self.applied_captures.remove(0);
        }
    }

    /// Takes the holds that a reauth replaced out of the session's holds. `known` are the holds before the reauth,
    /// and `before` their ids.
    ///
    /// The session may still list a replaced hold that lives. Each new hold replaces one of the same cart, first
    /// an ended one, then the oldest.
    pub(crate) fn retire(&mut self, known: &[KeptHold], before: &[String]) {
        let is_known = |hold: &&KeptHold| before.contains(&hold.payment_intent_id);
        let mut known: Vec<&KeptHold> = known.iter().filter(is_known).collect();
        known.sort_by_key(|hold| (hold.liveness() != Liveness::Ended, hold.started_at));
        let mut replaced: Vec<&KeptHold> = Vec::new();
        for new in self.holds.iter().filter(|hold| !is_known(hold)) {
            let is_free = |hold: &&&KeptHold| hold.cart == new.cart && !replaced.contains(*hold);
            let next = known.iter().find(is_free).copied();
            replaced.extend(next);
        }
        let is_listed = |hold: &KeptHold| {
            self.holds.iter().any(|it| it.payment_intent_id == hold.payment_intent_id)
        };
        let former = known
            .into_iter()
            .filter(|hold| replaced.contains(hold) || !is_listed(hold))
            .map(|hold| FormerHold {
                payment_intent_id: hold.payment_intent_id.clone(),
                cart: hold.cart.clone(),
            });
        self.former.extend(former.collect::<Vec<_>>());
        let mut holds = std::mem::take(&mut self.holds);
        holds.retain(|hold| !self.is_former(&hold.payment_intent_id));
        self.holds = holds;
    }

    /// Moves the pending reauth to the history. With an unknown outcome it also stays pending, for its key.
    pub(crate) fn end_pending(&mut self, outcome: HistoryOutcome, to: Vec<String>, now: u64) {
        let Some(reauth) = &self.pending else { return };
        let is_known = outcome != HistoryOutcome::Unknown;
        let entry = reauth.history_entry(outcome, to, now);
        match self.history.last_mut() {
            // The keeper gave up on it before, and knows its outcome now.
            Some(last) if last.key == entry.key => *last = entry,
            _ => self.history.push(entry),
        }
        if self.history.len() > MAX_HISTORY {
            self.history.remove(0);
        }
        if is_known {
            self.pending = None;
        }
    }
}
