//! The base URL of requests.

use crate::error::Error;

/// Checks a base URL, and trims slashes from its end.
///
/// It does not parse the URL. It accepts URLs that every parser reads alike, so that the key is sent to the
/// host that was checked.
pub(super) fn check_base_url(base_url: &str, keyless: bool) -> Result<String, Error> {
    let refuse = |why: &str| Err(Error::configuration(["`base_url` ", why].concat()));

    if !base_url.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
        return refuse(
            "holds a character that has no place in a URL, such as a space or a backslash",
        );
    }
    if base_url.contains(['?', '#']) {
        return refuse("must have no query and no fragment");
    }
    let trimmed = base_url.trim_end_matches('/');
    if base_url.starts_with('/') && !base_url.starts_with("//") {
        if keyless {
            return Ok(trimmed.into());
        }
        return refuse(
            "is a path, which only a browser without an API key may use; give a whole https URL",
        );
    }
    let (secure, rest) = if let Some(rest) = strip_scheme(trimmed, "https://") {
        (true, rest)
    } else if let Some(rest) = strip_scheme(trimmed, "http://") {
        (false, rest)
    } else {
        return refuse("must begin with https://, or with http:// for a loopback host");
    };
    let authority = rest.split_once('/').map_or(rest, |(authority, _)| authority);
    if authority.contains('@') {
        return refuse("must hold no credentials; pass the key as `api_key`");
    }
    let Some(host) = host(authority) else {
        return refuse("names no host, or no port after it");
    };
    if !secure && !is_loopback(host) {
        return refuse(
            "must begin with https://, because the API key must not cross a network in the clear; \
             http:// is for a loopback host only",
        );
    }
    Ok(trimmed.into())
}

fn strip_scheme<'a>(url: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = url.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// Returns the host, which a port may follow; `None` if it is invalid.
fn host(authority: &str) -> Option<&str> {
    let is_v6 = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let (host, port) = match authority.strip_prefix('[') {
        Some(v6) => v6.split_once(']').filter(|(host, _)| host.bytes().all(is_v6))?,
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    if host.contains(['[', ']']) {
        return None;
    }
    let is_port = |port: &str| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    let fits = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    (fits && !host.is_empty()).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    let is_v4 = || {
        let mut parts = host.split('.');
        parts.next() == Some("127")
            && parts.clone().count() == 3
            && parts.all(|part| part.parse::<u8>().is_ok_and(|byte| byte.to_string() == part))
    };
    host.eq_ignore_ascii_case("localhost") || host == "::1" || is_v4()
}
