//! Where requests go.

use crate::error::Error;

/// Checks a base URL, and takes the slashes off its end.
///
/// This is no URL parser. It lets through what every parser reads alike, so that the host that is
/// checked here is the host that the key is sent to.
pub(super) fn check_base_url(base_url: &str, keyless: bool) -> Result<String, Error> {
    let refuse = |why: &str| Err(Error::configuration(["baseURL ", why].concat()));

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
        return refuse("must hold no credentials; pass the key as apiKey");
    }
    let host = host(authority);
    if host.is_empty() {
        return refuse("names no host");
    }
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

/// The host without its port.
fn host(authority: &str) -> &str {
    match authority.strip_prefix('[') {
        Some(v6) => v6.split_once(']').map_or("", |(host, _)| host),
        None => authority.split_once(':').map_or(authority, |(host, _)| host),
    }
}

fn is_loopback(host: &str) -> bool {
    let is_v4 = || {
        let mut parts = host.split('.');
        parts.next() == Some("127")
            && parts.clone().count() == 3
            && parts.all(|part| part.parse::<u8>().is_ok())
    };
    host.eq_ignore_ascii_case("localhost") || host == "::1" || is_v4()
}

#[cfg(test)]
mod tests {
    use super::check_base_url;

    #[test]
    fn accepts_https_and_loopback_and_keeps_the_path() {
        for (given, kept) in [
            ("https://api.withflex.com", "https://api.withflex.com"),
            ("https://api.withflex.com/", "https://api.withflex.com"),
            ("HTTPS://shop.example:8443/flex/", "HTTPS://shop.example:8443/flex"),
            ("http://localhost:8787", "http://localhost:8787"),
            ("http://127.0.0.1", "http://127.0.0.1"),
            ("http://127.1.2.3:80/x", "http://127.1.2.3:80/x"),
            ("http://[::1]:4010", "http://[::1]:4010"),
        ] {
            assert_eq!(check_base_url(given, false).as_deref(), Ok(kept), "{given}");
        }
        assert_eq!(check_base_url("/flex/", true).as_deref(), Ok("/flex"));
    }

    #[test]
    fn refuses_what_could_carry_the_key_elsewhere() {
        for base_url in [
            "",
            "api.withflex.com",
            "ftp://api.withflex.com",
            "http://api.withflex.com",
            "http://127.0.0.1.evil.example",
            "http://localhost.evil.example",
            "http://localhost@evil.example",
            "https://user:pass@api.withflex.com",
            "https://",
            "https:///v1",
            "https://api.withflex.com?x=1",
            "https://api.withflex.com#x",
            "https://api.withflex.com\\@evil.example",
            "https://api.withflex.com /",
            "https://api.withflex.com\n",
            "//api.withflex.com",
            "/flex",
        ] {
            let error = check_base_url(base_url, false).expect_err(base_url);
            assert!(error.message().starts_with("baseURL "), "{error}");
        }
        assert!(check_base_url("//evil.example", true).is_err());
    }
}
