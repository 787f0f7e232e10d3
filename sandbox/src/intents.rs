//! Where a session's payment intents stand.

use flex_checkout::models::{CheckoutSession, Expandable, Invoice, MaybeCut, PaymentIntent};

/// Every payment intent of a session, wherever it stands. One intent may stand in several places.
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

/// The ids of a session's payment intents, each once.
pub(crate) fn intent_ids(session: &mut CheckoutSession) -> Vec<String> {
    let mut ids = Vec::new();
    for intent in intents_mut(session) {
        if !ids.contains(&intent.payment_intent_id) {
            ids.push(intent.payment_intent_id.clone());
        }
    }
    ids
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
