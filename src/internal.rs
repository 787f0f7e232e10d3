//! Items for the npm package's crate in `pkg/rust`. They are not part of the public API, and semantic
//! versioning does not cover them.

pub use crate::config::milliseconds;
pub use crate::decode::{Checked, NoSession, NotJson, check, text};
pub use crate::json::lookup::lookup;
pub use crate::json::scan;
pub use crate::names::in_javascript;
pub use crate::request::{Action, idempotency_key};
pub use crate::retry_after::decimal_wait;
pub use crate::run::{Moment, Run, Step};
pub use crate::text::{digits, join};

use crate::{ApiKey, Call, Config, Error, ErrorKind, Failure, Header, Reply, Request};

/// Options of a call that JavaScript checked, with times in milliseconds.
#[derive(Debug)]
pub struct CheckedOptions<'a> {
    pub api_key: Option<&'a str>,
    pub base_url: Option<&'a str>,
    /// The caller's idempotency key.
    pub own_key: Option<&'a str>,
    pub timeout: u32,
    pub deadline: Option<u32>,
    pub max_retries: u32,
    pub max_retry_delay: u32,
    pub max_response_bytes: usize,
    pub strict: bool,
    pub expand: Vec<String>,
    pub headers: Vec<(&'a str, &'a str)>,
}

impl CheckedOptions<'_> {
    #[must_use]
    pub fn into_config_and_call(self) -> (Config, Call) {
        let api_key = self.api_key.map(|key| ApiKey::checked_before(key.to_owned()));
        let mut base_url = self.base_url.unwrap_or(Config::FLEX);
        while let Some(shorter) = base_url.strip_suffix('/') {
            base_url = shorter;
        }
        let mut config = Config::with(api_key, base_url.to_owned());
        config.timeout = self.timeout;
        config.deadline = self.deadline;
        config.max_retries = self.max_retries;
        config.max_retry_delay = self.max_retry_delay;
        config.max_response_bytes = self.max_response_bytes;
        config.strict = self.strict;
        let headers = self.headers.into_iter();
        let call = Call {
            idempotency_key: self.own_key.map(String::from),
            headers: headers.map(|(name, value)| Header::checked_before(name, value)).collect(),
            expand: self.expand,
            ..Call::new()
        };
        (config, call)
    }
}

/// Makes a response. The wait that it asks for is in milliseconds.
#[must_use]
pub fn reply(status: u16, body: Vec<u8>, retry_after: Option<u32>, cut: Option<Failure>) -> Reply {
    Reply { status, retry_after, body, cut }
}

/// Returns the timeout of a request, in milliseconds.
#[must_use]
pub fn timeout_ms(request: &Request) -> u32 {
    request.timeout
}

/// Returns the wait that Flex asked for, in milliseconds.
#[must_use]
pub fn retry_after_ms(error: &Error) -> Option<u32> {
    error.retry_after_ms()
}

/// Takes the body out of an error.
pub fn take_body(error: &mut Error) -> Option<Vec<u8>> {
    error.take_body()
}

/// Returns the error of a reauth without a source of random bytes.
#[must_use]
pub fn no_random_source() -> Error {
    Error::no_random_source()
}

/// Returns the kind of an HTTP status; `None` for a 2xx.
#[must_use]
pub fn kind_of_status(status: u16) -> Option<ErrorKind> {
    ErrorKind::of_status(status)
}
