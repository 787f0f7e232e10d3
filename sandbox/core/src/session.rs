//! A checkout session and its history.

use std::collections::{BTreeMap, VecDeque};

use flex_checkout::models::{Cents, CheckoutSession, PaymentIntent, PaymentIntentStatus};
use serde::Serialize;

use crate::call::Call;
use crate::clock::Clock;
use crate::errors::Refusal;
use crate::faults::Fault;
use crate::intents::{intent_ids, intents_mut, unique_intents};
use crate::json::Json;
use crate::kinds::Kind;
use crate::moment::Moment;
use crate::operations::is_held;
use crate::reauth_mode::ReauthMode;
use crate::seeds;

/// The length of lists that grow with every request; the counts beside them stay exact.
const LISTED: usize = 1000;

/// A checkout session, its rendering, and its history.
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) kind: Kind,
    /// The session, every related object in full.
    pub(crate) stored: CheckoutSession,
    pub(crate) payment_intents: Vec<String>,
    /// The payment intents that reauths replaced, the oldest first. Their holds may be live.
    former: VecDeque<PaymentIntent>,
    /// The payment intents that were canceled on request: a reauth does not renew them.
    pub(crate) released: Vec<String>,
    /// Fields of captures that the models lack, by the capture's id.
    pub(crate) capture_amounts: Vec<(String, &'static str, u32)>,
    pub(crate) faults: Vec<Fault>,
    /// Merged into the session on every rendering.
    pub(crate) patch: Option<Json>,
    /// Replaces every 2xx body.
    pub(crate) body: Option<Vec<u8>>,
    pub(crate) clock: Clock,
    /// The lifetime of a hold, in milliseconds. Default: unlimited.
    pub(crate) hold_life_ms: Option<i64>,
    /// Its own reauth mode. Default: the sandbox's.
    pub(crate) own_reauth_mode: Option<ReauthMode>,
    pub(crate) default_reauth_mode: ReauthMode,
    reauths: u64,
    holds_placed: u64,
    holds_expired: u64,
    captures_made: u64,
    captured_cents: i64,
    pub(crate) cancels: u64,
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
    former_payment_intents: Vec<&'a str>,
    reauth_mode: ReauthMode,
    reauths: u64,
    holds_placed: u64,
    holds_expired: u64,
    captures_made: u64,
    captured_cents: i64,
    cancels: u64,
    idempotency_keys: &'a [String],
    requests: &'a BTreeMap<String, u64>,
    faults: &'a [Fault],
    checkout_session: &'a CheckoutSession,
}

impl Session {
    pub(crate) fn new(kind: Kind, id: String, moment: &Moment) -> Session {
        let stored = seeds::session(kind, &id, moment);
        Session {
            payment_intents: intent_ids(&stored),
            id,
            kind,
            stored,
            former: VecDeque::new(),
            released: Vec::new(),
            capture_amounts: Vec::new(),
            faults: Vec::new(),
            patch: None,
            body: None,
            clock: Clock::default(),
            hold_life_ms: None,
            own_reauth_mode: None,
            default_reauth_mode: ReauthMode::default(),
            reauths: 0,
            holds_placed: 0,
            holds_expired: 0,
            captures_made: 0,
            captured_cents: 0,
            cancels: 0,
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
            former_payment_intents: self
                .former
                .iter()
                .map(|intent| intent.payment_intent_id.as_str())
                .collect(),
            reauth_mode: self.reauth_mode(),
            reauths: self.reauths,
            holds_placed: self.holds_placed,
            holds_expired: self.holds_expired,
            captures_made: self.captures_made,
            captured_cents: self.captured_cents,
            cancels: self.cancels,
            idempotency_keys: &self.idempotency_keys,
            requests: &self.requests,
            faults: &self.faults,
            checkout_session: &self.stored,
        }
    }

    /// Renders the session.
    #[expect(clippy::unnecessary_wraps, reason = "the response of a route")]
    pub(crate) fn render(&self, call: &Call) -> Result<Vec<u8>, Refusal> {
        if self.kind == Kind::Documented {
            return Ok(self.patched(seeds::documented_for(&self.id).into_bytes()));
        }
        let mut session = self.stored.clone();
        if !self.kind.always_in_full() {
            call.expand.collapse(&mut session);
        }
        Ok(self.patched(envelope("checkout_session", &session)))
    }

    /// Adds the fields that the models lack, and merges the patch.
    fn patched(&self, body: Vec<u8>) -> Vec<u8> {
        if self.capture_amounts.is_empty() && self.patch.is_none() {
            return body;
        }
        let mut json: Json = serde_json::from_slice(&body).expect("a rendered session is JSON");
        let Some(session) = json.field_mut("checkout_session") else { return body };
        if let Some(Json::Array(captures)) = session.field_mut("captures") {
            for capture in captures {
                self.add_amounts(capture);
            }
        }
        if let Some(patch) = &self.patch {
            session.merge(patch);
        }
        serde_json::to_vec(&json).expect("JSON has no keys but strings")
    }

