//! One hold, and since when it holds.

use flex_checkout::Hold;
use flex_checkout::models::PaymentIntentStatus;
use serde::{Deserialize, Serialize};
use tsify::Tsify;

use super::timestamp;

/// A hold of a kept session. Fields that Flex has too are as Flex sends them.
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
    /// Start time of the hold, in milliseconds since 1970, as the keeper reckons.
    #[serde(rename = "startedAt")]
    pub started_at: u64,
    /// Tells whether `startedAt` is an estimate, because `created_at` is missing or implausible.
    #[serde(rename = "startEstimated")]
    pub start_estimated: bool,
    /// The time when the keeper first saw it, in milliseconds since 1970.
    #[serde(rename = "seenAt")]
    pub seen_at: u64,
}

/// What a hold's age is judged by, beside what Flex says of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin {
    /// When the reauth that made it was first sent.
    pub(crate) sent_at: Option<u64>,
    /// When its session was made.
    pub(crate) session_began: Option<u64>,
    pub(crate) now: u64,
}

/// What a hold is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// It holds money.
    Live,
    /// It came as an id.
    Unknown,
    /// Its money was taken.
    Captured,
    /// It ended: it was canceled, or it expired.
    Gone,
    /// It never held anything, or does so no longer.
    Nothing,
}

impl KeptHold {
    /// Takes over a hold from an answer. `known` is the same hold as it was known before.
    pub(crate) fn new(hold: Hold, known: Option<&Self>, origin: Origin) -> Self {
        let seen_at = known.map_or(origin.now, |known| known.seen_at);
        let (started_at, start_estimated) = match known {
            Some(known) if !known.start_estimated || hold.created_at.is_none() => {
                (known.started_at, known.start_estimated)
            }
            _ => start(hold.created_at.as_deref(), Origin { now: seen_at, ..origin }),
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

    pub(crate) fn life(&self) -> Life {
        let Some(status) = self.status.as_deref() else { return Life::Unknown };
        match PaymentIntentStatus::from(status) {
            PaymentIntentStatus::RequiresCapture if self.amount_capturable == Some(0) => {
                Life::Nothing
            }
            // Under way to a hold: the look before the next reauth shows what became of it.
            PaymentIntentStatus::RequiresCapture | PaymentIntentStatus::Processing => Life::Live,
            PaymentIntentStatus::Succeeded => Life::Captured,
            PaymentIntentStatus::Canceled => Life::Gone,
            // A status that nobody knows yet: the amount tells.
            PaymentIntentStatus::Other(_)
                if self.amount_capturable.is_some_and(|held| held > 0) =>
            {
                Life::Live
            }
            _ => Life::Nothing,
        }
    }
}

/// Since when a hold holds, and whether that had to be guessed.
///
/// A hold is as old as its payment intent (inferred). It cannot be older than its session, nor than the
/// request that made it, nor younger than when it was seen first, which is `now` here: what says so is a wrong clock, or another meaning of the
/// field. Where nothing is known it is taken to be as old as it can be, since a hold renewed early costs
/// less than one that died.
fn start(created_at: Option<&str>, origin: Origin) -> (u64, bool) {
    let Origin { sent_at, session_began, now } = origin;
    let earliest = sent_at.or(session_began);
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
    use super::{Origin, start};

    const NOW: u64 = 1_713_900_000_000;
    const ORIGIN: Origin = Origin { sent_at: None, session_began: None, now: NOW };

    #[test]
    fn takes_a_hold_to_be_as_old_as_its_payment_intent() {
        assert_eq!(start(Some("2024-04-23T14:14:16.029253Z"), ORIGIN), (1_713_881_656_029, false));
    }

    #[test]
    fn does_not_believe_a_time_that_cannot_be() {
        let sent = Origin { sent_at: Some(NOW - 5000), session_began: Some(NOW - 9000), ..ORIGIN };
        let first = Origin { sent_at: None, ..sent };
        for (created_at, origin, expected) in [
            (Some("2099-01-01T00:00:00Z"), ORIGIN, NOW),
            (Some("1970-01-01T00:00:00Z"), first, NOW - 9000),
            (Some("2024-04-19T00:00:00Z"), sent, NOW - 5000),
            (Some("<string>"), ORIGIN, NOW),
            (Some("<string>"), first, NOW - 9000),
            (None, sent, NOW - 5000),
            (None, Origin { sent_at: Some(NOW + 1), ..ORIGIN }, NOW),
        ] {
            assert_eq!(start(created_at, origin), (expected, true), "{created_at:?}");
        }
    }
}
