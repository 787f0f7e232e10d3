//! Headers added by the caller.

use std::fmt;

use crate::error::Error;

/// A header added to requests. Its `Debug` shows the name only.
///
/// ```
/// use flex_checkout::{Config, Header};
///
/// let token = Header::new("Flex-Session-Token", "v1.token-of-your-server")?;
/// assert_eq!(token.name(), "flex-session-token");
/// assert_eq!(token.value(), "v1.token-of-your-server");
/// assert!(Header::new("authorization", "Bearer fsk_test_123").is_err());
///
/// let config = Config::gateway("https://shop.example/flex")?.header(token);
/// # Ok::<(), flex_checkout::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Header {
    name: String,
    value: String,
}

impl Header {
    /// Makes a header.
    ///
    /// # Errors
    ///
    /// Returns an error of kind `configuration` if the name is invalid, if the client sets the header
    /// itself (`authorization`, `idempotency-key`), or if the value is not printable ASCII.
    pub fn new(name: &str, value: impl Into<String>) -> Result<Self, Error> {
        let value = value.into();
        let refuse = |why: &str| Err(Error::configuration(["header ", name, why].concat()));
        if name.is_empty() || !name.bytes().all(is_token) {
            return Err(Error::configuration("headers hold a name that is no header's name"));
        }
        if name.eq_ignore_ascii_case("authorization") {
            return refuse(" is set by the client; pass the key as `api_key`");
        }
        if name.eq_ignore_ascii_case("idempotency-key") {
            return refuse(" is set by the client; pass it as `idempotency_key`");
        }
        if !value.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t')) {
            return refuse(" holds a character that is not printable ASCII");
        }
        Ok(Self { name: name.to_ascii_lowercase(), value })
    }

    /// Makes a header that was checked before.
    pub(crate) fn checked_before(name: &str, value: &str) -> Self {
        Self { name: name.to_ascii_lowercase(), value: value.to_owned() }
    }

    /// Returns the name, in lower case.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the value.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Header").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Returns true if a header's name may contain the byte (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
