//! One intended reauth, from its key to what came of it.

use flex_checkout::open_enum;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

/// A reauth under way: what came of it is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Act {
    /// The idempotency key that every send carries.
    pub key: String,
    /// When it began, in milliseconds since 1970. Nothing was sent before.
    pub started_at: u64,
    /// When it was sent last.
    pub last_sent_at: u64,
    /// How often it was sent. The client's own retries within a call do not count.
    pub sends: u32,
    /// The payment intents that were there before.
    pub before: Vec<String>,
    /// Whether a send may have placed a hold without telling.
    pub unsure: bool,
    /// Whether a send placed a hold of which the session could not be read.
    #[serde(default)]
    pub applied: bool,
    /// Whether a send is under way; after a crash, whether one was.
    #[serde(default)]
    pub in_flight: bool,
    /// Why Flex refused, after a send of which nobody knows whether it placed a hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<HoldFault>,
    /// Before which it is not sent again.
    pub not_before: u64,
    /// Since when the hold was due: a reauth that placed nothing has a successor with another key.
    pub due_since: u64,
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
    /// What came of a reauth.
    pub enum HistoryOutcome {
        /// It placed new holds.
        Applied = "applied",
        /// Flex refused it.
        Rejected = "rejected",
        /// The session shows no new payment intent after it.
        NotPlaced = "not_placed",
        /// It could not be learned.
        Unknown = "unknown",
    }
}

/// A reauth that ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct HistoryEntry {
    /// Its idempotency key.
    pub key: String,
    /// When it began, in milliseconds since 1970.
    pub started_at: u64,
    /// When its outcome was known.
    pub ended_at: u64,
    /// How often it was sent.
    pub sends: u32,
    /// What came of it.
    pub outcome: HistoryOutcome,
    /// The payment intents before it.
    pub from: Vec<String>,
    /// The payment intents after it, where it placed holds.
    pub to: Vec<String>,
    /// Why Flex refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<HoldFault>,
}

impl Act {
    pub(crate) fn new(key: String, before: Vec<String>, now: u64) -> Self {
        Self {
            key,
            started_at: now,
            last_sent_at: now,
            sends: 0,
            before,
            unsure: false,
            applied: false,
            in_flight: false,
            refused: None,
            not_before: now,
            due_since: now,
        }
    }

    /// Notes that it is sent.
    pub(crate) fn send(&mut self, now: u64) {
        self.sends = self.sends.saturating_add(1);
        self.last_sent_at = now;
        self.in_flight = true;
    }

    /// What goes into the history.
    pub(crate) fn ended(&self, outcome: HistoryOutcome, to: Vec<String>, now: u64) -> HistoryEntry {
        HistoryEntry {
            key: self.key.clone(),
            started_at: self.started_at,
            ended_at: now,
            sends: self.sends,
            outcome,
            from: self.before.clone(),
            to,
            refused: self.refused.clone(),
        }
    }
}
