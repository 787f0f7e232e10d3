//! Events of a kept session.

use serde::Deserialize;
use serde_json::Value;
use tsify::Tsify;

use super::webhook::WebhookType;

/// An event, and the time and randomness for the decision.
#[derive(Clone, Debug, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct DecisionInput {
    /// The record's session.
    pub session_id: String,
    /// The current time, in milliseconds since 1970.
    pub now: u64,
    /// A fresh idempotency key, for a new reauth.
    pub fresh_key: String,
    /// A random 32-bit number.
    pub random: u32,
    /// Set while a call for this session is in flight. No other call starts meanwhile.
    pub busy: bool,
    /// Set if a reauth of a live hold has failed for another session of the account.
    #[serde(default)]
    pub waits_for_expiry: bool,
    /// The event.
    pub event: KeeperEvent,
}

/// An event of a kept session.
#[derive(Clone, Debug, Deserialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
#[non_exhaustive]
pub enum KeeperEvent {
    /// The merchant called `keep`.
    Keep {
        /// The policy as passed by JavaScript, unchecked.
        #[serde(default)]
        #[tsify(type = "HoldPolicy")]
        policy: Value,
    },
    /// The merchant called `release`.
    Release {
        /// The merchant's reason.
        #[serde(default)]
        #[tsify(type = "string | undefined")]
        reason: Option<String>,
    },
    /// The alarm went off.
    Alarm,
    /// The session was read.
    Retrieved {
        /// Flex's bytes: `{"checkout_session": …}`.
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        body: Vec<u8>,
    },
    /// The session could not be read.
    RetrieveFailed {
        /// The error.
        failure: CallFailure,
    },
    /// A reauth returned a session.
    Reauthed {
        /// The idempotency key of the request.
        key: String,
        /// Flex's bytes: `{"checkout_session": …}`.
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        body: Vec<u8>,
    },
    /// A reauth failed, or returned no session.
    ReauthFailed {
        /// The idempotency key of the request.
        key: String,
        /// The error.
        failure: CallFailure,
    },
    /// The session's payment intents were listed.
    Listed {
        /// Flex's bytes: `{"payment_intents": […]}`.
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        body: Vec<u8>,
    },
    /// The payment intents could not be listed.
    ListFailed {
        /// The error.
        failure: CallFailure,
    },
    /// A former payment intent was canceled.
    Canceled {
        /// The idempotency key of the request.
        key: String,
    },
    /// A former payment intent could not be canceled.
    CancelFailed {
        /// The idempotency key of the request.
        key: String,
        /// The error.
        failure: CallFailure,
    },
    /// The merchant called `capture`.
    Capture {
        /// The parameters, as JSON.
        params: String,
        /// The idempotency key, the same if the call to the object is repeated.
        key: String,
        /// Set if the merchant passed the key.
        explicit: bool,
    },
    /// A capture returned a session.
    Captured {
        /// The idempotency key of the request.
        key: String,
        /// Flex's bytes: `{"checkout_session": …}`.
        #[serde(with = "serde_bytes")]
        #[tsify(type = "Uint8Array")]
        body: Vec<u8>,
    },
    /// A capture failed, or returned no session.
    CaptureFailed {
        /// The idempotency key of the request.
        key: String,
        /// The error.
        failure: CallFailure,
    },
    /// A webhook arrived from Flex.
    Webhook {
        /// The type of the webhook.
        event: WebhookType,
        /// The payment intents in its body.
        #[serde(rename = "paymentIntentIds")]
        payment_intent_ids: Vec<String>,
    },
}

/// The fields of a `FlexError` on which the next decision depends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct CallFailure {
    /// The `kind` of the `FlexError`.
    pub kind: String,
    /// The `outcome` of the `FlexError`.
    pub outcome: String,
    /// The HTTP status, if a response arrived.
    #[serde(default)]
    pub status: Option<u16>,
    /// Flex's machine code, if the response has one.
    #[serde(default)]
    pub code: Option<String>,
    /// The wait that Flex asked for, in milliseconds.
    #[serde(default)]
    pub retry_after: Option<u64>,
}
