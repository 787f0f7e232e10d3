//! What happens to a kept session.

use serde::Deserialize;
use serde_json::Value;
use tsify::Tsify;

use super::webhook::WebhookType;

/// An event, with the time and the randomness that the decision needs.
#[derive(Clone, Debug, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Happened {
    /// The session that the record is of.
    pub session_id: String,
    /// The time, in milliseconds since 1970.
    pub now: u64,
    /// A fresh idempotency key, in case one is needed.
    pub fresh_key: String,
    /// A random number of 32 bits.
    pub random: u32,
    /// Set while a call for this session is in flight: no other call begins then.
    pub busy: bool,
    /// What happened.
    #[tsify(type = "KeeperEvent")]
    pub event: Event,
}

/// What can happen.
#[derive(Clone, Debug, Deserialize, Tsify)]
#[tsify(rename = "KeeperEvent")]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// Somebody wants the session's hold kept, under this policy.
    Keep {
        /// The policy, as JavaScript writes it.
        #[serde(default)]
        #[tsify(type = "HoldPolicy")]
        policy: Value,
    },
    /// Somebody wants it let go.
    Release {
        /// In the merchant's words.
        #[serde(default)]
        #[tsify(type = "string | undefined")]
        reason: Option<String>,
    },
    /// The alarm went off.
    Alarm,
    /// The session was read: the body.
    Retrieved {
        /// Flex's bytes: `{"checkout_session": …}`.
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        body: Vec<u8>,
    },
    /// The session could not be read.
    RetrieveFailed {
        /// Why.
        failure: CallFailure,
    },
    /// A reauth was answered with a session: the body.
    Reauthed {
        /// The key that it carried.
        key: String,
        /// Flex's bytes: `{"checkout_session": …}`.
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        body: Vec<u8>,
    },
    /// A reauth gave no session.
    ReauthFailed {
        /// The key that it carried.
        key: String,
        /// Why.
        failure: CallFailure,
    },
    /// Flex told of something.
    Webhook {
        /// What.
        event: WebhookType,
        /// The payment intents that it names.
        #[serde(rename = "paymentIntentIds")]
        payment_intent_ids: Vec<String>,
    },
}

/// The part of the client's error that decides what follows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct CallFailure {
    /// What went wrong.
    pub kind: String,
    /// Tells whether it placed a hold.
    pub outcome: String,
    /// The HTTP status.
    #[serde(default)]
    pub status: Option<u16>,
    /// Flex's machine code.
    #[serde(default)]
    pub code: Option<String>,
    /// How long Flex asked to wait, in milliseconds.
    #[serde(default)]
    pub retry_after: Option<u64>,
}
