//! Options of a client, and of one call.

mod base_url;
mod header;

pub use header::Header;

use std::time::Duration;

use crate::error::Error;
use crate::rules;
use crate::secret::ApiKey;
use base_url::check_base_url;

/// Options of a client, which calls Flex or a gateway.
///
/// ```
/// use std::time::Duration;
///
/// use flex_checkout::{ApiKey, Config, Header};
///
/// let config = Config::new(ApiKey::new("fsk_test_123")?)
///     .base_url("http://localhost:8080")?
///     .timeout(Duration::from_secs(10))
///     .deadline(Duration::from_secs(45))
///     .max_retries(4)
///     .max_retry_delay(Duration::from_secs(20))
///     .max_response_bytes(1 << 20)
///     .strict(true)
///     .header(Header::new("x-request-id", "4711")?);
///
/// let through_gateway = Config::gateway("https://shop.example/flex")?;
///
/// assert_eq!(Config::FLEX, "https://api.withflex.com");
/// # Ok::<(), flex_checkout::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    pub(crate) api_key: Option<ApiKey>,
    pub(crate) base_url: String,
    pub(crate) timeout: u32,
    pub(crate) deadline: Option<u32>,
    pub(crate) max_retries: u32,
    pub(crate) max_retry_delay: u32,
    pub(crate) max_response_bytes: usize,
    pub(crate) strict: bool,
    pub(crate) headers: Vec<Header>,
}

impl Config {
    /// URL of Flex's API.
    pub const FLEX: &str = rules::FLEX;

    /// Makes the options of a client that calls Flex with a key.
    #[must_use]
    pub fn new(api_key: ApiKey) -> Self {
        Self::with(Some(api_key), Self::FLEX.into())
    }

    /// Makes the options of a client that calls a gateway, which adds the key. In a browser `base_url` may
    /// be a path, such as `/flex`.
    ///
    /// # Errors
    ///
    /// Returns an error of kind `configuration` if `base_url` is invalid; see [`Self::base_url`].
    pub fn gateway(base_url: &str) -> Result<Self, Error> {
        Ok(Self::with(None, check_base_url(base_url, true)?))
    }

    pub(crate) fn with(api_key: Option<ApiKey>, base_url: String) -> Self {
        Self {
            api_key,
            base_url,
            timeout: rules::TIMEOUT,
            deadline: None,
            max_retries: rules::MAX_RETRIES,
            max_retry_delay: rules::MAX_RETRY_DELAY,
            max_response_bytes: rules::MAX_RESPONSE_BYTES as usize,
            strict: false,
            headers: Vec::new(),
        }
    }

    /// Sets the URL of Flex's API: `https`, or `http` on a loopback host, without credentials, query or
    /// fragment. Its path is kept. Default: [`Self::FLEX`].
    ///
    /// # Errors
    ///
    /// Returns an error of kind `configuration` for any other URL.
    pub fn base_url(mut self, base_url: &str) -> Result<Self, Error> {
        self.base_url = check_base_url(base_url, self.api_key.is_none())?;
        Ok(self)
    }

    /// Limits the time of one attempt, headers and body; at least a millisecond. Default: 30 seconds.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = milliseconds(timeout).max(1);
        self
    }

    /// Limits the time of a call with all its attempts and waits; at least a millisecond. Default: no limit.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(milliseconds(deadline).max(1));
        self
    }

    /// Limits the number of requests after the first one. Default: 2.
    #[must_use]
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = max_retries;
        self
    }

    /// Limits the wait before a further request. If Flex asks for a longer one, the call fails at once.
    /// Default: 60 seconds.
    #[must_use]
    pub fn max_retry_delay(mut self, delay: Duration) -> Self {
        self.max_retry_delay = milliseconds(delay);
        self
    }

    /// Limits the size of a response's body, in bytes. Default: 8 MiB.
    #[must_use]
    pub fn max_response_bytes(mut self, max_response_bytes: usize) -> Self {
        self.max_response_bytes = max_response_bytes.max(1);
        self
    }

    /// Sets whether drift is an error, although the hold is placed. Default: `false`.
    #[must_use]
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = strict;
        self
    }

    /// Adds a header to every request.
    #[must_use]
    pub fn header(mut self, header: Header) -> Self {
        self.headers.push(header);
        self
    }
}

/// Options of one call.
///
/// ```
/// use std::time::Duration;
///
/// use flex_checkout::{Call, Header};
///
/// // Repeats a call whose outcome is unknown, and requests the payment intent as an object.
/// let call = Call::new().idempotency_key("order-4711-hold-2")?.expand("payment_intent")?;
/// assert!(Call::new().idempotency_key("with a space").is_err());
///
/// let quick = Call::new()
///     .timeout(Duration::from_secs(2))
///     .deadline(Duration::from_secs(5))
///     .max_retries(1)
///     .header(Header::new("x-request-id", "4711")?);
/// # Ok::<(), flex_checkout::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    pub(crate) idempotency_key: Option<String>,
    pub(crate) timeout: Option<u32>,
    pub(crate) deadline: Option<u32>,
    pub(crate) max_retries: Option<u32>,
    pub(crate) headers: Vec<Header>,
    pub(crate) expand: Vec<String>,
}

impl Call {
    /// Makes the default options.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the idempotency key of a reauth, to repeat a call whose outcome is unknown. Default: a random
    /// key.
    ///
    /// # Errors
    ///
    /// Returns an error of kind `configuration` unless the key is 1 to 255 visible ASCII characters.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Result<Self, Error> {
        let key = key.into();
        if !rules::IDEMPOTENCY_KEY.fits(&key) {
            return Err(Error::configuration(
                "`idempotency_key` must be 1 to 255 visible ASCII characters",
            ));
        }
        self.idempotency_key = Some(key);
        Ok(self)
    }

    /// Limits the time of one attempt, headers and body; at least a millisecond.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(milliseconds(timeout).max(1));
        self
    }

    /// Limits the time of this call with all its attempts and waits; at least a millisecond.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(milliseconds(deadline).max(1));
        self
    }

    /// Limits the number of this call's requests after the first one.
    #[must_use]
    pub fn max_retries(mut self, max_retries: u32) -> Self {
        self.max_retries = Some(max_retries);
        self
    }

    /// Adds a header to this call's requests.
    #[must_use]
    pub fn header(mut self, header: Header) -> Self {
        self.headers.push(header);
        self
    }

    /// Requests a related object instead of its id, such as `customer` or `payment_intent`.
    ///
    /// # Errors
    ///
    /// Returns an error of kind `configuration` if `field` is not a field's name.
    pub fn expand(mut self, field: impl Into<String>) -> Result<Self, Error> {
        let field = field.into();
        if !rules::EXPAND.fits(&field) {
            return Err(Error::configuration(
                "`expand` must name fields as the API spells them, such as \"customer\" or \
                 \"payment_intent\"",
            ));
        }
        self.expand.push(field);
        Ok(self)
    }
}

/// Converts a duration to milliseconds, rounded up and saturated.
#[must_use]
pub fn milliseconds(duration: Duration) -> u32 {
    let rest = u64::from(duration.subsec_nanos().div_ceil(1_000_000));
    let milliseconds = duration.as_secs().saturating_mul(1000).saturating_add(rest);
    u32::try_from(milliseconds).unwrap_or(u32::MAX)
}
