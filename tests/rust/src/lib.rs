//! A Rust program for the web: the crate's client on the platform's `fetch`, for tests/rust/run.mjs to
//! drive.
#![cfg(target_arch = "wasm32")]

#[cfg(feature = "coverage")]
extern crate covered as _;

use std::cell::RefCell;
use std::rc::Rc;

use flex_checkout::{Answer, ApiKey, Call, Config, Error, Event, Fetch, FlexClient};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;

/// Renews a hold and tells how it went, in JSON. `send` stands in for fetch.
#[wasm_bindgen]
pub async fn renew(
    base_url: String,
    key: String,
    id: String,
    timeout: u32,
    max_retries: u32,
    send: Option<js_sys::Function>,
) -> String {
    let events = Events::default();
    let mut told = match client(&base_url, key, send, &events) {
        Ok(flex) => {
            let call = Call::new().timeout(timeout).max_retries(max_retries);
            let mut told = flex
                .reauth_with(&id, &call)
                .await
                .map_or_else(|error| failed(&error), |it| done(&it));
            told["client"] = format!("{flex:?}").into();
            told
        }
        Err(error) => failed(&error),
    };
    told["events"] = events.borrow().clone().into();
    told.to_string()
}

/// What an observer was told, by name.
type Events = Rc<RefCell<Vec<&'static str>>>;

/// A client on the platform's fetch, or on a stand-in for it with an observer.
fn client(
    base_url: &str,
    key: String,
    send: Option<js_sys::Function>,
    events: &Events,
) -> Result<FlexClient<Fetch>, Error> {
    let config = Config::new(ApiKey::new(key)?).base_url(base_url)?;
    let Some(send) = send else { return Ok(FlexClient::new(config)) };
    let events = Rc::clone(events);
    let observe = move |event| events.borrow_mut().push(name(&event));
    let platform = Fetch::default().with_function(send).with_observer(observe);
    Ok(FlexClient::with_platform(config, platform))
}

fn name(event: &Event) -> &'static str {
    match event {
        Event::Attempt(_) => "attempt",
        Event::Response(_) => "response",
        Event::Retry(_) => "retry",
        _ => "another",
    }
}

fn done(answer: &Answer) -> Value {
    json!({
        "session": answer.session().ok().map(|session| session.checkout_session_id),
        "status": answer.status(),
        "attempts": answer.attempts(),
        "idempotencyKey": answer.idempotency_key(),
        "recovered": answer.recovered(),
        "holds": answer.holds().len(),
    })
}

fn failed(error: &Error) -> Value {
    json!({
        "kind": error.kind(),
        "outcome": error.outcome(),
        "status": error.status(),
        "attempts": error.attempts(),
        "idempotencyKey": error.idempotency_key(),
        "body": error.body(),
        "message": error.message(),
    })
}
