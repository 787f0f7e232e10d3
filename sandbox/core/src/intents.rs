//! The payment intents in a session.

use flex_checkout::models::{CheckoutSession, Expandable, Invoice, MaybeCut, PaymentIntent};

/// Returns every payment intent in a session. One intent may occur several times.
pub(crate) fn intents_mut(session: &mut CheckoutSession) -> Vec<&mut PaymentIntent> {
    let CheckoutSession { payment_intent, split_cart, invoice, subscription, .. } = session;
    let mut intents = Vec::new();
    intents.extend(object_mut(payment_intent));
    if let Some(split_cart) = object_mut(split_cart) {
        let carts = [&mut split_cart.eligible_cart, &mut split_cart.non_eligible_cart];
        for cart in carts.into_iter().flatten() {
            intents.extend(object_mut(&mut cart.payment_intent));
        }
    }
    intents.extend(object_mut(invoice).and_then(intent_of));
    if let Some(subscription) = object_mut(subscription)
        && let Some(MaybeCut::Whole(invoice)) = object_mut(&mut subscription.latest_invoice)
    {
        intents.extend(intent_of(invoice));
    }
    intents
}

/// Returns a session's payment intents, each once.
pub(crate) fn unique_intents(session: &CheckoutSession) -> Vec<PaymentIntent> {
    let mut intents = Vec::<PaymentIntent>::new();
    for intent in intents_mut(&mut session.clone()) {
        if !intents.iter().any(|known| known.payment_intent_id == intent.payment_intent_id) {
            intents.push(intent.clone());
        }
    }
    intents
}

/// Returns the ids of a session's payment intents, each once.
pub(crate) fn intent_ids(session: &CheckoutSession) -> Vec<String> {
    unique_intents(session).into_iter().map(|intent| intent.payment_intent_id).collect()
}

fn intent_of(invoice: &mut Invoice) -> Option<&mut PaymentIntent> {
    object_mut(&mut invoice.payment_intent)
}

fn object_mut<T>(slot: &mut Option<Expandable<T>>) -> Option<&mut T> {
    match slot {
        Some(Expandable::Object(object)) => Some(object),
        _ => None,
    }
}
