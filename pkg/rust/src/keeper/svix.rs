//! [Svix](https://docs.svix.com/receiving/verifying-payloads/how-manual)'s signatures of webhooks: the
//! HMAC-SHA256 of `id.timestamp.body`. The crate hmac compares in constant time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;
use tsify::Tsify;

/// Largest difference between a webhook's timestamp and the current time, in seconds.
pub const TOLERANCE: u64 = 5 * 60;

/// Largest length of an id. Svix's own have 31 characters.
const LONGEST_ID: usize = 256;

/// Largest number of signatures to check. During a rotation there is one per secret.
const MOST_SIGNATURES: usize = 8;

/// Length of an HMAC-SHA256 in base64.
const BASE64_LENGTH: usize = 44;

/// Smallest length of a key, in bytes. Svix's own have at least 24.
const SHORTEST_KEY: usize = 16;

/// The headers of a webhook.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a> {
    /// `webhook-id`, `svix-id` or `flex-event-id`.
    pub id: &'a str,
    /// `webhook-timestamp`, `svix-timestamp` or `flex-timestamp`.
    pub timestamp: &'a str,
    /// `webhook-signature`, `svix-signature` or `flex-signature`.
    pub signature: &'a str,
}

/// Reason why a webhook is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WebhookError {
    /// A header is missing or malformed.
    Malformed,
    /// The timestamp is too old, or too far ahead.
    OutOfTime,
    /// No signature has a known version.
    NoSignature,
    /// A secret is missing or malformed.
    Configuration,
    /// No signature matches a secret.
    WrongSignature,
    /// The signature is valid, but the body is not JSON.
    NotJson,
}

/// A signing secret of webhooks: `fwhsec_` or `whsec_`, and at least 16 bytes in base64.
#[derive(Clone)]
pub struct Secret(Hmac<Sha256>);

impl Secret {
    /// Parses a secret; `None` if it is malformed or too short.
    #[must_use]
    pub fn parse(secret: &str) -> Option<Self> {
        let key = ["fwhsec_", "whsec_"].iter().find_map(|prefix| secret.strip_prefix(prefix))?;
        let key = STANDARD.decode(key).ok().filter(|key| key.len() >= SHORTEST_KEY)?;
        Hmac::new_from_slice(&key).ok().map(Self)
    }

    /// Parses secrets separated by white space; `None` if one of them is malformed.
    #[must_use]
    pub fn parse_all(secrets: &str) -> Option<Vec<Self>> {
        secrets.split_ascii_whitespace().map(Self::parse).collect()
    }

    /// Returns the signature header of a webhook.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: &str, body: &[u8]) -> String {
        let mac = self.mac(id, timestamp, body).finalize();
        format!("v1,{}", STANDARD.encode(mac.into_bytes()))
    }

    fn mac(&self, id: &str, timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
            mac.update(part);
        }
        mac
    }
}

/// Verifies a webhook that arrived at `now`, in Unix seconds. It needs one valid signature by one of the
/// secrets.
///
/// # Errors
///
/// If the webhook is refused.
pub fn verify(
    headers: Headers<'_>,
    body: &[u8],
    secrets: Option<&[Secret]>,
    now: u64,
) -> Result<(), WebhookError> {
    let Headers { id, timestamp, signature } = headers;
    let is_id = (1..=LONGEST_ID).contains(&id.len())
        // With a dot in the id, another split of the signed string into id and timestamp would be valid too.
        && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.');
    let is_number =
        (1..=12).contains(&timestamp.len()) && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    if !is_id || !is_number {
        return Err(WebhookError::Malformed);
    }
    let time: u64 = timestamp.parse().map_err(|_| WebhookError::Malformed)?;
    if time.abs_diff(now) > TOLERANCE {
        return Err(WebhookError::OutOfTime);
    }
    let signatures: Vec<Vec<u8>> = signature
        .split_ascii_whitespace()
        .filter_map(|signature| signature.strip_prefix("v1,"))
        .filter(|signature| signature.len() == BASE64_LENGTH)
        .filter_map(|signature| STANDARD.decode(signature).ok())
        .take(MOST_SIGNATURES)
        .collect();
    if signatures.is_empty() {
        return Err(WebhookError::NoSignature);
    }
    let secrets = secrets.filter(|secrets| !secrets.is_empty());
    let mut is_right = false;
    for secret in secrets.ok_or(WebhookError::Configuration)? {
        let mac = secret.mac(id, timestamp, body);
        for signature in &signatures {
            // Checks all signatures, so that the duration does not reveal which one is valid.
            is_right |= mac.clone().verify_slice(signature).is_ok();
        }
    }
    if is_right { Ok(()) } else { Err(WebhookError::WrongSignature) }
}

#[cfg(test)]
mod tests {
    use super::{Headers, Secret, TOLERANCE, WebhookError, verify};

    // The example in Svix's documentation.
    const SECRET: &str = "whsec_plJ3nmyCDGBKInavdOK15jsl";
    const ID: &str = "msg_loFOjxBNrRLzqYUf";
    const NOW: u64 = 1_731_705_121;
    const RIGHT: &str = "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=";
    const BODY: &[u8] = br#"{"event_type":"ping","data":{"success":true}}"#;

