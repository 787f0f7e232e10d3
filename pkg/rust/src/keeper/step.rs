//! What follows from what happened.

use serde::Serialize;

use super::notice::Notice;
use super::record::Record;

/// What is to be written, and then done.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Step {
    /// The record to write before anything else is done; nothing is written where it is none.
    pub record: Option<Record>,
    /// What to do then.
    #[serde(rename = "do")]
    pub then: Do,
    /// When the alarm shall go off, in milliseconds since 1970; none is needed where it is none.
    pub alarm: Option<u64>,
    /// What the merchant is told: to be kept with the record until each is handed over.
    pub notices: Vec<Notice>,
    /// Why, for logs.
    pub why: String,
    /// A sentence that refuses what was asked for. Nothing changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// What is done after the record was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Do {
    /// Nothing, until the alarm.
    Nothing,
    /// Read the session.
    Retrieve {
        /// What to ask for in full.
        expand: Vec<String>,
    },
    /// Renew its hold.
    Reauth {
        /// The idempotency key, which stands in the record.
        key: String,
        /// What to ask for in full.
        expand: Vec<String>,
    },
}
