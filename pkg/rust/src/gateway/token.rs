//! Session tokens: JSON Web Tokens by which a merchant's server authorizes one browser for one session and a
//! limited time.
//!
//! They are signed with HMAC-SHA256 ([RFC 7515](https://www.rfc-editor.org/rfc/rfc7515),
//! [RFC 7519](https://www.rfc-editor.org/rfc/rfc7519)), so that every backend has a library that mints
//! them. The checks are stricter than the RFCs, after [RFC 8725](https://www.rfc-editor.org/rfc/rfc8725):
//! one algorithm, a header of three known parameters, and an audience.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flex_checkout::internal::Action;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use tsify::Tsify;

use super::route::is_session_action;

const ALGORITHM: &str = "HS256";
const AUDIENCE: &str = "flex-checkout-gateway";

/// Allowed difference between two servers' clocks, in seconds.
const SKEW: u64 = 60;

/// The longest token that is parsed, in bytes. One with the longest subject has 1,200.
const MAX_LENGTH: usize = 4096;

/// The message whose HMAC is a key's id. No token signs it: the text that a token signs has a dot.
const KEY_ID_LABEL: &[u8] = b"flex-checkout kid";

/// The claims of a session token. Times are in Unix seconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
pub struct TokenClaims {
    /// The purpose of the token.
    #[tsify(type = "\"flex-checkout-gateway\"")]
    pub aud: String,
    /// The session that it is for.
    pub checkout_session_id: String,
    /// The actions that it allows.
    #[tsify(type = "SessionAction[]")]
    pub actions: Vec<String>,
    /// The merchant's identifier of the user.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sub: String,
    /// The id that the idempotency key of every reauth with this token is derived from.
    pub jti: String,
    /// The time of issue.
    pub iat: u64,
    /// The time at which the token expires.
    pub exp: u64,
    /// The time before which it is not valid.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub nbf: u64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(time: &u64) -> bool {
    *time == 0
}

/// The request that a token has to allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenUse<'a> {
    /// The session.
    pub session_id: &'a str,
    /// The name of the action.
    pub action: &'a str,
    /// The current time, in Unix seconds.
    pub now: u64,
    /// The greatest age of a token in seconds, whatever its `exp`.
    pub max_age: u64,
}

/// Reason why a token is refused. Its name is in the gateway's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
pub enum TokenRefusal {
    /// It is not a session token.
    #[serde(rename = "token_malformed")]
    Malformed,
    /// It was signed with another secret.
    #[serde(rename = "token_of_unknown_key")]
    UnknownKey,
    /// The signature is wrong.
    #[serde(rename = "token_forged")]
    Forged,
    /// It is for another purpose.
    #[serde(rename = "token_of_another_audience")]
    OtherAudience,
    /// It is for another session.
    #[serde(rename = "token_of_another_session")]
    OtherSession,
    /// It does not allow the action.
    #[serde(rename = "token_for_another_action")]
    OtherAction,
    /// It was issued, or is valid, later than now.
    #[serde(rename = "token_from_the_future")]
    FromTheFuture,
    /// It has expired, or is too old.
    #[serde(rename = "token_expired")]
    Expired,
}

/// The header of a token. Any other parameter, `crit` among them, refuses it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    kid: String,
    #[serde(default = "jwt")]
    typ: String,
}

fn jwt() -> String {
    "JWT".into()
}

