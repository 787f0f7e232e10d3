//! What the merchant's own systems are told, as the body of a webhook.

use serde::Serialize;
use tsify::Tsify;

use super::act::HoldFault;
use super::hold::{KeptHold, Life};
use super::plan::HoldStopReason;
use super::record::Record;
use super::timestamp;

/// A notice in the queue.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[non_exhaustive]
pub struct QueuedNotice {
    /// The notice's id.
    pub id: String,
    /// The kind of notice.
    #[serde(rename = "type")]
    pub kind: HoldNoticeType,
    /// The body of the webhook.
    pub body: HoldNotice,
}

/// The body of the webhook that notifies the merchant's systems, as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HoldNotice {
    /// The same in every delivery. A receiver that has seen it before ignores the delivery.
    pub id: String,
    /// The kind of notice.
    #[serde(rename = "type")]
    pub kind: HoldNoticeType,
    /// The time of the event, in ISO 8601.
    pub created_at: String,
    /// The session, as it was then.
    pub data: HoldNoticeData,
}

/// The session in a `HoldNotice`.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct HoldNoticeData {
    /// The session's id.
    pub checkout_session_id: String,
    /// The session's payment intents, as they were last seen.
    pub holds: Vec<HoldNoticeHold>,
    /// The number of reauths that placed holds since the session is kept.
    pub reauths: u32,
    /// The time when the keeper looks at the session next, in ISO 8601.
    pub next_at: Option<String>,
    /// The reauth's idempotency key.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub idempotency_key: Option<String>,
    /// Reason why the session is no longer kept: a `HoldStopReason`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(type = "string")]
    #[cfg_attr(feature = "schema", schemars(with = "HoldStopReason"))]
    pub reason: Option<HoldStopReason>,
    /// Flex's machine code, or the reason passed to `release`; null if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[tsify(type = "string | null")]
    pub detail: Option<Option<String>>,
    /// The last failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "HoldFault"))]
    pub error: Option<HoldFault>,
}

/// A hold in a `HoldNotice`.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct HoldNoticeHold {
    /// The part of the session that the money is for: `"session"`, `"eligible"`, `"non_eligible"`, `"invoice"`.
    pub cart: String,
    /// The payment intent's id. Store it: captures need it.
    pub payment_intent_id: String,
    /// The payment intent that it replaces; set in a `"hold.renewed"` only.
    pub former_payment_intent_id: Option<String>,
    /// The payment intent's status, as Flex last sent it.
    pub status: Option<String>,
    /// The amount requested, in cents.
    pub amount: Option<i64>,
    /// The amount held and not captured, in cents.
    pub amount_capturable: Option<i64>,
    /// Time of creation, in ISO 8601.
    pub created_at: Option<String>,
    /// Tells whether it still holds money. In a `"hold.stopped"` it then does until it expires or is canceled.
    pub holds_money: bool,
}

/// The kind of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum HoldNoticeType {
    /// A reauth placed new holds. Store their payment intents.
    #[serde(rename = "hold.renewed")]
    Renewed,
    /// A reauth has failed for an hour, or Flex refuses the API key. The keeper keeps trying.
    #[serde(rename = "hold.failing")]
    Failing,
    /// The session is no longer kept.
    #[serde(rename = "hold.stopped")]
    Stopped,
}

/// Makes the next notice of a record. `former` are the holds before, `key` the reauth's.
pub(crate) fn notice(
    record: &mut Record,
    kind: HoldNoticeType,
    former: &[KeptHold],
    key: Option<&str>,
    now: u64,
) -> QueuedNotice {
    record.notices = record.notices.saturating_add(1);
    // With when keeping began, because a session may be forgotten and kept again.
    let id = format!("{}-{:x}-{}", record.session_id, record.kept_at, record.notices);
    let stopped = record.stopped.as_ref();
    let data = HoldNoticeData {
        checkout_session_id: record.session_id.clone(),
        holds: record.holds.iter().map(|hold| HoldNoticeHold::new(hold, former)).collect(),
        reauths: record.reauths,
        next_at: record.next.as_ref().map(|next| timestamp::format(next.at)),
        idempotency_key: key.map(str::to_owned),
        reason: stopped.map(|stopped| stopped.reason.clone()),
        detail: stopped.map(|stopped| stopped.detail.clone()),
        error: record.trouble.last.clone(),
    };
    let body = HoldNotice { id: id.clone(), kind, created_at: timestamp::format(now), data };
    QueuedNotice { id, kind, body }
}

impl HoldNoticeHold {
    /// Makes a hold with the one that it replaces: that of the same cart.
    fn new(hold: &KeptHold, former: &[KeptHold]) -> Self {
        let former = former.iter().find(|former| former.cart == hold.cart);
        let KeptHold { cart, payment_intent_id, status, created_at, .. } = hold.clone();
        Self {
            cart,
            payment_intent_id,
            former_payment_intent_id: former.map(|former| former.payment_intent_id.clone()),
            status,
            amount: hold.amount,
            amount_capturable: hold.amount_capturable,
            created_at,
            holds_money: matches!(hold.life(), Life::Live | Life::Unknown),
        }
    }
}
