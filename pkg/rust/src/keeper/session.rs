//! What of a session matters for keeping its hold.

use serde::Deserialize;
use serde_json::Value;

use super::hold::{KeptHold, Life, Origin};
use flex_checkout::internal::{NoSession, check, lookup, text};
use flex_checkout::models::{CaptureMethod, CheckoutSessionStatus};

/// A session as the keeper sees it: read from the body of an answer, whatever its shape, and joined
/// with what was known of its holds before.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SessionView {
    /// The session's id.
    pub session_id: String,
    /// When its money is taken.
    pub capture_method: Option<CaptureMethod>,
    /// How far it is.
    pub status: Option<CheckoutSessionStatus>,
    /// The payment intents across its carts and invoices.
    pub holds: Vec<KeptHold>,
    /// Related objects that came as ids, and that must be asked for in full before anything can be
    /// planned: names for `expand`. Other names than `payment_intent` and `customer` are inferred.
    pub unexpanded: Vec<String>,
}

/// What is known before a session is read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Before<'a> {
    /// The holds that are known.
    pub(crate) holds: &'a [KeptHold],
    /// Before which no hold that is new can have begun: when the reauth that made it was first sent.
    pub(crate) sent_at: Option<u64>,
    /// Which holds that reauth can have made: all but these.
    pub(crate) older: &'a [String],
}

impl SessionView {
    /// Reads the body of an answer. `known` are the holds that were there before.
    ///
    /// # Errors
    ///
    /// If the body holds no session.
    pub fn read(body: &[u8], known: &[KeptHold], now: u64) -> Result<Self, NoSession> {
        Self::read_after(body, Before { holds: known, ..Before::default() }, now)
    }

    pub(crate) fn read_after(body: &[u8], before: Before<'_>, now: u64) -> Result<Self, NoSession> {
        let checked = check(body)?;
        let json = text(body)?;
        let field = |name: &str| lookup(json, &["checkout_session", name]);
        let session_began = began(json, now);
        let holds: Vec<KeptHold> = checked
            .holds
            .into_iter()
            .map(|hold| {
                let known = before
                    .holds
                    .iter()
                    .find(|known| known.payment_intent_id == hold.payment_intent_id);
                let made_by_reauth = !before.older.contains(&hold.payment_intent_id);
                let origin = Origin {
                    sent_at: before.sent_at.filter(|_| made_by_reauth),
                    session_began,
                    now,
                };
                KeptHold::new(hold, known, origin)
            })
            .collect();
        let mut unexpanded = Vec::new();
        let holds_are_ids = holds.iter().any(|hold| hold.life() == Life::Unknown);
        if holds_are_ids && field("payment_intent").is_some() {
            unexpanded.push("payment_intent".to_owned());
        }
        // Its carts have payment intents of their own. The others matter only where nothing else does.
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
            session_id: field("checkout_session_id").unwrap_or_default().into_owned(),
            capture_method: field("capture_method").map(|method| CaptureMethod::from(&*method)),
            status: field("status").map(|status| CheckoutSessionStatus::from(&*status)),
            holds,
            unexpanded,
        })
    }

    /// The ids of its payment intents.
    pub(crate) fn ids(&self) -> Vec<String> {
        self.holds.iter().map(|hold| hold.payment_intent_id.clone()).collect()
    }
}

/// When the session was made, in milliseconds, if it says so in a way that can be true.
fn began(json: &str, now: u64) -> Option<u64> {
    #[derive(Deserialize)]
    struct Envelope {
        checkout_session: Session,
    }
    #[derive(Deserialize)]
    struct Session {
        created_at: Option<Value>,
    }

    let Envelope { checkout_session } = serde_json::from_str(json).ok()?;
    let time = match checkout_session.created_at? {
        Value::String(text) => super::timestamp::parse(&text)?,
        number => {
            // That it counts seconds is inferred. Milliseconds of a year after 1973 are larger than
            // any seconds before the year 5138.
            let time = number.as_u64()?;
            if time > 100_000_000_000 { time } else { time.saturating_mul(1000) }
        }
    };
    // Nobody checked out before 2015, nor will have.
    (1_420_070_400_000..=now).contains(&time).then_some(time)
}
