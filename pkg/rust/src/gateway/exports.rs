//! Functions that the package's TypeScript calls. wasm-bindgen generates their glue and their types.
//!
//! Values cross as JSON strings, so that each function is one call into the module and one `JSON.parse`. The
//! types of that JSON are generated from the same structs.

use flex_checkout::internal::{Action, Envelope, check};
use flex_checkout::{ErrorKind, Outcome};
use js_sys::{Array, JsString, Uint8Array};
use serde::Serialize;
use sha2::{Digest, Sha256};
use tsify::Tsify;
use wasm_bindgen::prelude::*;

use super::token::{self, TokenClaims, TokenRefusal, TokenUse, hex};
use super::{Expose, Fault, Refusal, RequestHead, Rules, contains_only, withhold_from};

/// Decides whether a gateway serves a request. `rules` is the JSON of `Rules`, `request` that of a
/// `RequestHead`; returns the JSON of an `Admission`.
///
/// # Errors
///
/// Returns an error if one of them is invalid.
#[wasm_bindgen(js_name = gate)]
pub fn gate(rules: &str, request: &str) -> Result<String, JsError> {
    let rules: Rules = serde_json::from_str(rules)?;
    let request: RequestHead = serde_json::from_str(request)?;
    Ok(serde_json::to_string(&super::gate(&rules, &request))?)
}

/// Returns the error of a request that the gateway refuses itself: the JSON of a `Fault`.
///
/// # Errors
///
/// Returns an error if the code is unknown.
#[wasm_bindgen(js_name = refusalFault)]
pub fn refusal_fault(code: &str, has_effect: bool) -> Result<String, JsError> {
    let refusal = Refusal::named(code).ok_or_else(|| JsError::new("the code is unknown"))?;
    Ok(serde_json::to_string(&refusal.fault(has_effect))?)
}

/// Returns the error for the caller of a failed call to Flex: the JSON of a `Fault`.
///
/// # Errors
///
/// Returns an error if the kind or the outcome is unknown.
#[wasm_bindgen(js_name = callFault)]
pub fn call_fault(
    kind: &str,
    outcome: &str,
    status: Option<u16>,
    code: Option<String>,
    retry_after: Option<u32>,
) -> Result<String, JsError> {
    let kind = ErrorKind::named(kind).ok_or_else(|| JsError::new("the kind is unknown"))?;
    let outcome = Outcome::named(outcome).ok_or_else(|| JsError::new("the outcome is unknown"))?;
    Ok(serde_json::to_string(&Fault::of_call(kind, outcome, status, code, retry_after))?)
}

/// Returns the object that an action returns without the fields that are withheld, and a session's holds as JSON.
/// Returns `undefined` if the body should contain the session with this id, and contains no session, another one or
/// several. `expose` is a JSON array of the paths that are not withheld.
///
/// # Errors
///
/// Returns an error if the action is unknown, the body is not a JSON object, or `expose` is not an array of paths.
#[wasm_bindgen(
    js_name = withhold,
    unchecked_return_type = "[body: Uint8Array, holds: string] | undefined"
)]
pub fn withhold(
    body: &[u8],
    action: &str,
    id: &str,
    expose: &str,
) -> Result<Option<Array>, JsError> {
    let action = Action::named(action).ok_or_else(|| JsError::new("the action is unknown"))?;
    let expose: Vec<&str> = serde_json::from_str(expose)?;
    let envelope = action.endpoint().returns;
    let public = withhold_from(body, envelope, &Expose::new(expose)?)
        .ok_or_else(|| JsError::new("the body is not a JSON object"))?;
    // The id is public as well, so the filtered body has it. The objects of a list do not name their session.
    if envelope == Envelope::Session && !contains_only(&public, id) {
        return Ok(None);
    }
    // Every field of a hold is public, so the filtered body has them all.
    let holds = check(&public).map(|checked| checked.holds).unwrap_or_default();
    let holds: JsString = serde_json::to_string(&holds)?.into();
    Ok(Some(Array::of2(&Uint8Array::from(&*public), &holds)))
}

/// The type of the actions that a gateway can serve. A test compares it with the endpoint table.
#[allow(dead_code, reason = "wasm-bindgen's macro reads it, which the compiler does not see")]
const SESSION_ACTION: &str = r#"
/** The actions on a session, named like the methods of `FlexClient`. */
export type SessionAction = "reauth" | "retrieve" | "capture" | "previewCapture" | "cancel" | "listPaymentIntents";
"#;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = SESSION_ACTION;

/// The verdict on a session token.
#[derive(Serialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum TokenVerdict {
    /// The token allows the request.
    Valid {
        /// The claims of the token.
        claims: TokenClaims,
    },
    /// The token does not allow the request.
    Refused {
        /// The reason.
        code: TokenRefusal,
    },
}

/// Verifies a session token. Times are in Unix seconds. Returns the JSON of a `TokenVerdict`.
///
/// # Errors
///
/// Returns an error if the JSON cannot be written.
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

#[cfg(test)]
mod tests {
    use super::SESSION_ACTION;
    use crate::gateway::route::session_actions;

    #[test]
    fn types_every_action_on_a_session() {
        let names: Vec<String> =
            session_actions().map(|action| format!("{:?}", action.as_str())).collect();
        let expected = format!("export type SessionAction = {};", names.join(" | "));
        assert_eq!(SESSION_ACTION.trim().lines().last(), Some(expected.as_str()));
    }
}
