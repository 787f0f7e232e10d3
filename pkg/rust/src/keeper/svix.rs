//! Webhooks signed in [Svix](https://docs.svix.com/receiving/verifying-payloads/how-manual)'s scheme: the
//! HMAC-SHA256 of `id.timestamp.body`. The crate hmac compares in constant time.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;
use tsify::Tsify;

/// How old, or how far ahead, a webhook's timestamp may be, in seconds.
pub const TOLERANCE: u64 = 5 * 60;

/// The longest id. Svix's own have 31 characters.
const LONGEST_ID: usize = 256;

/// How many signatures are checked. There is one per secret while secrets are rotated.
const MOST_SIGNATURES: usize = 8;

/// Length of an HMAC-SHA256 in base64.
const BASE64_LENGTH: usize = 44;

/// The shortest key, in bytes. Svix makes 24 and more.
const SHORTEST_KEY: usize = 16;

/// The headers of a webhook.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a> {
    /// `svix-id`, or `webhook-id`.
    pub id: &'a str,
    /// `svix-timestamp`.
    pub timestamp: &'a str,
    /// `svix-signature`.
    pub signature: &'a str,
}

/// Reason why a webhook is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WebhookRefusal {
    /// A header is missing or malformed.
    Malformed,
    /// The timestamp is too old, or too far ahead.
    OutOfTime,
    /// There is no signature of a known version.
    NoSignature,
    /// There is no secret, or one of them is malformed.
    Configuration,
    /// No signature was made with one of the secrets.
    WrongSignature,
}

/// A secret that webhooks are signed with: `fwhsec_` or `whsec_`, and at least 16 bytes in base64.
#[derive(Clone)]
pub struct Secret(Hmac<Sha256>);

impl Secret {
    /// Parses a secret; `None` if it is malformed or easily guessed.
    #[must_use]
    pub fn parse(secret: &str) -> Option<Self> {
        let key = ["fwhsec_", "whsec_"].iter().find_map(|prefix| secret.strip_prefix(prefix))?;
        let key = STANDARD.decode(key).ok().filter(|key| key.len() >= SHORTEST_KEY)?;
        Hmac::new_from_slice(&key).ok().map(Self)
    }

    /// Signs a webhook, and returns the value of its header.
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

/// Verifies a webhook that arrived at `now`, in Unix seconds. One signature by one of the secrets has to be
/// right.
///
/// # Errors
///
/// If the webhook is refused.
pub fn verify(
    headers: Headers<'_>,
    body: &[u8],
    secrets: Option<&[Secret]>,
    now: u64,
) -> Result<(), WebhookRefusal> {
    let Headers { id, timestamp, signature } = headers;
    let has_form = (1..=LONGEST_ID).contains(&id.len())
        // A point in the id would let one webhook's id and timestamp be read as another's.
        && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.');
    let is_number =
        (1..=12).contains(&timestamp.len()) && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    if !has_form || !is_number {
        return Err(WebhookRefusal::Malformed);
    }
    let time: u64 = timestamp.parse().map_err(|_| WebhookRefusal::Malformed)?;
    if time.abs_diff(now) > TOLERANCE {
        return Err(WebhookRefusal::OutOfTime);
    }
    let signatures: Vec<Vec<u8>> = signature
        .split_ascii_whitespace()
        .filter_map(|signature| signature.strip_prefix("v1,"))
        .filter(|signature| signature.len() == BASE64_LENGTH)
        .filter_map(|signature| STANDARD.decode(signature).ok())
        .take(MOST_SIGNATURES)
        .collect();
    if signatures.is_empty() {
        return Err(WebhookRefusal::NoSignature);
    }
    let secrets = secrets.filter(|secrets| !secrets.is_empty());
    let mut is_right = false;
    for secret in secrets.ok_or(WebhookRefusal::Configuration)? {
        let mac = secret.mac(id, timestamp, body);
        for signature in &signatures {
            // All of them, so that the time does not tell which one was right.
            is_right |= mac.clone().verify_slice(signature).is_ok();
        }
    }
    if is_right { Ok(()) } else { Err(WebhookRefusal::WrongSignature) }
}

#[cfg(test)]
mod tests {
    use super::{Headers, Secret, TOLERANCE, WebhookRefusal, verify};

    // The example of Svix's documentation.
    const SECRET: &str = "whsec_plJ3nmyCDGBKInavdOK15jsl";
    const ID: &str = "msg_loFOjxBNrRLzqYUf";
    const NOW: u64 = 1_731_705_121;
    const RIGHT: &str = "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=";
    const BODY: &[u8] = br#"{"event_type":"ping","data":{"success":true}}"#;

    fn headers(signature: &str) -> Headers<'_> {
        Headers { id: ID, timestamp: "1731705121", signature }
    }

    #[track_caller]
    fn verdict(headers: Headers<'_>, body: &[u8], now: u64) -> Option<WebhookRefusal> {
        verify(headers, body, Some(&[Secret::parse(SECRET).unwrap()]), now).err()
    }

    #[test]
    fn believes_what_the_secret_signed() {
        assert_eq!(verdict(headers(RIGHT), BODY, NOW), None);
        assert_eq!(Secret::parse(SECRET).unwrap().sign(ID, "1731705121", BODY), RIGHT);
        let wrong = Some(WebhookRefusal::WrongSignature);
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
    fn refuses_all_without_secrets() {
        for secrets in [None, Some(&[][..])] {
            let refused = verify(headers(RIGHT), BODY, secrets, NOW);
            assert_eq!(refused, Err(WebhookRefusal::Configuration));
        }
    }

    #[test]
    fn checks_all_signatures_of_the_known_version() {
        let other = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        let several = format!("v2,abc v1a,{} {other} v1,short {RIGHT}", &RIGHT[3..]);
        assert_eq!(verdict(headers(&several), BODY, NOW), None);
        let late = format!("{} {RIGHT}", [other; 8].join(" "));
        assert_eq!(verdict(headers(&late), BODY, NOW), Some(WebhookRefusal::WrongSignature));
        for none in ["", "v1", "v1,", "g0hM9SsE", "v2,g0hM9SsE", "v1,****"] {
            let refused = verdict(headers(none), BODY, NOW);
            assert_eq!(refused, Some(WebhookRefusal::NoSignature), "{none}");
        }
    }

    #[test]
    fn refuses_webhooks_of_another_time() {
        for (now, expected) in [
            (NOW + TOLERANCE, None),
            (NOW - TOLERANCE, None),
            (NOW + TOLERANCE + 1, Some(WebhookRefusal::OutOfTime)),
            (NOW - TOLERANCE - 1, Some(WebhookRefusal::OutOfTime)),
            (0, Some(WebhookRefusal::OutOfTime)),
            (u64::MAX, Some(WebhookRefusal::OutOfTime)),
        ] {
            assert_eq!(verdict(headers(RIGHT), BODY, now), expected, "{now}");
        }
    }

    #[test]
    fn refuses_headers_that_no_sender_writes() {
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
            assert_eq!(refused, Some(WebhookRefusal::Malformed), "{id} {timestamp}");
        }
    }

    #[test]
    fn knows_a_secret_by_its_form() {
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