/// Signs a token with these claims; `None` if the secret or a claim is not allowed.
#[must_use]
pub fn sign(secret: &str, claims: &TokenClaims) -> Option<String> {
    if !claims.are_valid() || claims.aud != AUDIENCE {
        return None;
    }
    let key = key(secret)?;
    let kid = key_id(&key);
    let header = format!(r#"{{"alg":"{ALGORITHM}","typ":"JWT","kid":"{kid}"}}"#);
    let mut token = URL_SAFE_NO_PAD.encode(header);
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(serde_json::to_vec(claims).ok()?, &mut token);
    let mac = key.chain_update(&token).finalize().into_bytes();
    token.push('.');
    URL_SAFE_NO_PAD.encode_string(mac, &mut token);
    Some(token)
}

/// Verifies a token and checks that it allows a request. It compares the MAC, in constant time, before it parses
/// the claims.
///
/// # Errors
///
/// Returns the reason why the token is refused.
pub fn verify(
    token: &str,
    secret: &str,
    needed: TokenUse<'_>,
) -> Result<TokenClaims, TokenRefusal> {
    if token.len() > MAX_LENGTH {
        return Err(TokenRefusal::Malformed);
    }
    let (signed, mac) = token.rsplit_once('.').ok_or(TokenRefusal::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(TokenRefusal::Malformed)?;
    if payload.contains('.') {
        return Err(TokenRefusal::Malformed);
    }
    // The engine refuses padding, other alphabets, and bits after the last byte.
    let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| TokenRefusal::Malformed)?;
    let header: Header = object(header)?;
    if header.alg != ALGORITHM || header.typ != jwt() || mac.len() != 32 {
        return Err(TokenRefusal::Malformed);
    }
    let key = key(secret).ok_or(TokenRefusal::UnknownKey)?;
    if header.kid != key_id(&key) {
        return Err(TokenRefusal::UnknownKey);
    }
    key.chain_update(signed).verify_slice(&mac).map_err(|_| TokenRefusal::Forged)?;
    let claims: TokenClaims = object(payload)?;
    if !claims.are_valid() {
        return Err(TokenRefusal::Malformed);
    }
    claims.refused_for(needed).map_or(Ok(claims), Err)
}

impl TokenClaims {
    fn are_valid(&self) -> bool {
        is_word(&self.checkout_session_id)
            && is_word(&self.jti)
            && !self.actions.is_empty()
            && self.actions.iter().all(|name| Action::named(name).is_some_and(is_session_action))
            && self.sub.len() <= 255
            && self.sub.bytes().all(|byte| byte.is_ascii_graphic())
    }

    fn refused_for(&self, needed: TokenUse<'_>) -> Option<TokenRefusal> {
        let oldest = self.iat.saturating_add(needed.max_age);
        let latest = needed.now.saturating_add(SKEW);
        if self.aud != AUDIENCE {
            Some(TokenRefusal::OtherAudience)
        } else if self.checkout_session_id != needed.session_id {
            Some(TokenRefusal::OtherSession)
        } else if !self.actions.iter().any(|action| action == needed.action) {
            Some(TokenRefusal::OtherAction)
        } else if self.iat.max(self.nbf) > latest {
            Some(TokenRefusal::FromTheFuture)
        } else if needed.now >= self.exp.min(oldest) {
            Some(TokenRefusal::Expired)
        } else {
            None
        }
    }
}

/// Reads a part of a token. serde takes an array for a struct, too, and a repeated field for an error.
fn object<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, TokenRefusal> {
    let json = URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenRefusal::Malformed)?;
    if !json.starts_with(b"{") {
        return Err(TokenRefusal::Malformed);
    }
    serde_json::from_slice(&json).map_err(|_| TokenRefusal::Malformed)
}

fn key(secret: &str) -> Option<Hmac<Sha256>> {
    // HMAC accepts keys of any length, even empty ones.
    if secret.len() < 32 {
        return None;
    }
    Hmac::new_from_slice(secret.as_bytes()).ok()
}

/// Returns the id of a secret: the first 8 bytes of an HMAC with it, which reveal nothing of a random one.
fn key_id(key: &Hmac<Sha256>) -> String {
    let mac = key.clone().chain_update(KEY_ID_LABEL).finalize().into_bytes();
    hex(mac.get(..8).unwrap_or_default())
}

/// Writes bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

