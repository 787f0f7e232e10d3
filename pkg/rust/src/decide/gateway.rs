//! The gateway's decisions, from lines and to JSON.

use flex_checkout::{ErrorKind, Outcome};

use super::Lines;
use crate::gateway::token::{Claims, Token, Use};
use crate::gateway::{self, Asked, Expose, Fault, Gate, Refusal, Rules, Verdict};
use crate::json::{Fields, Headers};

/// What to do with a request.
pub(super) fn gate(lines: &mut Lines<'_>) -> Option<Vec<u8>> {
    let rules = Rules {
        base: lines.next(),
        allowed_origins: lines.words().collect(),
        allowed_headers: lines.words().collect(),
        allows_credentials: lines.flag(),
        allows_missing_origin: lines.flag(),
        max_request_bytes: lines.number()?,
    };
    let asked = Asked {
        method: lines.next(),
        url: lines.next(),
        origin: lines.some(),
        requested_method: lines.some(),
        content_length: lines.some(),
        idempotency_key: lines.some(),
    };
    let Gate { headers, verdict } = gateway::gate(&rules, &asked);
    Some(write(|json| {
        json.field("headers", &Headers(&headers));
        match verdict {
            Verdict::Preflight => json.field("preflight", &true),
            Verdict::Refused(refusal) => json.field("refused", &refusal.as_str()),
            Verdict::Admitted(admitted) => json
                .field("action", &admitted.action)
                .field("sessionId", &admitted.session_id)
                .field("expand", &admitted.expand.as_slice()),
        };
    }))
}

/// What a refusal of the gateway's own says: its code, and whether the call was a reauth.
pub(super) fn refuse(lines: &mut Lines<'_>) -> Option<Vec<u8>> {
    let refusal = Refusal::named(lines.next())?;
    Some(fault_json(&refusal.fault(lines.flag())))
}

/// What a failed call to Flex says: kind, outcome, status, code, milliseconds to wait.
pub(super) fn fault(lines: &mut Lines<'_>) -> Option<Vec<u8>> {
    let kind = ErrorKind::named(lines.next())?;
    let outcome = Outcome::named(lines.next())?;
    let status = lines.number();
    let code = lines.some().map(String::from);
    let retry_after = lines.number();
    Some(fault_json(&Fault::of_call(kind, outcome, status, code, retry_after)))
}

/// Whether a token is good for a use, but for its mac: the token, and the use.
pub(super) fn check_token(lines: &mut Lines<'_>) -> Option<Vec<u8>> {
    let token = lines.next();
    let session_id = lines.next();
    let action = lines.next();
    let r#use = Use { session_id, action, now: lines.number()?, max_age: lines.number()? };
    Some(write(|json| {
        match Token::check(token, r#use) {
            Ok(Token { signed, mac, claims }) => json
                .field("signed", &signed)
                .field("mac", &mac)
                .field("subject", &claims.subject)
                .field("nonce", &claims.nonce),
            Err(refused) => json.field("refused", &refused.as_str()),
        };
    }))
}

/// The part of a new token that its mac is made of; empty if a claim cannot stand in one.
pub(super) fn sign_token(lines: &mut Lines<'_>) -> Option<Vec<u8>> {
    let claims = Claims {
        session_id: lines.next(),
        actions: lines.next(),
        issued: lines.number()?,
        expires: lines.number()?,
        nonce: lines.next(),
        subject: lines.next(),
    };
    claims.to_signed().map(String::into_bytes)
}

/// What of a session leaves, with the paths that are exposed.
pub(super) fn withhold(lines: &mut Lines<'_>, body: &[u8]) -> Option<Vec<u8>> {
    gateway::withhold(body, &Expose::new(lines.words()).ok()?)
}

fn fault_json(fault: &Fault) -> Vec<u8> {
    write(|json| {
        json.field("status", &u32::from(fault.status))
            .field("kind", &fault.kind.as_str())
            .field("outcome", &fault.outcome.as_str())
            .field("code", &fault.code)
            .field("message", &fault.message)
            .field("retryAfter", &fault.retry_after);
    })
}

fn write(fields: impl FnOnce(&mut Fields<'_>)) -> Vec<u8> {
    let mut json = Vec::with_capacity(512);
    let mut writer = Fields::new(&mut json);
    fields(&mut writer);
    writer.end();
    json
}
