//! Notices to the merchant's server, in the form of webhooks.

use serde::Serialize;
use tsify::Tsify;

use super::hold::KeptHold;
use super::plan::HoldStopReason;
use super::reauth::{HoldFault, Refusal};
use super::record::Record;
use super::status::HoldRefusalMeaning;
use super::timestamp;

/// A message in the Queue.
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

/// The body of a webhook to the merchant's server, as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HoldNotice {
    /// The notice's id, the same in every delivery. Use it to deduplicate.
    pub id: String,
    /// The kind of notice.
    #[serde(rename = "type")]
    pub kind: HoldNoticeType,
    /// The time of the event, in ISO 8601.
    pub created_at: String,
    /// The session at that time.
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
    /// Time when the session was last read, in ISO 8601.
    pub read_at: Option<String>,
    /// The session's payment intents, as read at that time.
    pub holds: Vec<HoldNoticeHold>,
    /// Time until which the holds can be captured, in ISO 8601: the end of the policy's `window`. Null if no hold is live.
    pub capture_by: Option<String>,
    /// Number of reauths that placed holds since keeping started.
    pub reauths: u32,
    /// Time of the keeper's next read of the session, in ISO 8601.
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
    /// The last failure. In `"hold.reauth_refused"` the error with which Flex refused the reauth.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "HoldFault"))]
    pub error: Option<HoldFault>,
    /// Former holds, in `"hold.duplicate"` only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "HoldNoticeDuplicates"))]
    pub duplicates: Option<HoldNoticeDuplicates>,
    /// The last refused reauth of these holds. `next_at` is the time of the next attempt.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(with = "HoldNoticeRefusal"))]
    pub refusal: Option<HoldNoticeRefusal>,
}

/// Former holds in a `HoldNotice`.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HoldNoticeDuplicates {
    /// Time when the session's payment intents were listed, in ISO 8601.
    pub listed_at: String,
    /// Former payment intents that hold money. Cancel them.
    pub holds: Vec<HoldNoticeHold>,
    /// Former payment intents that the keeper canceled.
    pub canceled_payment_intent_ids: Vec<String>,
}

/// A refused reauth in a `HoldNotice`.
#[derive(Clone, Debug, PartialEq, Serialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct HoldNoticeRefusal {
    /// The meaning of the refusal.
    pub meaning: HoldRefusalMeaning,
    /// Time of the refused attempt, in ISO 8601.
    pub refused_at: String,
    /// Time when the session was read afterwards, in ISO 8601.
    pub read_at: String,
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
    /// The payment intent that it replaces. Set in `"hold.renewed"` only.
    pub former_payment_intent_id: Option<String>,
    /// The payment intent's status, as Flex last sent it.
    pub status: Option<String>,
    /// The amount requested, in cents.
    pub amount: Option<i64>,
    /// The amount held and not captured, in cents.
    pub amount_capturable: Option<i64>,
    /// Time of creation, in ISO 8601.
    pub created_at: Option<String>,
    /// True if the payment intent still holds money. After a `"hold.stopped"` it does so until it expires
    /// or is canceled.
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
    /// Flex refused a reauth. The keeper tries again at `next_at`.
    #[serde(rename = "hold.reauth_refused")]
    ReauthRefused,
    /// The hold reaches the end of the policy's `window` within `margin`. Capture it, or expect a gap.
    #[serde(rename = "hold.expiring")]
    Expiring,
    /// A hold has expired. Ship nothing before the next `"hold.renewed"`.
    #[serde(rename = "hold.expired")]
    Expired,
    /// A former hold still held money after a reauth.
    #[serde(rename = "hold.duplicate")]
    Duplicate,
    /// The session is no longer kept.
    #[serde(rename = "hold.stopped")]
    Stopped,
}

/// Creates the next notice. `former` are the holds before the reauth, and `key` is its idempotency key.
pub(crate) fn create_notice(
    record: &mut Record,
    kind: HoldNoticeType,
    former: &[KeptHold],
    key: Option<&str>,
    now: u64,
) -> QueuedNotice {
    record.notices = record.notices.saturating_add(1);
    // `kept_at` keeps ids unique if a session's record is deleted and the session kept again.
    let id = format!("{}-{:x}-{}", record.session_id, record.kept_at, record.notices);
    let stopped = record.stopped.as_ref();
    let refusal = record.refusal.as_ref();
    let error = match kind {
        HoldNoticeType::ReauthRefused => refusal.map(|refusal| refusal.error.clone()),
        _ => record.failures.last.clone(),
    };
    let data = HoldNoticeData {
        checkout_session_id: record.session_id.clone(),
        read_at: record.read_at.map(timestamp::format),
        capture_by: record.capture_by().map(timestamp::format),
        holds: record.holds.iter().map(|hold| HoldNoticeHold::new(hold, former)).collect(),
        reauths: record.reauths,
        next_at: record.next.as_ref().map(|next| timestamp::format(next.at)),
        idempotency_key: key.map(str::to_owned),
        reason: stopped.map(|stopped| stopped.reason.clone()),
        detail: stopped.map(|stopped| stopped.detail.clone()),
        error,
        duplicates: (kind == HoldNoticeType::Duplicate).then(|| duplicates(record)).flatten(),
        refusal: refusal.map(HoldNoticeRefusal::from),
    };
    let body = HoldNotice { id: id.clone(), kind, created_at: timestamp::format(now), data };
    QueuedNotice { id, kind, body }
}

fn duplicates(record: &Record) -> Option<HoldNoticeDuplicates> {
    let check = record.verification.as_ref()?;
    let is_held = |id: &&String| check.duplicates.iter().any(|hold| hold.payment_intent_id == **id);
    Some(HoldNoticeDuplicates {
        listed_at: timestamp::format(check.listed_at?),
        holds: check.duplicates.iter().map(|hold| HoldNoticeHold::new(hold, &[])).collect(),
        canceled_payment_intent_ids: check
            .tried
            .iter()
            .filter(|id| !is_held(id))
            .cloned()
            .collect(),
    })
}

impl From<&Refusal> for HoldNoticeRefusal {
    fn from(refusal: &Refusal) -> Self {
        Self {
            meaning: HoldRefusalMeaning::from(refusal),
            refused_at: timestamp::format(refusal.refused_at),
            read_at: timestamp::format(refusal.read_at),
        }
    }
}

impl HoldNoticeHold {
    /// Creates a hold with the payment intent that it replaces, which has the same cart.
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
            holds_money: hold.may_hold_money(),
        }
    }
}