fn is_word(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a test secret of forty characters, no. 1";
    const USE: TokenUse<'static> =
        TokenUse { session_id: "fcs_1", action: "reauth", now: 1_500, max_age: 3_600 };

    fn claims() -> TokenClaims {
        TokenClaims {
            aud: AUDIENCE.into(),
            checkout_session_id: "fcs_1".into(),
            actions: vec!["reauth".into(), "retrieve".into()],
            sub: "ann@shop.example".into(),
            jti: "abc-123".into(),
            iat: 1_000,
            exp: 1_900,
            nbf: 0,
        }
    }

    /// A token of any header and payload, with the right signature.
    fn signed(header: &str, payload: &str) -> String {
        let parts = [URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload)].join(".");
        let mac = key(SECRET).unwrap().chain_update(&parts).finalize().into_bytes();
        format!("{parts}.{}", URL_SAFE_NO_PAD.encode(mac))
    }

    fn header() -> String {
        let kid = key_id(&key(SECRET).unwrap());
        format!(r#"{{"alg":"HS256","typ":"JWT","kid":"{kid}"}}"#)
    }

    fn payload() -> String {
        serde_json::to_string(&claims()).unwrap()
    }

    #[track_caller]
    fn refuses(token: &str, refusal: TokenRefusal) {
        assert_eq!(verify(token, SECRET, USE), Err(refusal), "{token}");
    }

    #[test]
    fn verifies_a_token_that_it_signed() {
        for claims in [
            claims(),
            TokenClaims { sub: String::new(), ..claims() },
            TokenClaims { nbf: 1_100, sub: "\"\\<>".into(), ..claims() },
        ] {
            let token = sign(SECRET, &claims).unwrap();
            assert_eq!(verify(&token, SECRET, USE), Ok(claims));
        }
        assert_eq!(signed(&header(), &payload()), sign(SECRET, &claims()).unwrap());
    }

    #[test]
    fn derives_the_key_id_that_the_docs_describe() {
        // hmac.new(b"a test secret of forty characters, no. 1", b"flex-checkout kid", "sha256").hexdigest()[:16]
        assert_eq!(key_id(&key(SECRET).unwrap()), KEY_ID);
    }

    const KEY_ID: &str = "6f66055b7054be2f";

    #[test]
    fn refuses_by_time_session_action_and_audience() {
        use TokenRefusal::{Expired, FromTheFuture, OtherAction, OtherAudience, OtherSession};
        let all = claims;
        let actions = ["capture", "listPaymentIntents"].map(String::from).to_vec();
        let capture = || TokenClaims { actions: actions.clone(), ..claims() };
        for (claims, needed, expected) in [
            (all(), TokenUse { now: 1_899, ..USE }, None),
            (all(), TokenUse { now: 1_900, ..USE }, Some(Expired)),
            (all(), TokenUse { max_age: 500, ..USE }, Some(Expired)),
            (all(), TokenUse { max_age: 501, ..USE }, None),
            (all(), TokenUse { now: 940, ..USE }, None),
            (all(), TokenUse { now: 939, ..USE }, Some(FromTheFuture)),
            (TokenClaims { nbf: 1_561, ..all() }, USE, Some(FromTheFuture)),
            (TokenClaims { nbf: 1_560, ..all() }, USE, None),
            (all(), TokenUse { session_id: "fcs_2", ..USE }, Some(OtherSession)),
            (all(), TokenUse { session_id: "FCS_1", ..USE }, Some(OtherSession)),
            (all(), TokenUse { action: "retrieve", ..USE }, None),
            (TokenClaims { actions: vec!["retrieve".into()], ..all() }, USE, Some(OtherAction)),
            (all(), TokenUse { action: "capture", ..USE }, Some(OtherAction)),
            (TokenClaims { actions: vec!["capture".into()], ..all() }, USE, Some(OtherAction)),
            (capture(), TokenUse { action: "capture", ..USE }, None),
            (capture(), TokenUse { action: "previewCapture", ..USE }, Some(OtherAction)),
            (capture(), TokenUse { action: "listPaymentIntents", ..USE }, None),
            (TokenClaims { exp: u64::MAX, iat: u64::MAX, ..all() }, USE, Some(FromTheFuture)),
            (TokenClaims { aud: "another".into(), ..all() }, USE, Some(OtherAudience)),
        ] {
            let token = signed(&header(), &serde_json::to_string(&claims).unwrap());
            assert_eq!(verify(&token, SECRET, needed).err(), expected, "{claims:?} {needed:?}");
        }
    }

    #[test]
    fn refuses_headers_but_its_own() {
        let kid = key_id(&key(SECRET).unwrap());
        for header in [
            format!(r#"{{"alg":"none","typ":"JWT","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"None","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"hs256","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"HS512","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"RS256","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"HS256 ","kid":"{kid}"}}"#),
            format!(r#"{{"alg":["HS256"],"kid":"{kid}"}}"#),
            format!(r#"{{"alg":null,"kid":"{kid}"}}"#),
            format!(r#"{{"kid":"{kid}"}}"#),
            r#"{"alg":"HS256"}"#.into(),
            r#"{"alg":"HS256","kid":null}"#.into(),
            format!(r#"{{"alg":"HS256","typ":"JWE","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"HS256","typ":null,"kid":"{kid}"}}"#),
            format!(r#"{{"alg":"HS256","kid":"{kid}","crit":["exp"],"exp":1}}"#),
            format!(r#"{{"alg":"HS256","kid":"{kid}","crit":[]}}"#),
            format!(r#"{{"alg":"HS256","kid":"{kid}","b64":false}}"#),
            format!(r#"{{"alg":"HS256","kid":"{kid}","jwk":{{}}}}"#),
            format!(r#"{{"alg":"none","alg":"HS256","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"HS256","kid":"other","k\u0069d":"{kid}"}}"#),
            format!(r#"["HS256","{kid}","JWT"]"#),
            format!(r#"{{"alg":"HS256","kid":"{kid}"}}x"#),
            String::new(),
            "{}".into(),
            "null".into(),
        ] {
            refuses(&signed(&header, &payload()), TokenRefusal::Malformed);
        }
        let without_type = format!(r#"{{"kid":"{kid}","alg":"HS256"}}"#);
        assert_eq!(verify(&signed(&without_type, &payload()), SECRET, USE), Ok(claims()));
    }

    #[test]
    fn refuses_claims_that_are_missing_repeated_or_of_another_type() {
        let good = payload();
        for (from, to) in [
            (r#""iat":1000"#, r#""iat":"1000""#),
            (r#""iat":1000"#, r#""iat":-1"#),
            (r#""iat":1000"#, r#""iat":1000.5"#),
            (r#""iat":1000"#, r#""iat":1e3"#),
            (r#""iat":1000"#, r#""iat":01000"#),
            (r#""iat":1000"#, r#""iat":null"#),
            (r#""iat":1000,"#, ""),
            (r#""iat":1000,"#, r#""iat":1000,"iat":1400,"#),
            (r#""iat":1000,"#, r#""iat":1000,"\u0065xp":99999,"#),
            (r#""exp":1900"#, r#""exp":18446744073709551616"#),
            (r#""exp":1900"#, r#""exp":true"#),
            (r#""exp":1900"#, r#""exp":1900,"nbf":null"#),
            (r#""exp":1900"#, r#""exp":1900,"nbf":"0""#),
            (r#""jti":"abc-123","#, ""),
            (r#""abc-123""#, r#""""#),
            (r#""abc-123""#, r#""a b""#),
            (r#""abc-123""#, r#"["abc"]"#),
            (r#""fcs_1""#, r#""""#),
            (r#""fcs_1""#, r#""fcs_1.reauth""#),
            (r#"["reauth","retrieve"]"#, "[]"),
            (r#"["reauth","retrieve"]"#, r#""reauth""#),
            (r#"["reauth","retrieve"]"#, r#"["reauth","refund"]"#),
            (r#"["reauth","retrieve"]"#, r#"["reauth","cancelPaymentIntent"]"#),
            (r#"["reauth","retrieve"]"#, r#"["reauth",null]"#),
            (r#"["reauth","retrieve"]"#, r#"{"reauth":true}"#),
            (r#""ann@shop.example""#, r#""ann shop""#),
            (r#""ann@shop.example""#, "null"),
            (r#""ann@shop.example""#, "7"),
            (r#""aud":"flex-checkout-gateway","#, ""),
            (r#""flex-checkout-gateway""#, r#"["flex-checkout-gateway"]"#),
            ("}", ""),
            ("}", "}}"),
            ("{", "[{"),
            ("{", " {"),
        ] {
            let payload = good.replace(from, to);
            assert_ne!(payload, good, "{from}");
            refuses(&signed(&header(), &payload), TokenRefusal::Malformed);
        }
        for payload in ["", "null", "[]", "7", r#"["flex-checkout-gateway","fcs_1",["reauth"]]"#] {
            refuses(&signed(&header(), payload), TokenRefusal::Malformed);
        }
        let more = good.replace('{', r#"{"iss":"shop","iss":null,"deep":[[{}]],"#);
        assert_eq!(verify(&signed(&header(), &more), SECRET, USE), Ok(claims()));
    }

    #[test]
    fn refuses_strings_that_are_not_tokens() {
        let good = sign(SECRET, &claims()).unwrap();
        let [header, payload, mac] = good.split('.').collect::<Vec<_>>()[..] else { panic!() };
        // 43 characters hold 258 bits, of which a MAC has 256.
        let last = mac.chars().last().unwrap();
        let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let next = digits.chars().nth(digits.find(last).unwrap() + 1).unwrap();
        let noncanonical = format!("{header}.{payload}.{}{next}", &mac[..42]);
        for token in [
            String::new(),
            ".".into(),
            "..".into(),
            mac.into(),
            format!("{header}.{payload}"),
            format!("{header}.{payload}."),
            format!(".{payload}.{mac}"),
            format!("{header}..{mac}").replace("..", "."),
            format!("{good}."),
            format!("{good}.{mac}"),
            format!("{good}="),
            format!("{good} "),
            format!(" {good}"),
            format!("{good}\n"),
            format!("{header}=.{payload}.{mac}"),
            format!("{good}A"),
            good[..good.len() - 1].into(),
            noncanonical,
            good.replace('.', ".."),
            "a".repeat(MAX_LENGTH + 1),
            ".".repeat(MAX_LENGTH),
        ] {
            refuses(&token, TokenRefusal::Malformed);
        }
        let long = TokenClaims { sub: "\"".repeat(255), jti: "j".repeat(100), ..claims() };
        assert!(sign(SECRET, &long).unwrap().len() < 1_200);
    }

    #[test]
    fn refuses_other_signatures() {
        let good = sign(SECRET, &claims()).unwrap();
        let other = TokenClaims { sub: "eve".into(), ..claims() };
        let others = sign(SECRET, &other).unwrap();
        let part = |token: &str, index: usize| token.split('.').nth(index).unwrap().to_owned();
        let swapped = [part(&good, 0), part(&others, 1), part(&good, 2)].join(".");
        refuses(&swapped, TokenRefusal::Forged);
        // The same header as it is written by others.
        let spaced = URL_SAFE_NO_PAD.encode(header().replace(',', ", "));
        refuses(&[spaced, part(&good, 1), part(&good, 2)].join("."), TokenRefusal::Forged);
        let zeros = URL_SAFE_NO_PAD.encode([0; 32]);
        refuses(&[part(&good, 0), part(&good, 1), zeros].join("."), TokenRefusal::Forged);
        let short = URL_SAFE_NO_PAD.encode([0; 31]);
        refuses(&[part(&good, 0), part(&good, 1), short].join("."), TokenRefusal::Malformed);
        // A secret is a key as it is: a prefix or a suffix is another one.
        for secret in [&format!("{SECRET} "), &format!(" {SECRET}"), &SECRET[1..]] {
            let token = sign(secret, &claims()).unwrap();
            refuses(&token, TokenRefusal::UnknownKey);
            assert_eq!(verify(&good, secret, USE), Err(TokenRefusal::UnknownKey));
        }
    }

    #[test]
    fn refuses_secrets_that_are_short() {
        let token = sign(SECRET, &claims()).unwrap();
        for secret in ["", &"x".repeat(31)] {
            assert_eq!(sign(secret, &claims()), None);
            assert_eq!(verify(&token, secret, USE), Err(TokenRefusal::UnknownKey));
        }
    }

    #[test]
    fn signs_no_claims_that_it_refuses() {
        for claims in [
            TokenClaims { checkout_session_id: "fcs_1.reauth".into(), ..claims() },
            TokenClaims { checkout_session_id: String::new(), ..claims() },
            TokenClaims { jti: "a.b".into(), ..claims() },
            TokenClaims { actions: vec![], ..claims() },
            TokenClaims { actions: vec!["everything".into()], ..claims() },
            TokenClaims { actions: vec!["retrievePaymentIntent".into()], ..claims() },
            TokenClaims { sub: "two words".into(), ..claims() },
            TokenClaims { sub: "s".repeat(256), ..claims() },
            TokenClaims { aud: "another".into(), ..claims() },
        ] {
            assert_eq!(sign(SECRET, &claims), None, "{claims:?}");
        }
    }
}