    fn add_amounts(&self, capture: &mut Json) {
        let Some(Json::Text(id)) = capture.field_mut("capture_id").cloned() else { return };
        let Json::Object(fields) = capture else { return };
        let own = self.capture_amounts.iter().filter(|(capture, ..)| *capture == id);
        fields.extend(
            own.map(|(_, name, amount)| ((*name).to_owned(), Json::Number((*amount).into()))),
        );
    }

    /// Returns its payment intents with those that reauths replaced, the oldest first.
    pub(crate) fn intents(&self) -> Vec<PaymentIntent> {
        self.former.iter().cloned().chain(self.current_intents()).collect()
    }

    /// Returns the payment intents that no reauth has replaced.
    pub(crate) fn current_intents(&self) -> Vec<PaymentIntent> {
        unique_intents(&self.stored)
    }

    pub(crate) fn has_intent(&self, id: &str) -> bool {
        self.payment_intents.iter().any(|own| own == id)
            || self.former.iter().any(|intent| intent.payment_intent_id == id)
    }

    /// Cancels a payment intent on request.
    pub(crate) fn release(&mut self, id: &str) {
        let current = intents_mut(&mut self.stored);
        for intent in self.former.iter_mut().chain(current) {
            if intent.payment_intent_id == id {
                cancel(intent);
            }
        }
        self.released.push(id.to_owned());
    }

    /// Cancels the current payment intents of which nothing was captured.
    pub(crate) fn release_uncaptured(&mut self) {
        for intent in self.current_intents() {
            if intent.status != Some(PaymentIntentStatus::Succeeded) {
                self.release(&intent.payment_intent_id);
            }
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

    pub(crate) fn reauth_mode(&self) -> ReauthMode {
        self.own_reauth_mode.unwrap_or(self.default_reauth_mode)
    }

    pub(crate) fn count_reauth(&mut self, holds: usize) {
        self.reauths += 1;
        self.holds_placed += holds as u64;
    }

    /// Sets the age of its active holds, by its own clock.
    pub(crate) fn age_holds(&mut self, age_ms: i64, moment: &Moment) {
        let created_at = Some(self.clock.iso_ms(moment, age_ms.saturating_neg()));
        for intent in intents_mut(&mut self.stored) {
            if is_held(intent) {
                intent.created_at.clone_from(&created_at);
            }
        }
    }

    pub(crate) fn count_capture(&mut self, cents: i64) {
        self.captures_made += 1;
        self.captured_cents += cents;
    }

    /// Expires holds past their lifetime, by its own clock. Counts the current ones.
    pub(crate) fn expire_holds(&mut self, moment: &Moment) {
        let Some(life) = self.hold_life_ms else { return };
        let clock = self.clock;
        let is_over = |intent: &PaymentIntent| {
            let age = || intent.created_at.as_deref().and_then(|made| clock.since(moment, made));
            is_held(intent) && age().is_some_and(|age| age >= life)
        };
        self.former.iter_mut().filter(|intent| is_over(intent)).for_each(cancel);
        // A subscription contains its payment intent twice.
        let mut expired = Vec::new();
        for intent in intents_mut(&mut self.stored) {
            if is_over(intent) {
                cancel(intent);
                expired.push(&intent.payment_intent_id);
            }
        }
        expired.dedup();
        self.holds_expired += expired.len() as u64;
    }

    /// Records that a payment intent was replaced. In the mode `renews_live`, cancels it.
    pub(crate) fn retire(&mut self, mut intent: PaymentIntent) {
        if self.reauth_mode() == ReauthMode::RenewsLive {
            cancel(&mut intent);
        }
        if self.former.len() == LISTED {
            self.former.pop_front();
        }
        self.former.push_back(intent);
    }
}

fn cancel(intent: &mut PaymentIntent) {
    intent.status = Some(PaymentIntentStatus::Canceled);
    intent.amount_capturable = Some(Cents(0));
}

fn push_bounded(list: &mut Vec<String>, entry: String) {
    if list.len() == LISTED {
        list.remove(0);
    }
    list.push(entry);
}

/// Writes an object with one field.
pub(crate) fn envelope(name: &str, value: &(impl Serialize + ?Sized)) -> Vec<u8> {
    let value = serde_json::to_string(value).expect("an object has no keys but strings");
    format!(r#"{{"{name}":{value}}}"#).into()
}
