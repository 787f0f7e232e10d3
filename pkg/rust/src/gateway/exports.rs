//! Functions that the package's TypeScript calls. wasm-bindgen generates their glue and their types.
//!
//! Values cross as JSON strings, so that each function is one call into the module and one `JSON.parse`. The
//! types of that JSON are generated from the same structs.

use flex_checkout::internal::check;
use flex_checkout::{ErrorKind, Outcome};
use js_sys::{Array, JsString, Uint8Array};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::token::{self, TokenClaims, TokenRefusal, TokenUse, hex};
use super::{Expose, Fault, Refusal, RequestHead, Rules};

/// Decides whether a gateway serves a request. `rules` is the JSON of `Rules`, `request` that of a
/// `RequestHead`; returns the JSON of an `Admission`.
///
/// # Errors
///
/// If one of them is not.
#[wasm_bindgen(js_name = gate)]
pub fn gate(rules: &str, request: &str) -> Result<String, JsError> {
    let rules: Rules = serde_json::from_str(rules)?;
    let request: RequestHead = serde_json::from_str(request)?;
    Ok(serde_json::to_string(&super::gate(&rules, &request))?)
}

/// Returns the error by which a gateway refuses a request itself: the JSON of a `Fault`.
///
/// # Errors
///
/// If there is no such code.
#[wasm_bindgen(js_name = refusalFault)]
pub fn refusal_fault(code: &str, is_reauth: bool) -> Result<String, JsError> {
    let refusal = Refusal::named(code).ok_or_else(|| JsError::new("there is no such code"))?;
    Ok(serde_json::to_string(&refusal.fault(is_reauth))?)
}

/// Returns the error for the caller of a failed call to Flex: the JSON of a `Fault`.
///
/// # Errors
///
/// If there is no such kind or outcome.
#[wasm_bindgen(js_name = callFault)]
pub fn call_fault(
    kind: &str,
    outcome: &str,
    status: Option<u16>,
    code: Option<String>,
    retry_after: Option<u32>,
) -> Result<String, JsError> {
    let kind = ErrorKind::named(kind).ok_or_else(|| JsError::new("there is no such kind"))?;
    let outcome =
        Outcome::named(outcome).ok_or_else(|| JsError::new("there is no such outcome"))?;
    Ok(serde_json::to_string(&Fault::of_call(kind, outcome, status, code, retry_after))?)
}

/// Returns a session without the fields that are withheld, and its holds as JSON. `expose` is a JSON array
/// of the paths that are not withheld.
///
/// # Errors
///
/// If the body is not a JSON object, or `expose` no array of paths.
#[wasm_bindgen(js_name = withhold, unchecked_return_type = "[session: Uint8Array<ArrayBuffer>, holds: string]")]
pub fn withhold(body: &[u8], expose: &str) -> Result<Array, JsError> {
    let expose: Vec<&str> = serde_json::from_str(expose)?;
    let session = super::withhold(body, &Expose::new(expose)?)
        .ok_or_else(|| JsError::new("the session is not a JSON object"))?;
    // Every field of a hold is public, so the smaller body has them all.
    let holds = check(&session).map(|checked| checked.holds).unwrap_or_default();
    let holds: JsString = serde_json::to_string(&holds)?.into();
    Ok(Array::of2(&Uint8Array::from(&*session), &holds))
}

/// The verdict on a session token.
#[derive(Serialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TokenVerdict {
    /// It allows the request.
    Valid {
        /// The claims of the token.
        claims: TokenClaims,
    },
    /// It does not.
    Refused {
        /// The reason.
        code: TokenRefusal,
    },
}

/// Verifies a session token. Times are in Unix seconds. Returns the JSON of a `TokenVerdict`.
///
/// # Errors
///
/// If the JSON cannot be written.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is a time")]
#[wasm_bindgen(js_name = verifyToken)]
pub fn verify_token(
    token: &str,
    secret: &str,
    session_id: &str,
    action: &str,
    now: f64,
    max_age: u32,
) -> Result<String, JsError> {
    let needed = TokenUse { session_id, action, now: now as u64, max_age: max_age.into() };
    let verdict = match token::verify(token, secret, needed) {
        Ok(claims) => TokenVerdict::Valid { claims },
        Err(code) => TokenVerdict::Refused { code },
    };
    Ok(serde_json::to_string(&verdict)?)
}

/// Signs a session token. `claims` is the JSON of `TokenClaims`. Returns `undefined` if a claim is
/// invalid.
#[wasm_bindgen(js_name = signToken)]
#[must_use]
pub fn sign_token(secret: &str, claims: &str) -> Option<String> {
    token::sign(secret, &serde_json::from_str(claims).ok()?)
}

/// Returns the SHA-256 of a string in hexadecimal.
#[wasm_bindgen(js_name = sha256)]
#[must_use]
pub fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text))
}
