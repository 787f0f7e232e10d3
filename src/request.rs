//! The request of a call.

use std::fmt;
use std::time::Duration;

use crate::config::{Call, Config, Header};
use crate::define::closed_enum;
use crate::error::Error;
use crate::text::join;

/// An HTTP request without a body. Its `Debug` omits the headers.
///
/// ```
/// use flex_checkout::Request;
///
/// fn log(request: &Request) {
///     println!("{} {} within {:?}", request.method().as_str(), request.url(), request.timeout());
///     println!("reads {} bytes at most", request.max_response_bytes());
///     for (name, _) in request.headers() {
///         println!("  {name}");
///     }
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) max_response_bytes: usize,
    /// In milliseconds.
    pub(crate) timeout: u32,
}

impl Request {
    /// Returns the method.
    #[must_use]
    pub fn method(&self) -> Method {
        self.method
    }

    /// Returns the URL, or a path if the base URL is a path.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the headers: names in lower case, each once, and values that any `Headers` accepts. One
    /// value may be the API key.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &str)> {
        self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Returns the largest size of the response's body, in bytes.
    #[must_use]
    pub fn max_response_bytes(&self) -> usize {
        self.max_response_bytes
    }

    /// Returns the time limit of sending the request and reading the response together.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout.into())
    }
}

/// An HTTP method.
///
/// ```
/// assert_eq!(flex_checkout::Method::Post.as_str(), "POST");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `GET`, which reads a session.
    Get,
    /// `POST`, which places a hold.
    Post,
}

impl Method {
    /// Returns the method as HTTP spells it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

closed_enum! {
    /// The operation of a call.
    pub enum Action {
        /// Places a new hold.
        Reauth = "reauth",
        /// Reads the session.
        Retrieve = "retrieve",
    }
}

impl Action {
    pub(crate) fn method(self) -> Method {
        match self {
            Self::Reauth => Method::Post,
            Self::Retrieve => Method::Get,
        }
    }

    /// Returns the last part of the path, after the session's id.
    fn suffix(self) -> &'static str {
        match self {
            Self::Reauth => "/reauth",
            Self::Retrieve => "",
        }
    }
}

/// The request of an action, without the session's id.
#[derive(Debug)]
pub struct Template {
    /// The request, with the part of its URL before the id.
    pub request: Request,
    /// The part of the URL after the id.
    pub after: &'static str,
    /// Name of the header that holds the idempotency key.
    pub key_header: Option<&'static str>,
}

/// Returns the request of an action on any session, with the client's own options.
#[must_use]
pub fn template(config: &Config, action: Action) -> Template {
    let key_header = (action == Action::Reauth).then_some(IDEMPOTENCY_KEY);
    let timeout = config.deadline.map_or(config.timeout, |limit| limit.min(config.timeout));
    let request = Request {
        method: action.method(),
        url: sessions(config),
        headers: headers(config, &[]),
        max_response_bytes: config.max_response_bytes,
        timeout,
    };
    Template { request, after: action.suffix(), key_header }
}

/// Builds the request of an action on the session `id`.
pub(crate) fn build(
    config: &Config,
    action: Action,
    id: &str,
    call: &Call,
    idempotency_key: Option<&str>,
) -> Result<Request, Error> {
    let mut url = sessions(config);
    push_segment(&mut url, id)?;
    url.push_str(action.suffix());
    for (index, field) in call.expand.iter().enumerate() {
        url.push(if index == 0 { '?' } else { '&' });
        url.push_str("expand_");
        url.push_str(field);
        url.push_str("=true");
    }
    let mut headers = headers(config, &call.headers);
    if let Some(key) = idempotency_key
        && action == Action::Reauth
    {
        headers.push((IDEMPOTENCY_KEY.to_owned(), key.to_owned()));
    }
    Ok(Request {
        method: action.method(),
        url,
        headers,
        max_response_bytes: config.max_response_bytes,
        timeout: call.timeout.unwrap_or(config.timeout),
    })
}

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Returns the URL of all sessions.
fn sessions(config: &Config) -> String {
    join(&[&config.base_url, "/v1/checkout/sessions/"])
}

/// Returns the headers of a request without an idempotency key. Of equal names the last one counts.
fn headers(config: &Config, more: &[Header]) -> Vec<(String, String)> {
    let mut rest = config.headers.iter().chain(more);
    let mut headers = Vec::new();
    let mut next = ("accept", "application/json");
    loop {
        let (name, value) = next;
        if !rest.clone().any(|later| later.name() == name) {
            headers.push((name.to_owned(), value.to_owned()));
        }
        let Some(header) = rest.next() else { break };
        next = (header.name(), header.value());
    }
    if let Some(key) = &config.api_key {
        headers.push(("authorization".to_owned(), key.bearer()));
    }
    headers
}

/// Appends an id as one percent-encoded segment of a path.
fn push_segment(url: &mut String, id: &str) -> Result<(), Error> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    if is_dots(id.as_bytes()) {
        return Err(Error::configuration(
            "the session's id is empty, or dots; pass the checkout_session_id, which begins with fcs_",
        ));
    }
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            url.push(char::from(byte));
        } else {
            let digit =
                |nibble: u8| HEX.get(usize::from(nibble)).map_or('0', |digit| char::from(*digit));
            url.push('%');
            url.push(digit(byte >> 4));
            url.push(digit(byte & 0xF));
        }
    }
    Ok(())
}

/// Returns true if an id is empty, or if a server could decode it to `.` or `..`, even repeatedly: `%2e`,
/// `%252E`, `%2%65`. Such an id has only dots, percent signs and hex digits. No id of Flex's begins so, and
/// the check need not decode it.
fn is_dots(id: &[u8]) -> bool {
    let spells_dots = |byte: &u8| matches!(byte, b'.' | b'%') || byte.is_ascii_hexdigit();
    matches!(id, [] | [b'.' | b'%', ..]) && id.iter().all(spells_dots)
}

/// Makes an idempotency key: a random (version 4) UUID.
#[must_use]
pub fn idempotency_key(random: [u8; 16]) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut key = String::with_capacity(36);
    for (index, byte) in random.into_iter().enumerate() {
        let byte = match index {
            6 => byte & 0x0F | 0x40,
            8 => byte & 0x3F | 0x80,
            _ => byte,
        };
        if matches!(index, 4 | 6 | 8 | 10) {
            key.push('-');
        }
        for nibble in [byte >> 4, byte & 0xF] {
            key.push(HEX.get(usize::from(nibble)).map_or('0', |digit| char::from(*digit)));
        }
    }
    key
}
