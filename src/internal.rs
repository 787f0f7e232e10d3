//! Items for the npm package's crate in `pkg/rust`. They are not part of the public API, and semantic
//! versioning does not cover them.

pub use crate::config::milliseconds;
pub use crate::decode::{Checked, Envelope, Inspected, NoSession, NotJson, check, inspect, text};
pub use crate::endpoint::{Action, Endpoint};
pub use crate::error::Facts;
pub use crate::holds::Held;
pub use crate::json::lookup::{elements, lookup, member, string};
pub use crate::json::scan;
pub use crate::json::tree::parse_bytes;
pub use crate::names::in_javascript;
pub use crate::redact::redact_bytes;
pub use crate::request::{Target, Template, template};
pub use crate::retry_after::{Wait, platform_until};
pub use crate::run::{Moment, Run, State, Step};
pub use crate::text::{digits, join};

use crate::{ApiKey, Call, Config, Error, ErrorKind, Failure, Header, Reply, Request};

/// Returns the facts of an error.
#[must_use]
pub fn facts(error: &Error) -> &Facts {
    error.facts()
}

/// Makes an error of its facts.
#[must_use]
pub fn error(facts: Facts) -> Error {
    Error::of(facts)
}

/// Returns the error of a reauth without a source of random bytes.
#[must_use]
pub fn no_random_source() -> Error {
    Error::no_random_source()
}

/// Makes a response. `location` is the path of a redirect's target.
#[must_use]
pub fn reply(
    status: u16,
    body: Vec<u8>,
    wait: Wait,
    location: Option<String>,
    cut: Option<Failure>,
) -> Reply {
    Reply { status, wait, location, body, cut }
}

/// Returns the timeout of a request, in milliseconds.
#[must_use]
pub fn timeout_ms(request: &Request) -> u32 {
    request.timeout
}

/// Parses an integer in any of JSON's notations.
#[must_use]
pub fn integer(json: &[u8]) -> Option<i64> {
    crate::json::integer::parse(json)
}

/// Returns the kind of an HTTP status; `None` for a 2xx.
#[must_use]
pub fn kind_of_status(status: u16) -> Option<ErrorKind> {
    ErrorKind::of_status(status)
}

/// Options of a client and one of its calls that JavaScript checked, with times in milliseconds.
#[derive(Debug)]
pub struct CheckedOptions {
    pub api_key: Option<String>,
    pub base_url: String,
    /// The caller's idempotency key.
    pub own_key: Option<String>,
    pub timeout: u32,
    pub deadline: Option<u32>,
    pub max_retries: u32,
    pub max_retry_delay: u32,
    pub max_response_bytes: u32,
    pub strict: bool,
    pub expand: Vec<String>,
    /// Names and values, in turn.
    pub headers: Vec<String>,
}

impl CheckedOptions {
    /// Returns the configuration and the call. They are not checked again.
    #[must_use]
    pub fn into_config_and_call(self) -> (Config, Call) {
        let api_key = self.api_key.map(ApiKey::checked_before);
        let mut base_url = self.base_url;
        while base_url.ends_with('/') {
            base_url.pop();
        }
        let mut headers = Vec::new();
        let mut strings = self.headers.into_iter();
        while let (Some(name), Some(value)) = (strings.next(), strings.next()) {
            headers.push(Header::checked_before(name, value));
        }
        let config = Config {
            api_key,
            base_url,
            timeout: self.timeout,
            deadline: self.deadline,
            max_retries: self.max_retries,
            max_retry_delay: self.max_retry_delay,
            max_response_bytes: usize::try_from(self.max_response_bytes).unwrap_or(usize::MAX),
            strict: self.strict,
            headers,
        };
        let call = Call { idempotency_key: self.own_key, expand: self.expand, ..Call::new() };
        (config, call)
    }
}
