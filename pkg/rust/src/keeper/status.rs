//! Public status of a session, and its row in the index.

use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::hold::KeptHold;
use super::plan::HoldStopReason;
use super::policy::{CheckedHoldPolicy, HoldRenewal};
use super::reauth::{HistoryEntry, HistoryOutcome, HoldFault, Reauth, Refusal};
use super::record::{HoldStep, HoldStop, NextLook, Record, Verification};

/// The status of a session. Times are in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct HoldStatus {
    /// The session's id.
    pub session_id: String,
    /// `"keeping"` while the keeper renews the session's hold.
    pub state: HoldState,
    /// Set when the session is no longer kept.
    pub stopped: Option<HoldStop>,
    /// The `HoldPolicy` in force, with its defaults.
    #[tsify(type = "CheckedHoldPolicy")]
    pub policy: CheckedHoldPolicy,
    /// Time when keeping started.
    pub kept_at: u64,
    /// The keeper's next read of the session.
    pub next: Option<NextLook>,
    /// Number of reauths that placed holds since keeping started.
    pub reauths: u32,
    /// The reauth whose outcome is not known.
    pub pending: Option<PendingReauth>,
    /// Time until which the holds can be captured: the end of the policy's `window`. Null if no hold is live. Flex
    /// does not send the time, and a hold may live longer.
    pub capture_by: Option<u64>,
    /// Tells whether a reauth is possible now, as far as is known.
    pub can_renew: HoldCanRenew,
    /// The last refused reauth of the present holds. `next` is the next attempt.
    pub refusal: Option<HoldRefusal>,
    /// Number of consecutive failed calls.
    pub failures: u32,
    /// Time when the session was last read.
    pub read_at: Option<u64>,
    /// The session's payment intents, as read at that time.
    pub holds: Vec<KeptHold>,
    /// The check for duplicate holds after the last reauth; null until it has succeeded.
    pub verified: Option<HoldVerification>,
    /// The last hundred finished reauths, the latest at the end.
    pub history: Vec<HoldHistoryEntry>,
}

/// Tells whether a reauth of the session is possible now, as far as is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HoldCanRenew {
    /// True if the keeper would send a reauth now.
    pub now: bool,
    /// The reason.
    pub reason: HoldCanRenewReason,
}

/// Reason why a reauth is possible, or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HoldCanRenewReason {
    /// Possible: no hold is live. Flex documents this case.
    Expired,
    /// Possible, if Flex renews live holds (inferred): the hold is live, and the policy renews it early.
    Early,
    /// Not possible: the hold is live, and the policy waits for its expiry.
    Live,
    /// Not possible: Flex refused to renew the live hold.
    NotYet,
    /// Not possible: Flex declined the reauth of the expired hold. `next` is the next attempt.
    Declined,
    /// Not possible: the outcome of a reauth is not known.
    Pending,
    /// Not possible: the session is no longer kept.
    Stopped,
}

/// The check for duplicate holds after a reauth.
#[derive(Clone, Debug, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HoldVerification {
    /// Time when the session's payment intents were listed, in milliseconds since 1970.
    pub listed_at: u64,
    /// Former payment intents that held money then.
    pub duplicates: Vec<KeptHold>,
}

/// State of a session in the keeper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HoldState {
    /// The keeper renews the session's hold.
    Keeping,
    /// The keeper no longer renews it.
    Stopped,
}

/// A reauth whose outcome is not known.
#[derive(Clone, Debug, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PendingReauth {
    /// The idempotency key of every attempt.
    pub idempotency_key: String,
    /// Time of the first attempt.
    pub started_at: u64,
    /// Number of attempts.
    #[serde(rename = "sends")]
    pub attempts: u32,
}

/// A reauth that Flex refused. The keeper plans another one. Times are in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HoldRefusal {
    /// The meaning of the refusal.
    pub meaning: HoldRefusalMeaning,
    /// Time of the refused attempt.
    pub refused_at: u64,
    /// Time when the session was read afterwards.
    pub read_at: u64,
    /// The error from Flex.
    pub error: HoldFault,
}

/// The meaning of a refused reauth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HoldRefusalMeaning {
    /// The hold was live. The keeper tries again when it has expired.
    NotYet,
    /// The hold had expired or reached the end of `window`. The keeper tries again after `declinedRetryHours`.
    Declined,
}

/// A finished reauth. Times are in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct HoldHistoryEntry {
    /// The idempotency key of every attempt.
    pub idempotency_key: String,
    /// Time of the first attempt.
    pub started_at: u64,
    /// Time when the outcome was known.
    pub ended_at: u64,
    /// Number of attempts.
    #[serde(rename = "sends")]
    pub attempts: u32,
    /// The outcome.
    pub outcome: HistoryOutcome,
    /// Payment intents before the reauth.
    pub from: Vec<String>,
    /// Payment intents after the reauth, if it placed holds.
    pub to: Vec<String>,
    /// Error with which Flex refused the reauth.
    pub refused: Option<HoldFault>,
}

