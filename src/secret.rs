//! The API key: checked when it is made, shown to nobody.

use std::fmt;

use crate::error::Error;

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

    /// The value of an `Authorization` header.
    pub(crate) fn bearer(&self) -> String {
        ["Bearer ", &self.0].concat()
    }

    /// A text in which the key, where a server or a platform echoed it, is `[redacted]`.
    pub(crate) fn redact(&self, text: String) -> String {
        if text.contains(&self.0) { text.replace(&self.0, "[redacted]") } else { text }
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(..)")
    }
}
