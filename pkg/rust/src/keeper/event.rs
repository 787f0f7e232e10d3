//! What happens to a kept session.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::webhook::WebhookType;

/// What happened, when, and what chance gives.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Happened {
    /// The session that the record is of.
    pub session_id: String,
    /// The time, in milliseconds since 1970.
    pub now: u64,
    /// A fresh idempotency key, for the case that one is needed.
    pub fresh_key: String,
    /// A random number of 32 bits.
    pub random: u32,
    /// Whether a call of this session's is under way. Nothing else is begun then.
    pub busy: bool,
    /// What happened.
    pub event: Event,
}

/// What can happen.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Event {
    /// Somebody wants the session's hold kept, under this policy.
    Keep {
        /// The policy, as JavaScript writes it.
        #[serde(default)]
        policy: Value,
    },
    /// Somebody wants it let go.
    Release {
        /// In the merchant's words.
        #[serde(default)]
        reason: Option<String>,
    },
    /// The alarm went off.
    Alarm,
    /// The session was read: the body.
    Retrieved {
        /// `{"checkout_session": …}`.
        body: String,
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
        /// `{"checkout_session": …}`.
        body: String,
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
        #[serde(default, rename = "paymentIntentIds")]
        payment_intent_ids: Vec<String>,
    },
}

/// The facts of the client's error that matter here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallFailure {
    /// What went wrong.
    pub kind: String,
    /// Whether it placed a hold.
    #[serde(default)]
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
