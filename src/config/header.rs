//! Headers added by the caller.

use std::fmt;

use crate::error::Error;
use crate::rules;

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
    /// itself (`authorization`, `idempotency-key`) or fetch does (`host`, `content-length`,
    /// `connection` and others of the connection), or if the value is not printable ASCII.
    pub fn new(name: &str, value: impl Into<String>) -> Result<Self, Error> {
        let value = value.into();
        let refuse = |why: &str| Err(Error::configuration(["header ", name, why].concat()));
        if !rules::HEADER_NAME.fits(name) {
            return Err(Error::configuration("headers contain an invalid header name"));
        }
        for (reserved, option) in rules::RESERVED_HEADERS {
            if name.eq_ignore_ascii_case(reserved) {
                return refuse(&[" is set by the client; pass ", option].concat());
            }
        }
        if rules::CONNECTION_HEADERS.iter().any(|set| name.eq_ignore_ascii_case(set)) {
            return refuse(" belongs to the connection and is set by fetch; leave it out");
        }
        if !rules::HEADER_VALUE.fits_or_empty(&value) {
            return refuse(" holds a character that is not printable ASCII");
        }
        Ok(Self { name: name.to_ascii_lowercase(), value })
    }

    /// Makes a header that was checked before.
    pub(crate) fn checked_before(mut name: String, value: String) -> Self {
        name.make_ascii_lowercase();
        Self { name, value }
    }

    /// Appends another value of the same name, as fetch joins them.
    #[cfg(all(target_arch = "wasm32", feature = "js"))]
    pub(crate) fn join(&mut self, other: &Self) {
        self.value.push_str(", ");
        self.value.push_str(&other.value);
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