/// A session in `Keeper.list`, read from the index, which may lag by some seconds.
#[derive(Clone, Debug, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct HoldSummary {
    /// The session's id.
    pub session_id: String,
    /// `"keeping"` while the keeper renews the session's hold.
    pub state: HoldState,
    /// Reason why the session is no longer kept.
    pub reason: Option<HoldStopReason>,
    /// Time of the keeper's next read of the session, in milliseconds since 1970.
    pub next_at: Option<u64>,
    /// The planned step at that time.
    pub next_step: Option<HoldStep>,
    /// Time until which the holds can be captured, in milliseconds since 1970: the end of the policy's `window`. Null
    /// if no hold is live.
    pub capture_by: Option<u64>,
    /// Tells whether a reauth was possible when this row was written.
    pub can_renew: Option<HoldCanRenew>,
    /// Number of reauths that placed holds since keeping started.
    pub reauths: u32,
    /// The last refused reauth of the present holds.
    pub refusal: Option<HoldRefusal>,
    /// The session's payment intents, as last read.
    pub payment_intent_ids: Vec<String>,
    /// Time when this row was written, in milliseconds since 1970.
    pub updated_at: u64,
}

/// A page of `Keeper.list`.
#[derive(Clone, Debug, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct HoldPage {
    /// The sessions of this page.
    pub holds: Vec<HoldSummary>,
    /// The `cursor` for the next page; null on the last page.
    pub cursor: Option<String>,
}

/// A row of the index, and the sequence number of its record.
#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct IndexRow {
    /// The record's sequence number. A row never replaces one with a higher number.
    pub sequence: u64,
    /// The row.
    pub summary: HoldSummary,
    /// Set if the policy learns from other sessions of the account.
    pub learns: bool,
    /// Set if the policy has learned that Flex does not renew live holds.
    pub waits_for_expiry: bool,
    /// Time when it learned that from this session, in milliseconds since 1970.
    pub learned_at: Option<u64>,
}

impl From<Record> for HoldStatus {
    fn from(record: Record) -> Self {
        Self {
            state: state(&record),
            capture_by: record.capture_by(),
            can_renew: can_renew(&record),
            verified: record.verification.as_ref().and_then(HoldVerification::new),
            read_at: record.read_at,
            session_id: record.session_id,
            stopped: record.stopped,
            policy: record.policy,
            kept_at: record.kept_at,
            next: record.next,
            reauths: record.reauths,
            pending: record.pending.map(PendingReauth::from),
            refusal: record.refusal.map(HoldRefusal::from),
            failures: record.failures.count,
            holds: record.holds,
            history: record.history.into_iter().map(HoldHistoryEntry::from).collect(),
        }
    }
}

impl From<Reauth> for PendingReauth {
    fn from(Reauth { key, started_at, attempts, .. }: Reauth) -> Self {
        Self { idempotency_key: key, started_at, attempts }
    }
}

impl From<Refusal> for HoldRefusal {
    fn from(refusal: Refusal) -> Self {
        let meaning = HoldRefusalMeaning::from(&refusal);
        let Refusal { refused_at, read_at, error, .. } = refusal;
        Self { meaning, refused_at, read_at, error }
    }
}

impl From<&Refusal> for HoldRefusalMeaning {
    fn from(refusal: &Refusal) -> Self {
        if refusal.declined { Self::Declined } else { Self::NotYet }
    }
}

impl From<HistoryEntry> for HoldHistoryEntry {
    fn from(entry: HistoryEntry) -> Self {
        let HistoryEntry { key, started_at, ended_at, attempts, outcome, from, to, refused } =
            entry;
        Self { idempotency_key: key, started_at, ended_at, attempts, outcome, from, to, refused }
    }
}

impl IndexRow {
    /// Returns the row for a record written at `now`.
    pub(crate) fn new(record: Record, now: u64) -> Self {
        let state = state(&record);
        let (capture_by, can_renew) = (record.capture_by(), can_renew(&record));
        let learns = record.policy.renew == HoldRenewal::Auto;
        let (waits_for_expiry, learned_at) = (record.waits_for_expiry, record.learned_at);
        let next = record.next.filter(|_| record.stopped.is_none());
        let ids = record.holds.into_iter().map(|hold| hold.payment_intent_id);
        let summary = HoldSummary {
            state,
            session_id: record.session_id,
            next_at: next.as_ref().map(|next| next.at),
            next_step: next.map(|next| next.step),
            capture_by,
            can_renew: Some(can_renew),
            reason: record.stopped.map(|stopped| stopped.reason),
            reauths: record.reauths,
            refusal: record.refusal.map(HoldRefusal::from),
            payment_intent_ids: ids.collect(),
            updated_at: now,
        };
        Self { sequence: record.sequence, summary, learns, waits_for_expiry, learned_at }
    }
}

impl HoldVerification {
    fn new(check: &Verification) -> Option<Self> {
        Some(Self { listed_at: check.listed_at?, duplicates: check.duplicates.clone() })
    }
}

fn can_renew(record: &Record) -> HoldCanRenew {
    let reason = match &record.refusal {
        _ if record.stopped.is_some() => HoldCanRenewReason::Stopped,
        _ if record.pending.is_some() => HoldCanRenewReason::Pending,
        Some(refusal) if refusal.declined => HoldCanRenewReason::Declined,
        _ if !record.holds.iter().any(KeptHold::may_hold_money) => HoldCanRenewReason::Expired,
        Some(_) => HoldCanRenewReason::NotYet,
        None if record.renews_early() => HoldCanRenewReason::Early,
        None => HoldCanRenewReason::Live,
    };
    let now = matches!(reason, HoldCanRenewReason::Expired | HoldCanRenewReason::Early);
    HoldCanRenew { now, reason }
}

fn state(record: &Record) -> HoldState {
    if record.stopped.is_some() { HoldState::Stopped } else { HoldState::Keeping }
}
