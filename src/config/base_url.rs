//! The base URL of requests.

use crate::error::Error;
use crate::text::join;

/// Checks a base URL, and trims slashes from its end.
///
/// It does not parse the URL. It accepts URLs that every parser reads alike, so that the key is sent to the
/// host that was checked.
pub(super) fn check_base_url(base_url: &str, keyless: bool) -> Result<String, Error> {
    match fault(base_url.as_bytes(), keyless) {
        Some(why) => Err(Error::configuration(join(&["`base_url` ", why]))),
        None => {
            let mut trimmed = base_url.to_owned();
            while trimmed.ends_with('/') {
                trimmed.pop();
            }
            Ok(trimmed)
        }
    }
}

/// Returns the reason why a base URL is refused.
fn fault(url: &[u8], keyless: bool) -> Option<&'static str> {
    if !url.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'\\') {
        return Some("has a character that no URL contains, such as a space or a backslash");
    }
    if url.iter().any(|byte| matches!(byte, b'?' | b'#')) {
        return Some("must have no query and no fragment");
    }
    if matches!(url, [b'/', after @ ..] if after.first() != Some(&b'/')) {
        return (!keyless).then_some(
            "is a path, which only a page without an API key may use; pass a whole https URL",
        );
    }
    let (secure, rest) = match (after(url, b"https://"), after(url, b"http://")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => {
            return Some("must begin with https://, or with http:// for a loopback host");
        }
    };
    let authority = before(rest, b'/');
    if authority.iter().any(|byte| *byte == b'@') {
        return Some("must have no credentials; pass the key as `api_key`");
    }
    let Some(host) = host(authority) else {
        return Some("has no host, or an invalid port");
    };
    (!secure && !is_loopback(host)).then_some(
        "must begin with https://, because the API key must not cross a network in the clear; http:// is for \
         a loopback host only",
    )
}

fn after<'a>(url: &'a [u8], scheme: &[u8]) -> Option<&'a [u8]> {
    let (start, rest) = url.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// Returns the part before a separator, or all.
fn before(text: &[u8], separator: u8) -> &[u8] {
    let end = text.iter().position(|byte| *byte == separator);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// Returns the host of an authority, without the brackets of an IPv6 address.
fn host(authority: &[u8]) -> Option<&[u8]> {
    let (host, after) = match authority {
        [b'[', rest @ ..] => {
            let host = before(rest, b']');
            let is_v6 = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
            let after = rest.get(host.len()..)?.strip_prefix(b"]")?;
            (host.iter().all(is_v6).then_some(host)?, after)
        }
        _ => {
            let host = before(authority, b':');
            let is_bracket = |byte: &u8| matches!(byte, b'[' | b']');
            if host.iter().any(is_bracket) {
                return None;
            }
            (host, authority.get(host.len()..)?)
        }
    };
    let fits = match after {
        [] => true,
        [b':', port @ ..] => !port.is_empty() && port.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    (fits && !host.is_empty()).then_some(host)
}

fn is_loopback(host: &[u8]) -> bool {
    let mut rest = host.strip_prefix(b"127").unwrap_or_default();
    let mut bytes = 0;
    while let [b'.', after @ ..] = rest {
        let byte = before(after, b'.');
        if !is_byte(byte) {
            return false;
        }
        rest = after.get(byte.len()..).unwrap_or_default();
        bytes += 1;
    }
    host.eq_ignore_ascii_case(b"localhost") || host == b"::1" || (bytes == 3 && rest.is_empty())
}

/// Returns true for a decimal number from 0 to 255, without leading zeros.
fn is_byte(digits: &[u8]) -> bool {
    match digits {
        [b'0'..=b'9'] | [b'1'..=b'9', b'0'..=b'9'] | [b'1', b'0'..=b'9', b'0'..=b'9'] => true,
        [b'2', tens, units] => {
            (*tens, *units) <= (b'5', b'5') && tens.is_ascii_digit() && units.is_ascii_digit()
        }
        _ => false,
    }
}
