//! One intended reauth: its idempotency key, its attempts and its outcome.

use flex_checkout::open_enum;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// A reauth whose outcome is not known yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, stored by their names")]
pub struct Reauth {
    /// The idempotency key of every attempt.
    pub key: String,
    /// Time when the reauth was decided, in milliseconds since 1970. No request was sent earlier.
    pub started_at: u64,
    /// Time of the last attempt.
    pub last_sent_at: u64,
    /// Number of attempts.
    #[serde(rename = "sends")]
    pub attempts: u32,
    /// Payment intents of the session before the reauth.
    pub before: Vec<String>,
    /// Set when an attempt may have placed a hold and its response is missing.
    pub unsure: bool,
    /// Set when an attempt placed a hold, and the session could not be read from the response.
    #[serde(default)]
    pub applied: bool,
    /// Set while an attempt is in flight. Still set after a crash during one.
    #[serde(default)]
    pub in_flight: bool,
    /// Error with which Flex refused an attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<HoldFault>,
    /// Set if the hold was known to have expired when the reauth was decided.
    #[serde(default)]
    pub expired: bool,
    /// Earliest time of the next attempt.
    pub not_before: u64,
    /// Time when the renewal was due. A reauth with a new key inherits it from one that placed no hold.
    pub due_since: u64,
}

/// A reauth that Flex refused for a reason that is not final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Refusal {
    /// The error from Flex.
    pub error: HoldFault,
    /// Time of the refused attempt, in milliseconds since 1970.
    pub refused_at: u64,
    /// Time of the read of the session that followed.
    pub read_at: u64,
    /// The session's payment intents in that read.
    pub payment_intent_ids: Vec<String>,
    /// Set if the hold had expired, or had reached the end of the policy's `window`: the refusal means
    /// "declined". Otherwise it means "not yet".
    #[serde(default)]
    pub declined: bool,
    /// Set if the hold was known to have expired.
    #[serde(default)]
    pub expired: bool,
    /// Number of declined reauths since the hold ended.
    #[serde(default)]
    pub count: u32,
}

/// Reason why a call to Flex failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct HoldFault {
    /// The `kind` of the `FlexError`.
    pub kind: String,
    /// The HTTP status, if a response arrived.
    pub status: Option<u16>,
    /// Flex's machine code, if the response has one.
    pub code: Option<String>,
}

open_enum! {
    /// Outcome of a reauth.
    pub enum HistoryOutcome {
        /// Flex placed new holds.
        Applied = "applied",
        /// Flex refused the reauth.
        Rejected = "rejected",
        /// The session has no new payment intent afterwards.
        NotPlaced = "not_placed",
        /// The outcome could not be determined.
        Unknown = "unknown",
    }
}

/// A finished reauth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HistoryEntry {
    /// The idempotency key of every attempt.
    pub key: String,
    /// Time when the reauth was decided, in milliseconds since 1970.
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<HoldFault>,
}

impl Reauth {
    pub(crate) fn new(key: String, before: Vec<String>, now: u64) -> Self {
        Self {
            key,
            started_at: now,
            last_sent_at: now,
            attempts: 0,
            before,
            unsure: false,
            applied: false,
            in_flight: false,
            refused: None,
            expired: false,
            not_before: now,
            due_since: now,
        }
    }

    /// Records the start of an attempt.
    pub(crate) fn start_attempt(&mut self, now: u64) {
        self.attempts = self.attempts.saturating_add(1);
        self.last_sent_at = now;
        self.in_flight = true;
    }

    /// Returns the entry for the history.
    pub(crate) fn history_entry(
        &self,
        outcome: HistoryOutcome,
        to: Vec<String>,
        now: u64,
    ) -> HistoryEntry {
        HistoryEntry {
            key: self.key.clone(),
            started_at: self.started_at,
            ended_at: now,
            attempts: self.attempts,
            outcome,
            from: self.before.clone(),
            to,
            refused: self.refused.clone(),
        }
    }
}
