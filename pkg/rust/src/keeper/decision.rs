//! Decisions: the record to write and the effect to carry out.

use serde::{Serialize, Serializer};
use tsify::Tsify;

use super::notice::QueuedNotice;
use super::record::Record;

/// The data to write, and the effect to carry out afterwards.
#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct Decision {
    /// The record to write before the effect, as JSON; null if it is unchanged.
    #[serde(serialize_with = "write_record")]
    #[tsify(type = "string | null")]
    pub record: Option<Record>,
    /// The effect to carry out after the record is written.
    pub effect: Effect,
    /// The time of the alarm, in milliseconds since 1970; null to clear it.
    pub alarm: Option<u64>,
    /// Notices for the merchant, each as JSON. They are stored with the record until they are queued.
    #[serde(serialize_with = "write_notices")]
    #[tsify(type = "string[]")]
    pub notices: Vec<QueuedNotice>,
    /// The reason, for logs.
    pub why: String,
    /// Error message if the event was refused; nothing is changed then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// Set if the requested capture is not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture_refused: Option<CaptureRefusal>,
    /// Set if the requested capture was applied before: the session that was read is its result.
    #[serde(skip_serializing_if = "is_false")]
    #[tsify(optional)]
    pub capture_applied: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(value: &bool) -> bool {
    !value
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

/// The error of a capture that is not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct CaptureRefusal {
    /// The `kind` of the `FlexError`.
    pub kind: String,
    /// The key of an earlier attempt whose outcome is not known; null if there is none.
    pub unknown_key: Option<String>,
    /// The message.
    pub message: String,
}

/// An action for the caller to carry out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Effect {
    /// Wait for the alarm.
    Nothing,
    /// Read the session.
    Retrieve {
        /// Names for `expand`.
        expand: Vec<String>,
    },
    /// Renew the hold.
    Reauth {
        /// The idempotency key, which the record contains.
        key: String,
        /// Names for `expand`.
        expand: Vec<String>,
    },
    /// List the session's payment intents.
    List,
    /// Cancel a former payment intent.
    Cancel {
        /// The payment intent.
        id: String,
        /// The idempotency key, which the record contains.
        key: String,
    },
    /// Capture the session.
    Capture {
        /// The idempotency key, which the record contains.
        key: String,
        /// The parameters, as JSON.
        params: String,
    },
}
