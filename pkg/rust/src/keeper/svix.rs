//! Webhooks signed in [Svix](https://docs.svix.com/receiving/verifying-payloads/how-manual)'s scheme: the
//! HMAC-SHA256 of `id.timestamp.body`. What is signed, with what, and what it is compared with is decided
//! here; the HMAC itself, and the comparison in constant time, are the platform's.

use serde::Serialize;

/// How old, or how far ahead, a webhook's timestamp may be, in seconds.
pub const TOLERANCE: u64 = 5 * 60;

/// The longest id. Svix's own have 31 characters.
const LONGEST_ID: usize = 256;

/// How many signatures are looked at. There is one per secret while secrets are rotated.
const MOST_SIGNATURES: usize = 8;

/// An HMAC-SHA256 has so many bytes, and so many characters in base64.
const BASE64_LENGTH: usize = 44;

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

/// What has to be verified before a webhook is believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Claim {
    /// The webhook's id, the same in every repetition.
    pub id: String,
    /// What is signed before the body: `id.timestamp.`.
    pub prefix: String,
    /// The signatures of version 1, in base64. One has to be right.
    pub signatures: Vec<String>,
}

/// Why a webhook is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Disbelief {
    /// A header is missing, or cannot be read.
    Malformed,
    /// The timestamp is too old, or too far ahead.
    OutOfTime,
    /// There is no signature of a version that is known.
    NoSignature,
}

impl Disbelief {
    /// The name that JavaScript sees.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::OutOfTime => "out_of_time",
            Self::NoSignature => "no_signature",
        }
    }
}

/// Judges the headers of a webhook that came at `now`, in Unix seconds.
///
/// # Errors
///
/// If it is not to be believed, whatever its signature.
pub fn judge(headers: Headers<'_>, now: u64) -> Result<Claim, Disbelief> {
    let Headers { id, timestamp, signature } = headers;
    let has_form = (1..=LONGEST_ID).contains(&id.len())
        // A point in the id would let one webhook's id and timestamp be read as another's.
        && id.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'.');
    let is_number =
        (1..=12).contains(&timestamp.len()) && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    if !has_form || !is_number {
        return Err(Disbelief::Malformed);
    }
    let time: u64 = timestamp.parse().map_err(|_| Disbelief::Malformed)?;
    if time.abs_diff(now) > TOLERANCE {
        return Err(Disbelief::OutOfTime);
    }
    let signatures: Vec<String> = signature
        .split_ascii_whitespace()
        .filter_map(|signature| signature.strip_prefix("v1,"))
        .filter(|signature| signature.len() == BASE64_LENGTH && is_base64(signature))
        .take(MOST_SIGNATURES)
        .map(str::to_owned)
        .collect();
    if signatures.is_empty() {
        return Err(Disbelief::NoSignature);
    }
    Ok(Claim { id: id.to_owned(), prefix: format!("{id}.{timestamp}."), signatures })
}

/// The part of a secret that is the key, in base64: what follows `fwhsec_` or `whsec_`. `None` if it is
/// no secret, or one that anybody could guess.
#[must_use]
pub fn secret(secret: &str) -> Option<&str> {
    let key = ["fwhsec_", "whsec_"].iter().find_map(|prefix| secret.strip_prefix(prefix))?;
    // 16 bytes are 24 characters. Svix makes 24 bytes and more.
    (is_base64(key) && key.len() >= 24).then_some(key)
}

fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let padding = text.len().saturating_sub(digits.len());
    text.len().is_multiple_of(4)
        && padding <= 2
        && digits.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::{Disbelief, Headers, TOLERANCE, judge, secret};

    const NOW: u64 = 1_614_265_330;
    const RIGHT: &str = "v1,g0hM9SsE+OTPJTfQOX7FVbFbY7ULHo4C5EsVH8VSH+I=";

    fn headers(signature: &str) -> Headers<'_> {
        Headers { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: "1614265330", signature }
    }

    #[test]
    fn says_what_is_signed_and_what_with() {
        let claim = judge(headers(RIGHT), NOW).unwrap();
        assert_eq!(claim.id, "msg_p5jXN8AQM9LWM0D4loKWxJek");
        assert_eq!(claim.prefix, "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.");
        assert_eq!(claim.signatures, [&RIGHT[3..]]);
    }

    #[test]
    fn takes_all_signatures_of_the_version_that_it_knows() {
        let other = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        let several = format!("v2,abc v1a,{} {other} v1,short {RIGHT}", &RIGHT[3..]);
        let claim = judge(headers(&several), NOW).unwrap();
        assert_eq!(claim.signatures, [&other[3..], &RIGHT[3..]]);
        let many = vec![RIGHT; 1000].join(" ");
        assert_eq!(judge(headers(&many), NOW).unwrap().signatures.len(), 8);
        for none in ["", "v1", "v1,", "g0hM9SsE", "v2,g0hM9SsE", "v1,****"] {
            assert_eq!(judge(headers(none), NOW), Err(Disbelief::NoSignature), "{none}");
        }
    }

    #[test]
    fn takes_no_webhook_of_another_time() {
        for (now, expected) in [
            (NOW + TOLERANCE, None),
            (NOW - TOLERANCE, None),
            (NOW + TOLERANCE + 1, Some(Disbelief::OutOfTime)),
            (NOW - TOLERANCE - 1, Some(Disbelief::OutOfTime)),
            (0, Some(Disbelief::OutOfTime)),
            (u64::MAX, Some(Disbelief::OutOfTime)),
        ] {
            assert_eq!(judge(headers(RIGHT), now).err(), expected, "{now}");
        }
    }

    #[test]
    fn refuses_headers_that_no_sender_writes() {
        let (long, good) = ("m".repeat(257), "msg_1");
        for (id, timestamp) in [
            ("", "1614265330"),
            ("msg.1", "1614265330"),
            ("msg 1", "1614265330"),
            ("m\u{e9}", "1614265330"),
            (long.as_str(), "1614265330"),
            (good, ""),
            (good, "+1614265330"),
            (good, "1614265330.0"),
            (good, "99999999999999999999"),
        ] {
            let headers = Headers { id, timestamp, signature: RIGHT };
            assert_eq!(judge(headers, NOW), Err(Disbelief::Malformed), "{id} {timestamp}");
        }
    }

    #[test]
    fn knows_a_secret_by_its_form() {
        let key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        assert_eq!(secret(&format!("fwhsec_{key}")), Some(key));
        assert_eq!(secret(&format!("whsec_{key}")), Some(key));
        for text in
            ["", key, "fwhsec_", "fwhsec_c2hvcnQ=", "fwhsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS*"]
        {
            assert_eq!(secret(text), None, "{text}");
        }
    }
}
