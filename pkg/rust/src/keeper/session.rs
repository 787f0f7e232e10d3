//! The parts of a session that decide about its hold.

use serde_json::{Value, json};

use super::hold::{KeptHold, Liveness, StartBounds};
use flex_checkout::internal::{NoSession, check, parse_bytes};
use flex_checkout::models::{CaptureMethod, CheckoutSessionStatus};

/// The keeper's view of a session: parsed from a response of any shape, and merged with the holds already
/// known.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SessionView {
    /// The session's id.
    pub session_id: String,
    /// The session's capture method.
    pub capture_method: Option<CaptureMethod>,
    /// The session's status.
    pub status: Option<CheckoutSessionStatus>,
    /// Sum of the captures, in cents.
    pub captured: f64,
    /// True if the captures add up to the total.
    pub captured_in_full: bool,
    /// Payment intents of all carts and invoices.
    pub holds: Vec<KeptHold>,
    /// Names for `expand`: related objects that are ids and are needed in full for a plan. Names other than
    /// `payment_intent` and `customer` are inferred.
    pub unexpanded: Vec<String>,
}

/// Holds known before a session is read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KnownHolds<'a> {
    /// The known holds.
    pub(crate) holds: &'a [KeptHold],
    /// Time of the pending reauth's first attempt: a new hold cannot start earlier.
    pub(crate) reauth_sent_at: Option<u64>,
    /// Payment intents before that reauth. It may have placed any other hold.
    pub(crate) before_reauth: &'a [String],
}

impl SessionView {
    /// Parses the body of a response. `known` are the holds stored before.
    ///
    /// # Errors
    ///
    /// If the body contains no session.
    pub fn read(body: &[u8], known: &[KeptHold], now: u64) -> Result<Self, NoSession> {
        Self::read_after(body, KnownHolds { holds: known, ..KnownHolds::default() }, now)
    }

    pub(crate) fn read_after(
        body: &[u8],
        known: KnownHolds<'_>,
        now: u64,
    ) -> Result<Self, NoSession> {
        let checked = check(body)?;
        // `check` accepted the body. Like `check`, `Value` keeps the last value of a repeated key.
        let body = parse_bytes(body).unwrap_or_default();
        let session = body.get("checkout_session").unwrap_or(&Value::Null);
        let field = |name: &str| session.get(name).and_then(Value::as_str);
        let session_created_at =
            session.get("created_at").and_then(|created_at| creation_time(created_at, now));
        let holds: Vec<KeptHold> = checked
            .holds
            .into_iter()
            .map(|hold| {
                let known_hold = known
                    .holds
                    .iter()
                    .find(|known| known.payment_intent_id == hold.payment_intent_id);
                let placed_by_reauth = !known.before_reauth.contains(&hold.payment_intent_id);
                let bounds = StartBounds {
                    reauth_sent_at: known.reauth_sent_at.filter(|_| placed_by_reauth),
                    session_created_at,
                    now,
                };
                KeptHold::new(hold, known_hold, bounds)
            })
            .collect();
        let captured = captured_cents(session);
        let mut unexpanded = Vec::new();
        let holds_are_ids = holds.iter().any(|hold| hold.liveness() == Liveness::Unknown);
        if holds_are_ids && field("payment_intent").is_some() {
            unexpanded.push("payment_intent".to_owned());
        }
        // Each cart has its own payment intent. Invoice and subscription matter only without other holds.
        if field("split_cart").is_some() {
            unexpanded.push("split_cart".to_owned());
        }
        if holds.is_empty() {
            for name in ["invoice", "subscription"] {
                if field(name).is_some() {
                    unexpanded.push(name.to_owned());
                }
            }
        }
        Ok(Self {
            session_id: field("checkout_session_id").unwrap_or_default().to_owned(),
            capture_method: field("capture_method").map(CaptureMethod::from),
            status: field("status").map(CheckoutSessionStatus::from),
            captured,
            captured_in_full: cents(session, "amount_total")
                .is_some_and(|total| total > 0.0 && captured >= total),
            holds,
            unexpanded,
        })
    }

    /// Returns the id of a session that is captured manually and holds money, as far as a list shows.
    pub(crate) fn held(session: &Value, now: u64) -> Option<String> {
        let body = serde_json::to_vec(&json!({ "checkout_session": session })).ok()?;
        let view = Self::read(&body, &[], now).ok()?;
        let is_manual = view.capture_method == Some(CaptureMethod::Manual);
        let may_hold =
            view.holds.iter().any(KeptHold::may_hold_money) || !view.unexpanded.is_empty();
        (is_manual && may_hold && !view.captured_in_full).then_some(view.session_id)
    }

    /// Returns the ids of the payment intents.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.holds.iter().map(|hold| hold.payment_intent_id.clone()).collect()
    }
}

fn cents(object: &Value, name: &str) -> Option<f64> {
    object.get(name).and_then(Value::as_f64)
}

fn captured_cents(session: &Value) -> f64 {
    let captures = session.get("captures").and_then(Value::as_array);
    captures.into_iter().flatten().filter_map(|one| cents(one, "amount_captured")).sum()
}

/// Returns the session's creation time in milliseconds; `None` if it is implausible.
fn creation_time(created_at: &Value, now: u64) -> Option<u64> {
    let time = match created_at {
        Value::String(time) => super::timestamp::parse(time)?,
        number => {
            // Seconds (inferred). Milliseconds after 1973 are larger than seconds before the year 5138.
            let time = number.as_u64()?;
            if time > 100_000_000_000 { time } else { time.saturating_mul(1000) }
        }
    };
    // The year 2015 or later, and not in the future.
    (1_420_070_400_000..=now).contains(&time).then_some(time)
}
