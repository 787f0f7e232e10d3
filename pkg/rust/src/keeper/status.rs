//! What the keeper tells of a session.

use serde_json::{Value, json};

use super::record::Record;

/// A record as the package's `status()` gives it.
#[must_use]
pub fn status(record: &Record) -> Value {
    json!({
        "sessionId": record.session_id,
        "state": if record.stopped.is_some() { "stopped" } else { "keeping" },
        "stopped": record.stopped,
        "policy": record.policy,
        "keptAt": record.kept_at,
        "next": record.next,
        "reauths": record.reauths,
        "pending": record.act.as_ref().map(|act| json!({
            "idempotencyKey": act.key,
            "startedAt": act.started_at,
            "sends": act.sends,
        })),
        "failures": record.trouble.failures,
        "holds": record.holds,
        "history": record.history.iter().map(|entry| json!({
            "idempotencyKey": entry.key,
            "startedAt": entry.started_at,
            "endedAt": entry.ended_at,
            "sends": entry.sends,
            "outcome": entry.outcome,
            "from": entry.from,
            "to": entry.to,
            "refused": entry.refused,
        })).collect::<Vec<_>>(),
    })
}
