//! What the merchant's own systems are told, as the body of a webhook.

use serde::Serialize;
use serde_json::{Value, json};

use super::hold::{KeptHold, Life};
use super::record::Record;
use super::timestamp;

/// Something that the merchant's systems have to know.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Notice {
    /// Names it for good: who receives it twice does nothing the second time.
    pub id: String,
    /// What it tells of.
    #[serde(rename = "type")]
    pub kind: NoticeType,
    /// The body of the webhook: `{"id", "type", "created_at", "data"}`.
    pub body: Value,
}

/// What a notice tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum NoticeType {
    /// A reauth placed new holds: store their payment intents.
    #[serde(rename = "hold.renewed")]
    Renewed,
    /// A reauth fails, and is tried further.
    #[serde(rename = "hold.failing")]
    Failing,
    /// The session is not kept any longer.
    #[serde(rename = "hold.stopped")]
    Stopped,
}

impl NoticeType {
    /// The name on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Renewed => "hold.renewed",
            Self::Failing => "hold.failing",
            Self::Stopped => "hold.stopped",
        }
    }
}

/// Makes the next notice of a record. `former` are the holds before, `key` the reauth's.
pub(crate) fn notice(
    record: &mut Record,
    kind: NoticeType,
    former: &[KeptHold],
    key: Option<&str>,
    now: u64,
) -> Notice {
    record.notices = record.notices.saturating_add(1);
    // With when keeping began, because a session may be forgotten and kept again.
    let id = format!("{}-{:x}-{}", record.session_id, record.kept_at, record.notices);
    let created_at = timestamp::format(now);
    let holds: Vec<Value> = record.holds.iter().map(|hold| rendered(hold, former)).collect();
    let mut data = json!({
        "checkout_session_id": record.session_id,
        "holds": holds,
        "reauths": record.reauths,
        "next_at": record.next.as_ref().map(|next| timestamp::format(next.at)),
    });
    if let Some(data) = data.as_object_mut() {
        if let Some(key) = key {
            data.insert("idempotency_key".into(), key.into());
        }
        if let Some(stopped) = &record.stopped {
            data.insert("reason".into(), stopped.reason.as_str().into());
            data.insert("detail".into(), stopped.detail.as_deref().into());
        }
        if let Some(error) = &record.trouble.last {
            data.insert("error".into(), json!(error));
        }
    }
    let body = json!({ "id": id, "type": kind.as_str(), "created_at": created_at, "data": data });
    Notice { id, kind, body }
}

/// A hold with the one whose place it took: that of the same cart.
fn rendered(hold: &KeptHold, former: &[KeptHold]) -> Value {
    let former = former.iter().find(|former| former.cart == hold.cart);
    json!({
        "cart": hold.cart,
        "payment_intent_id": hold.payment_intent_id,
        "former_payment_intent_id": former.map(|former| former.payment_intent_id.as_str()),
        "status": hold.status,
        "amount": hold.amount,
        "amount_capturable": hold.amount_capturable,
        "created_at": hold.created_at,
        "holds_money": matches!(hold.life(), Life::Live | Life::Unknown),
    })
}
