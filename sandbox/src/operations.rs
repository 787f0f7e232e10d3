//! What the POST routes do to a session: reauth, capture, cancel.

use std::collections::HashMap;

use axum::http::StatusCode;
use flex_checkout::models::{
    Capture, CaptureMethod, Cents, CheckoutSession, CheckoutSessionStatus, PaymentIntent,
    PaymentIntentStatus, UnixSeconds,
};

use crate::clock::{Clock, DAY};
use crate::errors::Refusal;
use crate::ids::new_id;
use crate::intents::{intent_ids, intents_mut};
use crate::kinds::Kind;
use crate::session::Session;

/// What a request does to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Retrieve,
    Reauth,
    Capture,
    Cancel,
}

/// How long a hold is good for on most cards.
const HOLD: i64 = 7 * DAY;

impl Operation {
    pub(crate) fn perform(self, session: &mut Session) -> Result<(), Refusal> {
        session.expire_holds();
        match self {
            Operation::Retrieve => Ok(()),
            Operation::Reauth => reauth(session),
            Operation::Capture => capture(session),
            Operation::Cancel => cancel(session),
        }
    }
}

/// Places a new hold for every payment intent whose money was not captured, and puts a new payment
/// intent in its place: an expired one cannot come back.
fn reauth(session: &mut Session) -> Result<(), Refusal> {
    if session.kind == Kind::Documented {
        session.count_reauth(session.payment_intents.len());
        return Ok(());
    }
    refuse_unless_manual_and_open(session)?;
    let mut renewed = HashMap::new();
    let clock = session.clock;
    for intent in intents_mut(&mut session.stored) {
        if intent.status != Some(PaymentIntentStatus::Succeeded) {
            let new = renewed
                .entry(intent.payment_intent_id.clone())
                .or_insert_with(|| renew(intent, clock));
            *intent = new.clone();
        }
    }
    if renewed.is_empty() {
        return Err(already_processed());
    }
    session.stored.status = Some(CheckoutSessionStatus::Complete);
    session.stored.expires_at = Some(UnixSeconds(clock.unix(HOLD)));
    let before = std::mem::replace(&mut session.payment_intents, intent_ids(&mut session.stored));
    for id in before {
        if renewed.contains_key(&id) {
            session.retire(id);
        }
    }
    session.count_reauth(renewed.len());
    Ok(())
}

fn renew(old: &PaymentIntent, clock: Clock) -> PaymentIntent {
    let mut intent = old.clone();
    intent.payment_intent_id = new_id("fpi");
    intent.status = Some(PaymentIntentStatus::RequiresCapture);
    intent.amount_capturable = intent.amount;
    intent.amount_received = intent.amount_received.map(|_| Cents(0));
    intent.created_at = Some(clock.iso(0));
    intent.latest_charge = intent.latest_charge.map(|_| new_id("fch"));
    intent.client_secret =
        intent.client_secret.map(|_| format!("{}_secret_sandbox", intent.payment_intent_id));
    intent
}

/// Takes everything that is held.
fn capture(session: &mut Session) -> Result<(), Refusal> {
    if session.kind == Kind::Documented {
        return Ok(());
    }
    refuse_unless_manual_and_open(session)?;
    let mut taken = HashMap::new();
    let mut expired = false;
    for intent in intents_mut(&mut session.stored) {
        match intent.status {
            Some(PaymentIntentStatus::RequiresCapture) => {
                intent.status = Some(PaymentIntentStatus::Succeeded);
                intent.amount_capturable = Some(Cents(0));
                intent.amount_received = intent.amount;
                taken.insert(intent.payment_intent_id.clone(), intent.amount.unwrap_or_default().0);
            }
            Some(PaymentIntentStatus::Canceled) => expired = true,
            _ => {}
        }
    }
    if taken.is_empty() {
        return Err(if expired {
            refusal(
                "checkout_session_expired",
                "The hold has expired; reauthorize the session first",
            )
        } else {
            already_processed()
        });
    }
    let capture = new_capture(taken.values().sum(), session.clock);
    session.stored.captures.get_or_insert_default().push(capture);
    Ok(())
}

/// Lets go of everything that is held.
fn cancel(session: &mut Session) -> Result<(), Refusal> {
    if session.kind == Kind::Documented {
        return Ok(());
    }
    refuse_if_canceled(session)?;
    if all_captured(&mut session.stored) {
        return Err(already_processed());
    }
    for intent in intents_mut(&mut session.stored) {
        if intent.status != Some(PaymentIntentStatus::Succeeded) {
            intent.status = Some(PaymentIntentStatus::Canceled);
            intent.amount_capturable = Some(Cents(0));
        }
    }
    session.canceled = true;
    Ok(())
}

fn all_captured(session: &mut CheckoutSession) -> bool {
    intents_mut(session).iter().all(|intent| intent.status == Some(PaymentIntentStatus::Succeeded))
}

fn new_capture(amount: i64, clock: Clock) -> Capture {
    let mut capture = Capture::default();
    capture.amount_captured = Some(Cents(amount));
    capture.capture_id = new_id("fcap");
    capture.created_at = Some(clock.iso(0));
    capture.items = Some(Vec::new());
    capture.test_mode = Some(true);
    capture
}

fn refuse_unless_manual_and_open(session: &Session) -> Result<(), Refusal> {
    if session.stored.capture_method != Some(CaptureMethod::Manual) {
        return Err(Refusal {
            place: "capture_method",
            ..Refusal::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "manual_capture_not_supported",
                "This checkout session is captured automatically",
            )
        });
    }
    refuse_if_canceled(session)
}

fn refuse_if_canceled(session: &Session) -> Result<(), Refusal> {
    if session.canceled {
        return Err(refusal("checkout_session_canceled", "This checkout session was canceled"));
    }
    if session.stored.status == Some(CheckoutSessionStatus::Expired) {
        return Err(refusal("checkout_session_expired", "This checkout session ended unpaid"));
    }
    Ok(())
}

fn already_processed() -> Refusal {
    refusal("checkout_session_already_processed", "This checkout session was captured in full")
}

fn refusal(code: &'static str, sentence: &'static str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, code, sentence)
}
