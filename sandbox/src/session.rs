//! One checkout session and everything that happened to it.

use std::collections::BTreeMap;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use flex_checkout::models::{Cents, CheckoutSession, PaymentIntentStatus};
use serde::Serialize;

use crate::clock::Clock;
use crate::expand::Expand;
use crate::faults::Fault;
use crate::intents::{intent_ids, intents_mut};
use crate::json::Json;
use crate::kinds::Kind;
use crate::seeds;

/// How much of a list that grows with every request is kept; the counts beside it stay exact.
const LISTED: usize = 1000;

/// A checkout session, how it is rendered, and what was done to it.
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    /// The session itself, every related object in full.
    pub(crate) stored: CheckoutSession,
    pub(crate) payment_intents: Vec<String>,
    pub(crate) former_payment_intents: Vec<String>,
    /// Whether a cancel ended it. Flex's session says that nowhere.
    pub(crate) canceled: bool,
    pub(crate) faults: Vec<Fault>,
    /// Merged into the session on every rendering.
    pub(crate) patch: Option<Json>,
    /// Takes the place of every 2xx body.
    pub(crate) body: Option<Bytes>,
    pub(crate) clock: Clock,
    /// How long a hold lives, in milliseconds. For ever, unless told.
    pub(crate) hold_life_ms: Option<i64>,
    reauths: u64,
    holds_placed: u64,
    holds_expired: u64,
    idempotency_keys: Vec<String>,
    requests: BTreeMap<String, u64>,
}

/// A session as the control routes show it.
#[derive(Serialize)]
pub(crate) struct Entry<'a> {
    id: &'a str,
    kind: Kind,
    title: &'static str,
    payment_intents: &'a [String],
    former_payment_intents: &'a [String],
    reauths: u64,
    holds_placed: u64,
    holds_expired: u64,
    idempotency_keys: &'a [String],
    requests: &'a BTreeMap<String, u64>,
    faults: &'a [Fault],
    checkout_session: &'a CheckoutSession,
}

impl Session {
    pub(crate) fn new(kind: Kind, id: String) -> Session {
        let mut stored = seeds::session(kind, &id);
        Session {
            payment_intents: intent_ids(&mut stored),
            id,
            kind,
            stored,
            former_payment_intents: Vec::new(),
            canceled: false,
            faults: Vec::new(),
            patch: None,
            body: None,
            clock: Clock::default(),
            hold_life_ms: None,
            reauths: 0,
            holds_placed: 0,
            holds_expired: 0,
            idempotency_keys: Vec::new(),
            requests: BTreeMap::new(),
        }
    }

    pub(crate) fn entry(&self) -> Entry<'_> {
        Entry {
            id: &self.id,
            kind: self.kind,
            title: self.kind.title(),
            payment_intents: &self.payment_intents,
            former_payment_intents: &self.former_payment_intents,
            reauths: self.reauths,
            holds_placed: self.holds_placed,
            holds_expired: self.holds_expired,
            idempotency_keys: &self.idempotency_keys,
            requests: &self.requests,
            faults: &self.faults,
            checkout_session: &self.stored,
        }
    }

    /// The body of a 2xx answer.
    pub(crate) fn render(&self, expand: &Expand) -> Bytes {
        if let Some(body) = &self.body {
            return body.clone();
        }
        let body = if self.kind == Kind::Documented {
            Bytes::from_static(seeds::DOCUMENTED.as_bytes())
        } else if self.kind.always_in_full() {
            envelope(&self.stored)
        } else {
            let mut session = self.stored.clone();
            expand.collapse(&mut session);
            envelope(&session)
        };
        match &self.patch {
            Some(patch) => patched(&body, patch),
            None => body,
        }
    }

    pub(crate) fn count_request(&mut self, method: &str, key: Option<&str>) {
        *self.requests.entry(method.to_owned()).or_default() += 1;
        if let Some(key) = key
            && method == "POST"
            && !self.idempotency_keys.iter().any(|seen| seen == key)
        {
            push_bounded(&mut self.idempotency_keys, key.to_owned());
        }
    }

    pub(crate) fn count_reauth(&mut self, holds: usize) {
        self.reauths += 1;
        self.holds_placed += holds as u64;
    }

    /// Makes its live holds so old, by its own clock.
    pub(crate) fn age_holds(&mut self, age_ms: i64) {
        let created_at = Some(self.clock.iso_ms(-age_ms));
        for intent in intents_mut(&mut self.stored) {
            if intent.status == Some(PaymentIntentStatus::RequiresCapture) {
                intent.created_at.clone_from(&created_at);
            }
        }
    }

    /// Ends the holds whose life is over, by its own clock.
    pub(crate) fn expire_holds(&mut self) {
        let Some(life) = self.hold_life_ms else { return };
        for intent in intents_mut(&mut self.stored) {
            let age = intent.created_at.as_deref().and_then(|made| self.clock.since(made));
            if intent.status == Some(PaymentIntentStatus::RequiresCapture)
                && age.is_some_and(|age| age >= life)
            {
                intent.status = Some(PaymentIntentStatus::Canceled);
                intent.amount_capturable = Some(Cents(0));
                self.holds_expired += 1;
            }
        }
    }

    /// Notes that a payment intent has been replaced.
    pub(crate) fn retire(&mut self, id: String) {
        push_bounded(&mut self.former_payment_intents, id);
    }
}

fn push_bounded(list: &mut Vec<String>, entry: String) {
    if list.len() == LISTED {
        list.remove(0);
    }
    list.push(entry);
}

fn envelope(session: &CheckoutSession) -> Bytes {
    let session = serde_json::to_string(session).expect("a session has no keys but strings");
    format!(r#"{{"checkout_session":{session}}}"#).into()
}

fn patched(body: &Bytes, patch: &Json) -> Bytes {
    let mut body: Json = serde_json::from_slice(body).expect("a rendered session is JSON");
    let wrapped = Json::Object(vec![("checkout_session".to_owned(), patch.clone())]);
    body.merge(&wrapped);
    serde_json::to_vec(&body).expect("JSON has no keys but strings").into()
}

/// A status and a JSON body.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) body: Bytes,
    replayed: bool,
}

impl Answer {
    pub(crate) fn new(status: StatusCode, body: impl Into<Bytes>) -> Answer {
        Answer { status, body: body.into(), replayed: false }
    }

    /// The same answer, marked as one that was given before.
    pub(crate) fn replayed(self) -> Answer {
        Answer { replayed: true, ..self }
    }

    /// The same answer with another body.
    pub(crate) fn with_body(self, body: impl Into<Bytes>) -> Answer {
        Answer { body: body.into(), ..self }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let json = HeaderValue::from_static("application/json");
        let mut response = (self.status, [(header::CONTENT_TYPE, json)], self.body).into_response();
        if self.replayed {
            response.headers_mut().insert(
                HeaderName::from_static("idempotent-replayed"),
                HeaderValue::from_static("true"),
            );
        }
        response
    }
}