    fn headers(signature: &str) -> Headers<'_> {
        Headers { id: ID, timestamp: "1731705121", signature }
    }

    #[track_caller]
    fn verdict(headers: Headers<'_>, body: &[u8], now: u64) -> Option<WebhookError> {
        verify(headers, body, Some(&[Secret::parse(SECRET).unwrap()]), now).err()
    }

    #[test]
    fn accepts_a_signature_by_the_secret() {
        assert_eq!(verdict(headers(RIGHT), BODY, NOW), None);
        assert_eq!(Secret::parse(SECRET).unwrap().sign(ID, "1731705121", BODY), RIGHT);
        let wrong = Some(WebhookError::WrongSignature);
        assert_eq!(verdict(headers(RIGHT), b"{}", NOW), wrong);
        assert_eq!(verdict(Headers { id: "msg_2", ..headers(RIGHT) }, BODY, NOW), wrong);
        let other = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        assert_eq!(
            verify(headers(RIGHT), BODY, Some(std::slice::from_ref(&other)), NOW).err(),
            wrong
        );
        let rotated = [other, Secret::parse(SECRET).unwrap()];
        assert_eq!(verify(headers(RIGHT), BODY, Some(&rotated), NOW), Ok(()));
    }

    #[test]
    fn refuses_webhooks_without_secrets() {
        for secrets in [None, Some(&[][..])] {
            let refused = verify(headers(RIGHT), BODY, secrets, NOW);
            assert_eq!(refused, Err(WebhookError::Configuration));
        }
    }

    #[test]
    fn checks_every_signature_of_the_known_version() {
        let other = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        let several = format!("v2,abc v1a,{} {other} v1,short {RIGHT}", &RIGHT[3..]);
        assert_eq!(verdict(headers(&several), BODY, NOW), None);
        let eighth = format!("{} {RIGHT}", [other; 7].join(" "));
        assert_eq!(verdict(headers(&eighth), BODY, NOW), None);
        let late = format!("{} {RIGHT}", [other; 8].join(" "));
        assert_eq!(verdict(headers(&late), BODY, NOW), Some(WebhookError::WrongSignature));
        for none in ["", "v1", "v1,", "g0hM9SsE", "v2,g0hM9SsE", "v1,****"] {
            let refused = verdict(headers(none), BODY, NOW);
            assert_eq!(refused, Some(WebhookError::NoSignature), "{none}");
        }
    }

    #[test]
    fn refuses_webhooks_of_another_time() {
        for (now, expected) in [
            (NOW + TOLERANCE, None),
            (NOW - TOLERANCE, None),
            (NOW + TOLERANCE + 1, Some(WebhookError::OutOfTime)),
            (NOW - TOLERANCE - 1, Some(WebhookError::OutOfTime)),
            (0, Some(WebhookError::OutOfTime)),
            (u64::MAX, Some(WebhookError::OutOfTime)),
        ] {
            assert_eq!(verdict(headers(RIGHT), BODY, now), expected, "{now}");
        }
    }

    #[test]
    fn refuses_malformed_headers() {
        let (long, good) = ("m".repeat(257), "msg_1");
        for (id, timestamp) in [
            ("", "1731705121"),
            ("msg.1", "1731705121"),
            ("msg 1", "1731705121"),
            ("m\u{e9}", "1731705121"),
            (long.as_str(), "1731705121"),
            (good, ""),
            (good, "+1731705121"),
            (good, "1731705121.0"),
            (good, "99999999999999999999"),
        ] {
            let headers = Headers { id, timestamp, signature: RIGHT };
            let refused = verdict(headers, BODY, NOW);
            assert_eq!(refused, Some(WebhookError::Malformed), "{id} {timestamp}");
        }
    }

    #[test]
    fn trims_secrets() {
        let other = "fwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        for (secrets, count) in [
            (format!("{SECRET} {other}"), 2),
            (format!("\r\n{other}\t\n {SECRET}\n"), 2),
            (format!(" {SECRET}\n"), 1),
            (String::new(), 0),
            (" \n".into(), 0),
        ] {
            let secrets = Secret::parse_all(&secrets).unwrap();
            assert_eq!(secrets.len(), count);
            let expected = if count == 0 { Err(WebhookError::Configuration) } else { Ok(()) };
            assert_eq!(verify(headers(RIGHT), BODY, Some(&secrets), NOW), expected);
        }
        for malformed in [format!("{SECRET} {other}*"), format!("{SECRET},{other}"), "x".into()] {
            assert!(Secret::parse_all(&malformed).is_none(), "{malformed}");
        }
    }

    #[test]
    fn accepts_only_well_formed_secrets() {
        let key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert!(Secret::parse(&format!("fwhsec_{key}")).is_some());
        assert!(Secret::parse(&format!("whsec_{key}")).is_some());
        for secret in
            ["", key, "fwhsec_", "fwhsec_c2hvcnQ=", "fwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS*"]
        {
            assert!(Secret::parse(secret).is_none(), "{secret}");
        }
    }
}
