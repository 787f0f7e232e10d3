//! What follows from what happened.

use serde::{Serialize, Serializer};
use tsify::Tsify;

use super::notice::QueuedNotice;
use super::record::Record;

/// The data to write, and the action after that.
#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct Step {
    /// The record to write before anything else is done, as JSON; null if it is unchanged.
    #[serde(serialize_with = "write_record")]
    #[tsify(type = "string | null")]
    pub record: Option<Record>,
    /// What to do then.
    #[serde(rename = "do")]
    pub then: Do,
    /// The time of the alarm, in milliseconds since 1970; null if none is needed.
    pub alarm: Option<u64>,
    /// Notices for the merchant, each as JSON. They are stored with the record until they are queued.
    #[serde(serialize_with = "write_notices")]
    #[tsify(type = "string[]")]
    pub notices: Vec<QueuedNotice>,
    /// The reason, for logs.
    pub why: String,
    /// Set when the event was refused and nothing changed: a sentence that says why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

#[expect(clippy::ref_option, reason = "serde passes the field as it is")]
fn write_record<S: Serializer>(record: &Option<Record>, serializer: S) -> Result<S::Ok, S::Error> {
    record.as_ref().map(json).transpose()?.serialize(serializer)
}

fn write_notices<S: Serializer>(
    notices: &[QueuedNotice],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    notices.iter().map(json).collect::<Result<Vec<_>, _>>()?.serialize(serializer)
}

fn json<E: serde::ser::Error>(value: &impl Serialize) -> Result<String, E> {
    serde_json::to_string(value).map_err(E::custom)
}

/// The action after the record was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
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
