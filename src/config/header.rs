//! Headers that the caller adds.

use std::fmt;

use crate::error::Error;

/// A header that the caller adds to requests. Its `Debug` shows the name only.
///
/// ```
/// use flex_checkout::{Config, Header};
///
/// let token = Header::new("flex-session-token", "v1.what-your-server-made")?;
/// let flex = Config::gateway("https://shop.example/flex")?.header(token);
/// # Ok::<(), flex_checkout::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Header {
    name: String,
    value: String,
}

impl Header {
    /// Checks a header.
    ///
    /// # Errors
    ///
    /// Of kind `configuration`, if the name is not a header's name, or one that the client sets
    /// itself (`authorization`, `idempotency-key`), or the value is not printable ASCII.
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

    /// Wraps a header that is checked already.
    pub(crate) fn checked_before(name: &str, value: &str) -> Self {
        Self { name: name.to_ascii_lowercase(), value: value.to_owned() }
    }

    /// The name, in lower case.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value.
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

/// Whether a byte may stand in a header's name (RFC 9110, section 5.6.2).
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
