//! What JavaScript is told to do next, as JSON.

use super::json::{Fields, Headers, Nullable, ToJson};
use crate::answer::Answer;
use crate::error::Error;
use crate::event::Event;
use crate::request::Request;
use crate::run::Run;

/// To send a request.
pub(super) fn send(number: u32, run: &mut Run, now: u64) -> Vec<u8> {
    run.send(now);
    let events = run.events();
    step(&events, |step| {
        step.field("run", &number).field("send", run.request());
    })
}

/// To wait so many milliseconds.
pub(super) fn wait(delay: u32, events: &[Event]) -> Vec<u8> {
    step(events, |step| {
        step.field("wait", &delay);
    })
}

/// To hand out the session, which the engine's own parser makes of the body.
pub(super) fn succeeded(answer: &Answer, events: &[Event]) -> Vec<u8> {
    step(events, |step| {
        step.field("done", answer);
    })
}

/// To hand out an error.
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
        Fields::new(json)
            .field("method", &self.method.as_str())
            .field("url", &self.url)
            .field("headers", &Headers(&self.headers))
            .field("maxBytes", &u32::try_from(self.max_response_bytes).unwrap_or(u32::MAX))
            .field("timeout", &self.timeout)
            .end();
    }
}

/// What `withResponse()` gives, but for `data` and `headers`.
impl ToJson for Answer {
    fn write(&self, json: &mut Vec<u8>) {
        Fields::new(json)
            .field("status", &u32::from(self.status))
            .field("attempts", &self.attempts)
            .field("idempotencyKey", &self.idempotency_key)
            .field("holds", &self.holds())
            .field("drift", &Nullable(&self.checked.drift))
            .field("recovered", &self.recovered)
            .end();
    }
}

/// The facts of a `FlexError`, but for `body`, `headers` and `cause`.
impl ToJson for Error {
    fn write(&self, json: &mut Vec<u8>) {
        Fields::new(json)
            .field("kind", &self.kind())
            .field("outcome", &self.outcome())
            .field("message", &self.message())
            .field("status", &self.status().map(u32::from))
            .field("code", &self.code())
            .field("idempotencyKey", &self.idempotency_key())
            .field("attempts", &self.attempts())
            .field("retryAfter", &self.retry_after())
            .field("path", &self.path())
            .end();
    }
}

impl ToJson for Event {
    fn write(&self, json: &mut Vec<u8>) {
        let event: &dyn ToJson = match self {
            Self::Attempt(event) => event,
            Self::Response(event) => event,
            Self::Retry(event) => event,
            Self::Drift(event) => event,
        };
        event.write(json);
    }
}
