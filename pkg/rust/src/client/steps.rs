//! The next step for JavaScript, as JSON.

use flex_checkout::internal::{Run, in_javascript, milliseconds, retry_after_ms, timeout_ms};
use flex_checkout::models::PaymentIntentStatus;
use flex_checkout::{Answer, Drift, Error, Event, Hold, Request};

use crate::json::{Fields, Headers, Nullable, ToJson};

/// Sends a request.
pub(super) fn send(number: u32, run: &mut Run, now: u64) -> Vec<u8> {
    run.send(now);
    let events = run.events();
    step(&events, |step| {
        step.field("run", &number).field("send", run.request());
    })
}

/// Waits so many milliseconds.
pub(super) fn wait(delay: u32, events: &[Event]) -> Vec<u8> {
    step(events, |step| {
        step.field("wait", &delay);
    })
}

/// Resolves with the session, which the engine's own parser makes of the body.
pub(super) fn succeeded(answer: &Answer, events: &[Event]) -> Vec<u8> {
    step(events, |step| {
        step.field("done", answer);
    })
}

/// Rejects with an error.
pub(super) fn failed(error: &Error, events: &[Event]) -> Vec<u8> {
    step(events, |step| {
        step.field("failed", error);
    })
}

fn step(events: &[Event], write: impl FnOnce(&mut Fields<'_>)) -> Vec<u8> {
    let mut json = Vec::with_capacity(512);
    let mut fields = Fields::new(&mut json);
    write(fields.field("events", &Some(events).filter(|events| !events.is_empty())));
    fields.end();
    json
}

impl ToJson for Request {
    fn write(&self, json: &mut Vec<u8>) {
        let headers: Vec<(&str, &str)> = self.headers().collect();
        Fields::new(json)
            .field("method", &self.method().as_str())
            .field("url", &self.url())
            .field("headers", &Headers(&headers))
            .field("maxBytes", &u32::try_from(self.max_response_bytes()).unwrap_or(u32::MAX))
            .field("timeout", &timeout_ms(self))
            .end();
    }
}

/// The fields of `withResponse()`, but for `data` and `headers`.
impl ToJson for Answer {
    fn write(&self, json: &mut Vec<u8>) {
        Fields::new(json)
            .field("status", &u32::from(self.status()))
            .field("attempts", &self.attempts())
            .field("idempotencyKey", &self.idempotency_key())
            .field("holds", &self.holds())
            .field("drift", &Nullable(&self.drift()))
            .field("recovered", &self.recovered())
            .end();
    }
}

/// The fields of a `FlexError`, but for `body`, `headers` and `cause`.
impl ToJson for Error {
    fn write(&self, json: &mut Vec<u8>) {
        Fields::new(json)
            .field("kind", &self.kind().as_str())
            .field("outcome", &self.outcome().as_str())
            .field("message", &in_javascript(self.message()))
            .field("status", &self.status().map(u32::from))
            .field("code", &self.code())
            .field("idempotencyKey", &self.idempotency_key())
            .field("attempts", &self.attempts())
            .field("retryAfter", &retry_after_ms(self))
            .field("path", &self.path())
            .end();
    }
}

impl ToJson for Hold {
    fn write(&self, json: &mut Vec<u8>) {
        Fields::new(json)
            .field("payment_intent_id", &self.payment_intent_id)
            .field("status", &self.status.as_ref().map(PaymentIntentStatus::as_str))
            .field("amount", &self.amount.map(|cents| cents.0))
            .field("amount_capturable", &self.amount_capturable.map(|cents| cents.0))
            .field("created_at", &self.created_at)
            .field("cart", &self.cart.as_str())
            .end();
    }
}

impl ToJson for &Drift {
    fn write(&self, json: &mut Vec<u8>) {
        Fields::new(json)
            .field("path", &self.path)
            .field("expected", &self.expected)
            .field("found", &self.found)
            .end();
    }
}

impl ToJson for Event {
    fn write(&self, json: &mut Vec<u8>) {
        let mut fields = Fields::new(json);
        match self {
            Self::Attempt(event) => fields
                .field("type", &"attempt")
                .field("attempt", &event.attempt)
                .field("method", &event.method),
            Self::Response(event) => fields
                .field("type", &"response")
                .field("attempt", &event.attempt)
                .field("method", &event.method)
                .field("status", &u32::from(event.status))
                .field("duration", &milliseconds(event.duration)),
            Self::Retry(event) => fields
                .field("type", &"retry")
                .field("attempt", &event.attempt)
                .field("delay", &milliseconds(event.delay))
                .field("reason", &event.reason.as_str())
                .field("action", &event.action.as_str()),
            Self::Drift(event) => fields
                .field("type", &"drift")
                .field("path", &event.path)
                .field("expected", &event.expected)
                .field("found", &event.found),
            _ => &mut fields,
        };
        fields.end();
    }
}
