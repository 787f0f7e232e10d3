//! A hold, and its start time.

use flex_checkout::Hold;
use flex_checkout::models::{PaymentIntent, PaymentIntentStatus};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tsify::Tsify;

use super::record::FormerHold;
use super::timestamp;

/// A hold of a kept session. Fields in `snake_case` are as Flex sends them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct KeptHold {
    /// The payment intent's id, `fpi_` and a ULID.
    pub payment_intent_id: String,
    /// The part of the session that the money is for.
    #[tsify(type = "HoldCart")]
    #[cfg_attr(feature = "schema", schemars(schema_with = "super::schema::cart"))]
    pub cart: String,
    /// The payment intent's status, as Flex last sent it.
    pub status: Option<String>,
    /// The amount requested, in cents.
    pub amount: Option<i64>,
    /// The amount held and not captured, in cents.
    pub amount_capturable: Option<i64>,
    /// Time of creation, in ISO 8601.
    pub created_at: Option<String>,
    /// Start time of the hold, in milliseconds since 1970.
    #[serde(rename = "startedAt")]
    pub started_at: u64,
    /// Set when `startedAt` is an estimate, because `created_at` is missing or implausible.
    #[serde(rename = "startEstimated")]
    pub start_estimated: bool,
    /// Time when the keeper first saw the hold, in milliseconds since 1970.
    #[serde(rename = "seenAt")]
    pub seen_at: u64,
}

/// Bounds of a hold's start time, beside its `created_at`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StartBounds {
    /// Time of the first attempt of the reauth that placed the hold.
    pub(crate) reauth_sent_at: Option<u64>,
    /// Time when the session was created.
    pub(crate) session_created_at: Option<u64>,
    /// The current time.
    pub(crate) now: u64,
}

/// State of a hold's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Liveness {
    /// The hold has money.
    Live,
    /// Flex sent only the hold's id.
    Unknown,
    /// The money was captured.
    Captured,
    /// The hold was canceled or expired.
    Ended,
    /// The hold has no money, or not yet.
    Empty,
}

impl KeptHold {
    /// Creates a hold from a response. `known` is the same hold as stored before.
    pub(crate) fn new(hold: Hold, known: Option<&Self>, bounds: StartBounds) -> Self {
        let seen_at = known.map_or(bounds.now, |known| known.seen_at);
        let (started_at, start_estimated) = match known {
            Some(known) if !known.start_estimated || hold.created_at.is_none() => {
                (known.started_at, known.start_estimated)
            }
            _ => start_time(hold.created_at.as_deref(), StartBounds { now: seen_at, ..bounds }),
        };
        Self {
            cart: hold.cart.as_str().to_owned(),
            status: hold.status.map(|status| status.as_str().to_owned()),
            amount: hold.amount.map(|cents| cents.0),
            amount_capturable: hold.amount_capturable.map(|cents| cents.0),
            created_at: hold.created_at,
            payment_intent_id: hold.payment_intent_id,
            started_at,
            start_estimated,
            seen_at,
        }
    }

    /// Creates a hold from a listed payment intent that a reauth replaced; `None` if it has no id.
    pub(crate) fn listed(intent: &Value, former: &FormerHold, now: u64) -> Option<Self> {
        let intent = PaymentIntent::deserialize(intent).ok()?;
        let bounds = StartBounds { reauth_sent_at: None, session_created_at: None, now };
        let (started_at, start_estimated) = start_time(intent.created_at.as_deref(), bounds);
        Some(Self {
            payment_intent_id: intent.payment_intent_id,
            cart: former.cart.clone(),
            status: intent.status.map(|status| status.as_str().to_owned()),
            amount: intent.amount.map(|cents| cents.0),
            amount_capturable: intent.amount_capturable.map(|cents| cents.0),
            created_at: intent.created_at,
            started_at,
            start_estimated,
            seen_at: now,
        })
    }

    /// Returns true unless Flex showed that the hold has no money.
    pub(crate) fn may_hold_money(&self) -> bool {
        matches!(self.liveness(), Liveness::Live | Liveness::Unknown)
    }

    pub(crate) fn liveness(&self) -> Liveness {
        let Some(status) = self.status.as_deref() else { return Liveness::Unknown };
        match PaymentIntentStatus::from(status) {
            PaymentIntentStatus::RequiresCapture if self.amount_capturable == Some(0) => {
                Liveness::Empty
            }
            // `processing` becomes a hold or fails: the read before the next reauth shows the result.
            PaymentIntentStatus::RequiresCapture | PaymentIntentStatus::Processing => {
                Liveness::Live
            }
            // After a partial capture, and with an unknown status, the amount decides.
            PaymentIntentStatus::Succeeded | PaymentIntentStatus::Other(_)
                if self.amount_capturable.is_some_and(|held| held > 0) =>
            {
                Liveness::Live
            }
            PaymentIntentStatus::Succeeded => Liveness::Captured,
            PaymentIntentStatus::Canceled => Liveness::Ended,
            _ => Liveness::Empty,
        }
    }
}

/// Returns the start time of a hold, and true if it is an estimate.
///
/// A hold starts with its payment intent (inferred): not before its session or the reauth that placed it, and
/// not after `bounds.now`, when it was first seen. A `created_at` outside these bounds comes from a wrong clock
/// or has another meaning. The estimate is the earliest possible time, because an early renewal costs less
/// than an expired hold.
fn start_time(created_at: Option<&str>, bounds: StartBounds) -> (u64, bool) {
    let StartBounds { reauth_sent_at, session_created_at, now } = bounds;
    let earliest = reauth_sent_at.or(session_created_at);
    match created_at.and_then(timestamp::parse) {
        Some(time) if time > now => (now, true),
        Some(time) if earliest.is_some_and(|earliest| time < earliest) => {
            (earliest.unwrap_or(now), true)
        }
        Some(time) => (time, false),
        None => (earliest.unwrap_or(now).min(now), true),
    }
}

#[cfg(test)]
mod tests {
    use super::{StartBounds, start_time};

    const NOW: u64 = 1_713_900_000_000;
    const BOUNDS: StartBounds =
        StartBounds { reauth_sent_at: None, session_created_at: None, now: NOW };

    #[test]
    fn uses_the_payment_intents_creation_time() {
        assert_eq!(
            start_time(Some("2024-04-23T14:14:16.029253Z"), BOUNDS),
            (1_713_881_656_029, false)
        );
    }

    #[test]
    fn estimates_the_start_if_created_at_is_missing_or_implausible() {
        let with_reauth = StartBounds {
            reauth_sent_at: Some(NOW - 5000),
            session_created_at: Some(NOW - 9000),
            ..BOUNDS
        };
        let first = StartBounds { reauth_sent_at: None, ..with_reauth };
        for (created_at, bounds, expected) in [
            (Some("2099-01-01T00:00:00Z"), BOUNDS, NOW),
            (Some("1970-01-01T00:00:00Z"), first, NOW - 9000),
            (Some("2024-04-19T00:00:00Z"), with_reauth, NOW - 5000),
            (Some("<string>"), BOUNDS, NOW),
            (Some("<string>"), first, NOW - 9000),
            (None, with_reauth, NOW - 5000),
            (None, StartBounds { reauth_sent_at: Some(NOW + 1), ..BOUNDS }, NOW),
        ] {
            assert_eq!(start_time(created_at, bounds), (expected, true), "{created_at:?}");
        }
    }
}
