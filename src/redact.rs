//! Removes a secret from strings that a server or a platform wrote.

/// Number of leading characters that reveal nothing: `fsk_test_`, and one or two more.
const NO_SECRET: usize = 11;

/// Replaces every occurrence of a secret with `[redacted]`, and a truncated one at the end.
pub(crate) fn redact(secret: &str, text: &mut String) {
    let mut bytes = std::mem::take(text).into_bytes();
    redact_bytes(secret, &mut bytes);
    // The secret is ASCII, so the rest is still UTF-8.
    *text = String::from_utf8(bytes).unwrap_or_default();
}

/// Returns the beginning of a text that a server wrote, up to so many characters. It is redacted first, because a
/// truncated secret is not found later.
pub(crate) fn quote(secret: Option<&str>, text: String, most: usize) -> String {
    let mut bytes = text.into_bytes();
    if let Some(secret) = secret {
        redact_bytes(secret, &mut bytes);
    }
    // Without the continuation bytes of UTF-8.
    let mut starts = bytes.iter().enumerate().filter(|(_, byte)| **byte & 0xC0 != 0x80);
    if let Some((end, _)) = starts.nth(most) {
        bytes.truncate(end);
    }
    String::from_utf8(bytes).unwrap_or_default()
}

/// Redacts bytes that may not be UTF-8.
pub fn redact_bytes(secret: &str, text: &mut Vec<u8>) {
    replace(text, secret, "[redacted]", NO_SECRET);
}

/// Replaces every occurrence of a string, and one at the end that is truncated after more than `least_cut`
/// bytes.
pub(crate) fn replace(text: &mut Vec<u8>, found: &str, by: &str, least_cut: usize) {
    let mut replaced = Vec::new();
    let mut rest = &text[..];
    while let Some((before, after)) = split(rest, found.as_bytes(), least_cut) {
        replaced.extend_from_slice(before);
        replaced.extend_from_slice(by.as_bytes());
        rest = after;
    }
    if !replaced.is_empty() {
        replaced.extend_from_slice(rest);
        *text = replaced;
    }
}

/// Splits a text at the first occurrence of a string. The standard library's search is faster on long
/// texts, and adds 2 KB of WebAssembly.
fn split<'a>(text: &'a [u8], found: &[u8], least_cut: usize) -> Option<(&'a [u8], &'a [u8])> {
    (0..text.len()).find_map(|start| {
        let (before, rest) = text.split_at_checked(start)?;
        let is_cut = rest.len() > least_cut && found.starts_with(rest);
        Some((before, if is_cut { &[] } else { rest.strip_prefix(found)? }))
    })
}

#[cfg(test)]
mod tests {
    use super::{redact, redact_bytes};

    fn redacted(secret: &str, text: &str) -> String {
        let mut text = text.to_owned();
        redact(secret, &mut text);
        text
    }

    #[test]
    fn removes_every_echo_of_the_secret() {
        for (text, expected) in [
            ("", ""),
            ("fsk_test_", "fsk_test_"),
            ("fsk_test_1", "[redacted]"),
            ("é fsk_test_1fsk_test_1 é", "é [redacted][redacted] é"),
            ("fsk_test_fsk_test_1", "fsk_test_[redacted]"),
        ] {
            assert_eq!(redacted("fsk_test_1", text), expected);
        }
    }

    #[test]
    fn removes_an_echo_that_was_cut_off() {
        for (text, expected) in [
            ("fsk_test_12345", "[redacted]"),
            ("é fsk_test_123 fsk_test_123", "é fsk_test_123 [redacted]"),
            ("fsk_test_12345fsk_test_12", "fsk_test_12345fsk_test_12"),
            ("fsk_test_123456789 fsk_test_12", "[redacted] fsk_test_12"),
        ] {
            assert_eq!(redacted("fsk_test_123456789", text), expected);
        }
    }

    #[test]
    fn keeps_bytes_that_are_not_utf_8() {
        let mut bytes = b"\xFFfsk_test_1\xFE".to_vec();
        redact_bytes("fsk_test_1", &mut bytes);
        assert_eq!(bytes, b"\xFF[redacted]\xFE");
    }
}
