//! The routes of payment intents.

use flex_checkout::models::{PaymentIntent, PaymentIntentStatus};

use crate::call::Call;
use crate::errors::Refusal;
use crate::moment::Moment;
use crate::operations::is_held;
use crate::session::{Session, envelope};

/// Flex documents these limits for lists of sessions, not of payment intents.
const LARGEST_PAGE: usize = 100;
const PAGE: usize = 10;

/// Renders a page of a session's payment intents, the newest first.
pub(crate) fn list(session: &Session, call: &Call) -> Result<Vec<u8>, Refusal> {
    let mut intents = session.intents();
    intents.reverse();
    let limit = limit(call.parameter("limit"))?;
    let after = cursor(call, "starting_after", &intents)?;
    let before = cursor(call, "ending_before", &intents)?;
    let range = match (after, before) {
        (Some(_), Some(_)) => {
            return Err(Refusal::invalid(
                "ending_before",
                "starting_after and ending_before exclude each other",
            ));
        }
        (None, Some(before)) => before.saturating_sub(limit)..before,
        (after, None) => {
            let start = after.map_or(0, |after| after + 1);
            start..intents.len().min(start + limit)
        }
    };
    let page = &mut intents[range];
    for intent in page.iter_mut() {
        expand(intent, session, call);
    }
    Ok(envelope("payment_intents", page))
}

pub(crate) fn limit(value: Option<&str>) -> Result<usize, Refusal> {
    let Some(value) = value else { return Ok(PAGE) };
    let limit = value.parse().ok().filter(|limit| (1..=LARGEST_PAGE).contains(limit));
    limit.ok_or_else(|| {
        let sentence = format!("limit must be a whole number from 1 to 100; got {value:?}");
        Refusal::invalid("limit", sentence)
    })
}

/// Returns the index of the payment intent that a cursor names.
fn cursor(
    call: &Call,
    name: &'static str,
    intents: &[PaymentIntent],
) -> Result<Option<usize>, Refusal> {
    let Some(id) = call.parameter(name) else { return Ok(None) };
    let index = intents.iter().position(|intent| intent.payment_intent_id == id);
    index.map(Some).ok_or_else(|| Refusal {
        location: name,
        ..Refusal::bad_request(
            "invalid_cursor",
            format!("{name} is not a payment intent of this checkout session"),
        )
    })
}

/// Renders a payment intent.
pub(crate) fn show(session: &Session, call: &Call) -> Result<Vec<u8>, Refusal> {
    let mut intent = find(session, call)?;
    expand(&mut intent, session, call);
    Ok(envelope("payment_intent", &intent))
}

/// Cancels one hold, which may be one that a reauth replaced.
pub(crate) fn cancel(session: &mut Session, call: &Call, _: &Moment) -> Result<(), Refusal> {
    let intent = find(session, call)?;
    if !is_held(&intent) {
        let (code, sentence) = if intent.status == Some(PaymentIntentStatus::Canceled) {
            ("payment_intent_canceled", "This payment intent has expired or was canceled")
        } else {
            ("payment_intent_already_processed", "This payment intent was captured")
        };
        let location = "payment_intent";
        return Err(Refusal { location, ..Refusal::bad_request(code, sentence) });
    }
    session.release(&intent.payment_intent_id);
    session.cancels += 1;
    Ok(())
}

fn find(session: &Session, call: &Call) -> Result<PaymentIntent, Refusal> {
    let mut intents = session.intents().into_iter();
    intents
        .find(|intent| Some(&intent.payment_intent_id) == call.id.as_ref())
        .ok_or_else(Refusal::unknown_intent)
}

fn expand(intent: &mut PaymentIntent, session: &Session, call: &Call) {
    call.expand.apply(intent, session.stored.customer.as_ref());
}
