//! The operations of sessions: reauth and cancel. Captures have their own module.

use flex_checkout::models::{
    CaptureMethod, Cents, CheckoutSessionStatus, PaymentIntent, PaymentIntentStatus, UnixSeconds,
};

use crate::call::Call;
use crate::clock::{Clock, DAY};
use crate::errors::Refusal;
use crate::intents::{intent_ids, intents_mut};
use crate::kinds::Kind;
use crate::moment::Moment;
use crate::reauth_mode::ReauthMode;
use crate::session::Session;

/// The lifetime of a hold on most cards.
const HOLD: i64 = 7 * DAY;

/// Places a new hold for every payment intent that is neither captured nor canceled on request, and
/// replaces the payment intent: an expired one cannot be revived. The reauth mode applies to a hold
/// that is still live.
pub(crate) fn reauth(session: &mut Session, _: &Call, moment: &Moment) -> Result<(), Refusal> {
    if session.kind == Kind::Documented {
        session.count_reauth(session.payment_intents.len());
        return Ok(());
    }
    refuse_unless_manual(session)?;
    let mut old = session.current_intents();
    old.retain(|intent| {
        intent.status != Some(PaymentIntentStatus::Succeeded)
            && !session.released.contains(&intent.payment_intent_id)
    });
    if old.is_empty() {
        return Err(nothing_held(session));
    }
    if session.reauth_mode() == ReauthMode::RefusesLive && old.iter().any(is_held) {
        return Err(Refusal::bad_request(
            "reauthorization_not_available",
            "A hold of this checkout session is still live",
        ));
    }
    for old in &old {
        let new = renew(old, session.clock, moment);
        for intent in intents_mut(&mut session.stored) {
            if intent.payment_intent_id == old.payment_intent_id {
                *intent = new.clone();
            }
        }
    }
    session.stored.status = Some(CheckoutSessionStatus::Complete);
    session.stored.expires_at = Some(UnixSeconds(session.clock.unix(moment, HOLD)));
    session.payment_intents = intent_ids(&session.stored);
    session.count_reauth(old.len());
    for intent in old {
        session.retire(intent);
    }
    Ok(())
}

fn renew(old: &PaymentIntent, clock: Clock, moment: &Moment) -> PaymentIntent {
    let mut intent = old.clone();
    intent.payment_intent_id = moment.new_id("fpi");
    intent.status = Some(PaymentIntentStatus::RequiresCapture);
    // The captured part of the old hold is not held again.
    let received = old.amount_received.unwrap_or_default().0;
    intent.amount = intent.amount.map(|amount| Cents(amount.0 - received));
    intent.amount_capturable = intent.amount;
    intent.amount_received = intent.amount_received.map(|_| Cents(0));
    intent.created_at = Some(clock.iso(moment, 0));
    intent.latest_charge = intent.latest_charge.map(|_| moment.new_id("fch"));
    intent.client_secret =
        intent.client_secret.map(|_| format!("{}_secret_sandbox", intent.payment_intent_id));
    intent
}

/// Releases every hold, including those that reauths replaced.
pub(crate) fn cancel(session: &mut Session, _: &Call, _: &Moment) -> Result<(), Refusal> {
    if session.kind != Kind::Documented {
        let mut intents = session.intents();
        intents.retain(|intent| intent.status != Some(PaymentIntentStatus::Succeeded));
        if !intents.iter().any(is_held) {
            return Err(nothing_held(session));
        }
        for intent in &intents {
            session.release(&intent.payment_intent_id);
        }
    }
    session.cancels += 1;
    Ok(())
}

/// Returns true if the payment intent holds money.
pub(crate) fn is_held(intent: &PaymentIntent) -> bool {
    intent.status == Some(PaymentIntentStatus::RequiresCapture)
}

pub(crate) fn refuse_unless_manual(session: &Session) -> Result<(), Refusal> {
    if session.stored.capture_method == Some(CaptureMethod::Manual) {
        return Ok(());
    }
    Err(Refusal {
        location: "capture_method",
        ..Refusal::new(
            422,
            "manual_capture_not_supported",
            "This checkout session is captured automatically",
        )
    })
}

/// Explains why a session holds no money.
pub(crate) fn nothing_held(session: &Session) -> Refusal {
    let intents = session.current_intents();
    let captured =
        intents.iter().any(|intent| intent.status == Some(PaymentIntentStatus::Succeeded));
    let expired = intents.iter().any(|intent| {
        intent.status == Some(PaymentIntentStatus::Canceled)
            && !session.released.contains(&intent.payment_intent_id)
    });
    let (code, sentence) = if expired {
        ("checkout_session_expired", "The hold has expired; reauthorize the session first")
    } else if captured {
        ("checkout_session_already_processed", "This checkout session was captured in full")
    } else {
        ("checkout_session_canceled", "This checkout session was canceled")
    };
    Refusal::bad_request(code, sentence)
}
