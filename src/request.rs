//! The request of a call.

use std::fmt;
use std::time::Duration;

use crate::config::{Call, Config, Header};
use crate::endpoint::{Action, Endpoint};
use crate::error::Error;
use crate::params;
use crate::text::join;

/// An HTTP request. Its `Debug` omits headers and body.
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
///     println!("{} bytes of JSON", request.body().map_or(0, str::len));
/// }
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Request {
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<String>,
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

    /// Returns the body, which is JSON.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        self.body.as_deref()
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
    /// `GET`, which reads.
    Get,
    /// `POST`, which may place, capture or release a hold.
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

/// The subject of a call.
#[derive(Clone, Debug)]
pub struct Target {
    /// The action.
    pub action: Action,
    /// Id of the session or the payment intent.
    pub id: String,
    /// The call's parameters as JSON, as the caller wrote them.
    pub params: Option<String>,
    /// Names and values of the query, in turn.
    pub query: Vec<String>,
}

/// The request of an action, without the id.
#[derive(Debug)]
pub struct Template {
    /// The request, with the part of its URL before the id.
    pub request: Request,
    /// The endpoint.
    pub endpoint: &'static Endpoint,
    /// Name of the header that holds the idempotency key.
    pub key_header: Option<&'static str>,
}

/// Returns the request of an action without parameters for any id, with the client's own options.
#[must_use]
pub fn template(config: &Config, action: Action) -> Template {
    start(config, action, &[])
}

fn start(config: &Config, action: Action, more: &[Header]) -> Template {
    let endpoint = action.endpoint();
    let timeout = config.deadline.map_or(config.timeout, |limit| limit.min(config.timeout));
    let request = Request {
        method: endpoint.method,
        url: join(&[&config.base_url, endpoint.before]),
        headers: headers(config, more),
        body: None,
        max_response_bytes: config.max_response_bytes,
        timeout,
    };
    Template { request, endpoint, key_header: endpoint.effect.as_ref().map(|_| IDEMPOTENCY_KEY) }
}

/// Builds the request of an action on a target. The action may read the result of the target's own.
pub(crate) fn build(
    config: &Config,
    action: Action,
    target: &Target,
    call: &Call,
    idempotency_key: Option<&str>,
) -> Result<Request, Error> {
    let Template { mut request, endpoint, key_header } = start(config, action, &call.headers);
    let url = &mut request.url;
    if is_dots(target.id.as_bytes()) {
        return Err(Error::configuration(
            "the id is empty, or dots; a session's id begins with fcs_, a payment intent's with fpi_",
        ));
    }
    push_encoded(url, &target.id);
    url.push_str(endpoint.after);
    let mut separator = if url.bytes().any(|byte| byte == b'?') { '&' } else { '?' };
    let mut push = |name: &[&str], value: &str| {
        url.push(separator);
        separator = '&';
        url.push_str(&join(name));
        url.push('=');
        push_encoded(url, value);
    };
    if action == target.action {
        let mut query = target.query.iter();
        while let (Some(name), Some(value)) = (query.next(), query.next()) {
            push(&[name], value);
        }
    }
    for field in &call.expand {
        push(&["expand_", field], "true");
    }
    if let Some(params) = &target.params
        && action == target.action
    {
        params::check(params)?;
        request.headers.push(("content-type".to_owned(), "application/json".to_owned()));
        request.body = Some(join(&["{\"checkout_session\":", params, "}"]));
    }
    if let (Some(name), Some(key)) = (key_header, idempotency_key) {
        request.headers.push((name.to_owned(), key.to_owned()));
    }
    request.timeout = call.timeout.unwrap_or(config.timeout);
    Ok(request)
}

const IDEMPOTENCY_KEY: &str = "idempotency-key";

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

/// Appends a percent-encoded segment of a path or value of a query.
fn push_encoded(url: &mut String, value: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in value.bytes() {
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
