//! The API key: checked when it is made, shown to nobody.

use std::fmt;

use crate::error::Error;
use crate::text::join;

/// An API key of Flex's, `fsk_test_…` or `fsk_…`.
///
/// Its `Debug` does not show it, and it has no `Display`.
///
/// ```
/// let key = flex_checkout::ApiKey::new("fsk_test_123")?;
/// assert_eq!(format!("{key:?}"), "ApiKey(..)");
/// # Ok::<(), flex_checkout::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// Checks a key: it must be visible ASCII, because it travels in a header.
    ///
    /// # Errors
    ///
    /// Of kind `configuration`, if it is empty or has a character that a header may not hold; the
    /// text of the error does not show the key.
    pub fn new(key: impl Into<String>) -> Result<Self, Error> {
        let key = key.into();
        if key.is_empty() {
            return Err(Error::configuration(
                "apiKey is empty; pass the key that Flex gave you, or leave apiKey out and set \
                 baseURL to a gateway that adds it",
            ));
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::configuration(
                "apiKey holds a character that is not visible ASCII, such as a space or a line \
                 break; check how it was copied or read",
            ));
        }
        Ok(Self(key))
    }

    /// A key that the npm package has checked in JavaScript.
    #[cfg(feature = "bindings")]
    pub(crate) fn checked_before(key: String) -> Self {
        Self(key)
    }

    /// The value of an `Authorization` header.
    pub(crate) fn bearer(&self) -> String {
        join(&["Bearer ", &self.0])
    }

    /// Makes the key, where a server or a platform echoed it, `[redacted]`.
    pub(crate) fn redact(&self, text: &mut String) {
        let mut bytes = std::mem::take(text).into_bytes();
        self.redact_bytes(&mut bytes);
        // The key is ASCII: what was UTF-8 around it still is.
        *text = String::from_utf8(bytes).unwrap_or_default();
    }

    /// The same in a text that may not be UTF-8.
    pub(crate) fn redact_bytes(&self, text: &mut Vec<u8>) {
        let key = self.0.as_bytes();
        let mut redacted = Vec::new();
        let mut rest = &text[..];
        while let Some((before, after)) = split_at_key(rest, key) {
            redacted.extend_from_slice(before);
            redacted.extend_from_slice(b"[redacted]");
            rest = after;
        }
        if !redacted.is_empty() {
            redacted.extend_from_slice(rest);
            *text = redacted;
        }
    }
}

/// How many of a key's first characters give nothing away: `fsk_test_`, and one or two.
const NO_SECRET: usize = 11;

/// What stands before and after the first occurrence of the key, or of what a cut left of it at the end.
/// The standard library's search of strings is faster on long ones, and 2 KB of WebAssembly.
fn split_at_key<'a>(text: &'a [u8], key: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    (0..text.len()).find_map(|start| {
        let (before, rest) = text.split_at_checked(start)?;
        let is_cut = rest.len() > NO_SECRET && key.starts_with(rest);
        Some((before, if is_cut { &[] } else { rest.strip_prefix(key)? }))
    })
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::ApiKey;

    fn redacted(key: &str, text: &str) -> String {
        let mut text = text.to_owned();
        ApiKey(key.into()).redact(&mut text);
        text
    }

    #[test]
    fn takes_every_echo_of_the_key_out_of_a_text() {
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
    fn takes_out_what_a_cut_left_of_an_echo() {
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
    fn leaves_bytes_that_are_no_text_as_they_are() {
        let key = ApiKey("fsk_test_1".into());
        let mut bytes = b"\xFFfsk_test_1\xFE".to_vec();
        key.redact_bytes(&mut bytes);
        assert_eq!(bytes, b"\xFF[redacted]\xFE");
    }
}
