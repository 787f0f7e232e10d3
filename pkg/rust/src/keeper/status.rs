//! What the keeper tells of a session.

use serde::Serialize;
use tsify::Tsify;

use super::act::{Act, HistoryEntry, HistoryOutcome, HoldFault};
use super::hold::KeptHold;
use super::plan::HoldStopReason;
use super::policy::Policy;
use super::record::{HoldStop, NextLook, Record};

/// The keeper's knowledge of a session. Times are in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct HoldStatus {
    /// The session's id.
    pub session_id: String,
    /// Tells whether the keeper still renews the session's hold.
    pub state: HoldState,
    /// Set when the session is no longer kept.
    pub stopped: Option<HoldStop>,
    /// The `HoldPolicy` in force, with its defaults.
    #[tsify(type = "CheckedHoldPolicy")]
    pub policy: Policy,
    /// The time since when the session is kept.
    pub kept_at: u64,
    /// The keeper's next look at the session.
    pub next: Option<NextLook>,
    /// The number of reauths that placed holds since the session is kept.
    pub reauths: u32,
    /// The reauth whose outcome is not known.
    pub pending: Option<PendingReauth>,
    /// The number of calls that failed in a row.
    pub failures: u32,
    /// The session's payment intents, as they were last seen.
    pub holds: Vec<KeptHold>,
    /// The last hundred reauths that ended, the latest at the end.
    pub history: Vec<HoldHistoryEntry>,
}

/// Tells whether a session is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HoldState {
    /// The keeper renews its hold.
    Keeping,
    /// The keeper no longer does.
    Stopped,
}

/// A reauth whose outcome is not known.
#[derive(Clone, Debug, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PendingReauth {
    /// The idempotency key that every request carries.
    pub idempotency_key: String,
    /// The time when it was first sent.
    pub started_at: u64,
    /// The number of times it was sent.
    pub sends: u32,
}

/// A reauth that ended. Times are in milliseconds since 1970.
#[derive(Clone, Debug, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct HoldHistoryEntry {
    /// The idempotency key that every request carried.
    pub idempotency_key: String,
    /// The time when it was first sent.
    pub started_at: u64,
    /// The time when its outcome was known.
    pub ended_at: u64,
    /// The number of times it was sent.
    pub sends: u32,
    /// Its outcome.
    pub outcome: HistoryOutcome,
    /// The payment intents before it.
    pub from: Vec<String>,
    /// The payment intents after it, if it placed holds.
    pub to: Vec<String>,
    /// Reason why Flex refused it.
    pub refused: Option<HoldFault>,
}

/// A line of `Keeper.list`, from the index, which may be some seconds behind.
#[derive(Clone, Debug, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct HoldSummary {
    /// The session's id.
    pub session_id: String,
    /// Tells whether the keeper still renews the session's hold.
    pub state: HoldState,
    /// Reason why the session is no longer kept.
    pub reason: Option<HoldStopReason>,
    /// The time when the keeper looks at the session next, in milliseconds since 1970.
    pub next_at: Option<u64>,
    /// The number of reauths that placed holds since the session is kept.
    pub reauths: u32,
    /// The session's payment intents, as they were last seen.
    pub payment_intent_ids: Vec<String>,
    /// The time when this line was written, in milliseconds since 1970.
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

/// A row of the index, and the sequence number of the record that it was made from.
#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct IndexRow {
    /// The number of the record: a row of an earlier record does not replace one of a later record.
    pub sequence: u64,
    /// The row.
    pub summary: HoldSummary,
}

impl From<Record> for HoldStatus {
    fn from(record: Record) -> Self {
        Self {
            state: state(&record),
            session_id: record.session_id,
            stopped: record.stopped,
            policy: record.policy,
            kept_at: record.kept_at,
            next: record.next,
            reauths: record.reauths,
            pending: record.act.map(PendingReauth::from),
            failures: record.trouble.failures,
            holds: record.holds,
            history: record.history.into_iter().map(HoldHistoryEntry::from).collect(),
        }
    }
}

impl From<Act> for PendingReauth {
    fn from(Act { key, started_at, sends, .. }: Act) -> Self {
        Self { idempotency_key: key, started_at, sends }
    }
}

impl From<HistoryEntry> for HoldHistoryEntry {
    fn from(entry: HistoryEntry) -> Self {
        let HistoryEntry { key, started_at, ended_at, sends, outcome, from, to, refused } = entry;
        Self { idempotency_key: key, started_at, ended_at, sends, outcome, from, to, refused }
    }
}

impl IndexRow {
    /// Returns the row of a record, written at `now`.
    pub(crate) fn new(record: Record, now: u64) -> Self {
        let state = state(&record);
        let ids = record.holds.into_iter().map(|hold| hold.payment_intent_id);
        let summary = HoldSummary {
            state,
            session_id: record.session_id,
            next_at: record.next.filter(|_| record.stopped.is_none()).map(|next| next.at),
            reason: record.stopped.map(|stopped| stopped.reason),
            reauths: record.reauths,
            payment_intent_ids: ids.collect(),
            updated_at: now,
        };
        Self { sequence: record.sequence, summary }
    }
}

fn state(record: &Record) -> HoldState {
    if record.stopped.is_some() { HoldState::Stopped } else { HoldState::Keeping }
}
