//! The API key.

use std::fmt;

use crate::error::Error;
use crate::rules;
use crate::text::join;

/// A Flex API key, `fsk_test_…` or `fsk_…`.
///
/// Its `Debug` hides it, and it has no `Display`.
///
/// ```
/// use flex_checkout::ApiKey;
///
/// let key = ApiKey::new("fsk_test_123")?;
/// assert_eq!(format!("{key:?}"), "ApiKey(..)");
/// assert!(ApiKey::new("fsk_test_123\n").is_err());
/// # Ok::<(), flex_checkout::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// Makes an API key of visible ASCII characters, because it is sent in a header.
    ///
    /// # Errors
    ///
    /// Returns an error of kind `configuration` if the key is empty or has another character, and for a live
    /// key in a browser (on `wasm32`, with the feature `fetch`). The message does not contain the key.
    pub fn new(key: impl Into<String>) -> Result<Self, Error> {
        let key = key.into();
        if key.is_empty() {
            return Err(Error::configuration(
                "`api_key` is empty; pass the key that Flex gave you, or use `Config::gateway` with \
                 a gateway that adds it",
            ));
        }
        if !rules::API_KEY.fits(&key) {
            return Err(Error::configuration(
                "`api_key` holds a character that is not visible ASCII, such as a space or a line \
                 break; check how it was copied or read",
            ));
        }
        #[cfg(all(feature = "fetch", target_arch = "wasm32"))]
        if !key.starts_with("fsk_test_") && crate::fetch::in_browser() {
            return Err(Error::configuration(
                "a live `api_key` must never reach a browser, where anyone can read it and hold money \
                 with it; call your own gateway, which adds the key, with `Config::gateway`",
            ));
        }
        Ok(Self(key))
    }

    /// Makes a key that was checked before.
    pub(crate) fn checked_before(key: String) -> Self {
        Self(key)
    }

    /// Returns the value of the `Authorization` header.
    pub(crate) fn bearer(&self) -> String {
        join(&["Bearer ", &self.0])
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(..)")
    }
}
