//! A webhook is accepted exactly when one of its signatures is the HMAC of its content, made with the
//! secret, at a recent time. A changed webhook is rejected.
#![no_main]

use arbitrary::Arbitrary;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flex_checkout_npm::keeper::svix::{Headers, Secret, TOLERANCE, verify};
use hmac::{Hmac, KeyInit, Mac};
use libfuzzer_sys::fuzz_target;
use sha2::Sha256;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    key: [u8; 24],
    secret: Option<&'a str>,
    id: &'a str,
    timestamp: Timestamp<'a>,
    body: &'a [u8],
    signatures: Vec<Signature<'a>>,
    now: i16,
    changes: Change<'a>,
}

const SENT: u64 = 1_700_000_000;

#[derive(Arbitrary, Debug)]
enum Timestamp<'a> {
    Sent,
    Near(i16),
    Padded(u8),
    Any(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Signature<'a> {
    Right,
    OfAnotherKey,
    OfAnotherVersion,
    UrlSafe,
    Unpadded,
    Hex,
    WithoutVersion,
    Any(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Change<'a> {
    None,
    Id(&'a str),
    Timestamp(i16),
    Body(&'a [u8]),
    /// Moves the separator between id and timestamp, or between timestamp and body.
    Shift(u8),
}

fuzz_target!(|input: Input<'_>| {
    check_secret(&input);
    let now = SENT.saturating_add_signed(input.now.into());
    let timestamp = match input.timestamp {
        Timestamp::Sent => SENT.to_string(),
        Timestamp::Near(by) => SENT.saturating_add_signed(by.into()).to_string(),
        Timestamp::Padded(zeros) => format!("{}{SENT}", "0".repeat((zeros % 8).into())),
        Timestamp::Any(string) => string.to_owned(),
    };
    let right = sign(&input.key, input.id, &timestamp, input.body);
    let signatures: Vec<String> =
        input.signatures.iter().map(|signature| signature.text(&input, &right)).collect();
    let header = signatures.join(" ");

    let (id, timestamp, body) = changed(&input, &timestamp);
    let believed = believes(&input.key, &id, &timestamp, &header, &body, now);
    let expected = oracle(&input.key, &id, &timestamp, &header, &body, now);
    assert_eq!(believed, expected, "{id:?} {timestamp:?} {header:?} at {now}");
    let signed = [input.id.as_bytes(), input.body].concat();
    if believed && signatures.iter().all(|signature| signature.contains(&right)) {
        assert_eq!([id.as_bytes(), &body].concat(), signed, "a changed webhook is accepted");
    }
});

impl Signature<'_> {
    fn text(&self, input: &Input<'_>, right: &str) -> String {
        match self {
            Self::Right => format!("v1,{right}"),
            Self::OfAnotherKey => format!("v1,{}", sign(b"another", input.id, "1", input.body)),
            Self::OfAnotherVersion => format!("v1a,{right}"),
            Self::UrlSafe => format!("v1,{}", right.replace('+', "-").replace('/', "_")),
            Self::Unpadded => format!("v1,{}", right.trim_end_matches('=')),
            Self::Hex => format!(
                "v1,{}",
                right.bytes().map(|byte| format!("{byte:02x}")).collect::<String>()
            ),
            Self::WithoutVersion => right.to_owned(),
            Self::Any(string) => (*string).to_owned(),
        }
    }
}

fn changed(input: &Input<'_>, timestamp: &str) -> (String, String, Vec<u8>) {
    let (mut id, mut timestamp) = (input.id.to_owned(), timestamp.to_owned());
    let mut body = input.body.to_vec();
    match input.changes {
        Change::None => {}
        Change::Id(other) => other.clone_into(&mut id),
        Change::Timestamp(by) => timestamp = SENT.saturating_add_signed(by.into()).to_string(),
        Change::Body(other) => body = other.to_vec(),
        Change::Shift(at) => {
            // The same signed bytes, split at another point.
            let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", &body].concat();
            let points: Vec<usize> = signed
                .iter()
                .enumerate()
                .filter_map(|(index, byte)| (*byte == b'.').then_some(index))
                .collect();
            let first = usize::from(at) % (points.len() - 1);
            let (first, second) = (points[first], points[first + 1]);
            let part = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            id = part(&signed[..first]);
            timestamp = part(&signed[first + 1..second]);
            body = signed[second + 1..].to_vec();
        }
    }
    (id, timestamp, body)
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("any length will do");
    for part in parts {
        mac.update(part);
    }
    mac
}

fn sign(key: &[u8], id: &str, timestamp: &str, body: &[u8]) -> String {
    let mac = mac(key, &[id.as_bytes(), b".", timestamp.as_bytes(), b".", body]);
    STANDARD.encode(mac.finalize().into_bytes())
}

fn believes(key: &[u8], id: &str, timestamp: &str, signature: &str, body: &[u8], now: u64) -> bool {
    let secret = Secret::parse(&format!("whsec_{}", STANDARD.encode(key)));
    let secret = secret.expect("the key is long enough");
    verify(Headers { id, timestamp, signature }, body, Some(&[secret]), now).is_ok()
}

fn oracle(key: &[u8], id: &str, timestamp: &str, header: &str, body: &[u8], now: u64) -> bool {
    let is_id = !id.is_empty()
        && id.len() <= 256
        && id.chars().all(|char| ('!'..='~').contains(&char) && char != '.');
    let is_number = timestamp.chars().all(|char| char.is_ascii_digit());
    let Ok(seconds) = timestamp.parse::<i128>() else { return false };
    let is_near = (seconds - i128::from(now)).unsigned_abs() <= u128::from(TOLERANCE);
    let expected = format!("v1,{}", sign(key, id, timestamp, body));
    let looks_like_one = |signature: &&str| {
        let base64 = signature.strip_prefix("v1,").unwrap_or_default();
        base64.len() == 44 && STANDARD.decode(base64).is_ok()
    };
    let spaces = ['\t', '\n', '\u{c}', '\r', ' '];
    let mut signatures = header.split(spaces).filter(looks_like_one).take(8);
    is_id
        && is_number
        && timestamp.len() <= 12
        && is_near
        && signatures.any(|signature| signature == expected)
}

fn check_secret(input: &Input<'_>) {
    let Some(string) = input.secret else { return };
    let key = string.strip_prefix("fwhsec_").or_else(|| string.strip_prefix("whsec_"));
    let key = key.and_then(|key| STANDARD.decode(key).ok());
    assert_eq!(Secret::parse(string).is_some(), key.is_some_and(|key| key.len() >= 16));
}
