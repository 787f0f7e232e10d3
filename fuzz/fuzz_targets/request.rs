//! For any id, base URL, expanded fields and headers: a request goes to the configured origin, the id is
//! one segment of its path, and headers are valid; or nothing is sent.
#![no_main]

use arbitrary::Arbitrary;
use flex_checkout::{ApiKey, Call, Config, ErrorKind, FlexClient, Header, Method, Request};
use flex_checkout_fuzz::answers::{Answers, run};
use libfuzzer_sys::fuzz_target;
use percent_encoding::percent_decode_str;
use url::{Position, Url};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    retrieves: bool,
    base: Base<'a>,
    api_key: Option<&'a str>,
    id: Id<'a>,
    expand: Vec<&'a str>,
    headers: Vec<(&'a str, &'a str)>,
    idempotency_key: Option<&'a str>,
}

#[derive(Arbitrary, Debug)]
enum Base<'a> {
    Flex,
    Any(&'a str),
    Https(&'a str),
    Loopback(&'a str),
    Path(&'a str),
}

#[derive(Arbitrary, Debug)]
enum Id<'a> {
    Any(&'a str),
    /// Composed of spellings of dots and slashes, however often encoded.
    Parts(Vec<Part>),
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Part {
    Dot,
    Percent,
    Two,
    Five,
    Six,
    Lower,
    Upper,
    Slash,
    Backslash,
    Letter,
}

impl Id<'_> {
    fn text(&self) -> String {
        match self {
            Self::Any(string) => (*string).to_owned(),
            Self::Parts(parts) => parts.iter().map(|part| part.text()).collect(),
        }
    }
}

impl Part {
    fn text(self) -> &'static str {
        match self {
            Self::Dot => ".",
            Self::Percent => "%",
            Self::Two => "2",
            Self::Five => "5",
            Self::Six => "6",
            Self::Lower => "e",
            Self::Upper => "E",
            Self::Slash => "/",
            Self::Backslash => "\\",
            Self::Letter => "a",
        }
    }
}

fuzz_target!(|input: Input<'_>| {
    let Some(config) = config(&input) else { return };
    let Some(call) = call(&input) else { return };
    let id = input.id.text();
    let answers = Answers::default();
    let client = FlexClient::with_platform(config.clone(), &answers);
    let error = if input.retrieves {
        run(client.retrieve_with(&id, &call))
    } else {
        run(client.reauth_with(&id, &call))
    }
    .expect_err("there is no response");
    let requests = answers.requests.borrow();
    let Some(request) = requests.first() else {
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(is_spelled_like_dots(&id), "{id:?} was refused");
        return;
    };
    assert!(!is_no_segment(&id), "{id:?} was sent");
    check_url(&input, request, &id);
    check_headers(&input, request);
});

fn config(input: &Input<'_>) -> Option<Config> {
    let base = base(&input.base);
    let mut config = match input.api_key {
        Some(key) => Config::new(ApiKey::new(key).ok()?).base_url(&base).ok()?,
        None => Config::gateway(&base).ok()?,
    };
    for (name, value) in &input.headers {
        config = config.header(Header::new(name, *value).ok()?);
    }
    Some(config.max_retries(0))
}

fn base(base: &Base<'_>) -> String {
    match base {
        Base::Flex => Config::FLEX.to_owned(),
        Base::Any(string) => (*string).to_owned(),
        Base::Https(rest) => format!("https://{rest}"),
        Base::Loopback(rest) => format!("http://127.0.0.1{rest}"),
        Base::Path(rest) => format!("/{rest}"),
    }
}

fn call(input: &Input<'_>) -> Option<Call> {
    let mut call = Call::new();
    for field in &input.expand {
        call = call.expand(*field).ok()?;
    }
    match input.idempotency_key {
        Some(key) => call.idempotency_key(key).ok(),
        None => Some(call),
    }
}

/// Returns true if an id is empty, or a dot segment once it is fully decoded.
fn is_no_segment(id: &str) -> bool {
    let mut id = id.as_bytes().to_vec();
    loop {
        if matches!(&id[..], b"" | b"." | b"..") {
            return true;
        }
        let decoded: Vec<u8> = percent_encoding::percent_decode(&id).collect();
        if decoded == id {
            return false;
        }
        id = decoded;
    }
}

/// Returns true if an id consists of characters that can spell a dot.
fn is_spelled_like_dots(id: &str) -> bool {
    id.chars().all(|char| matches!(char, '.' | '%' | '0'..='9' | 'a'..='f' | 'A'..='F'))
        && id.chars().next().is_none_or(|first| first == '.' || first == '%')
}

fn check_url(input: &Input<'_>, request: &Request, id: &str) {
    let page = Url::parse("https://page.example").expect("a URL");
    let base = base(&input.base);
    let base = format!("{}/", base.trim_end_matches('/'));
    // A base URL that no parser accepts makes a request that no platform sends.
    let Ok(base) = page.join(&base) else { return };
    let url = page.join(request.url()).expect("the request has a URL");
    assert_eq!(url.origin(), base.origin(), "{url}");
    if input.api_key.is_some() {
        assert_ne!(url.origin(), page.origin());
    }
    assert!(url.scheme() == "https" || matches!(url.host_str(), Some(host) if is_loopback(host)));
    assert_eq!((url.username(), url.password(), url.fragment()), ("", None, None), "{url}");

    let path = url[..Position::AfterPath].strip_prefix(&base[..]).expect("the base's path is kept");
    let path = path.strip_prefix("v1/checkout/sessions/").expect("the sessions' path");
    let segment = if input.retrieves {
        path
    } else {
        path.strip_suffix("/reauth").expect("the path of a reauth")
    };
    assert!(!segment.is_empty() && !segment.contains(['/', '\\', '?', '#']), "{url}");
    let decoded: Vec<u8> = percent_decode_str(segment).collect();
    assert_eq!(decoded, id.as_bytes(), "{url}");

    let sent: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let expected: Vec<(String, String)> =
        input.expand.iter().map(|field| (format!("expand_{field}"), "true".into())).collect();
    assert_eq!(sent, expected, "{url}");
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host == "[::1]" || host.starts_with("127.")
}

fn check_headers(input: &Input<'_>, request: &Request) {
    let mut names: Vec<&str> = request.headers().map(|(name, _)| name).collect();
    for (name, value) in request.headers() {
        assert_eq!(name, name.to_lowercase());
        http::HeaderName::from_bytes(name.as_bytes()).expect("a header's name");
        http::HeaderValue::from_str(value).expect("a header's value");
    }
    let sent =
        |name: &str| request.headers().find(|(sent, _)| *sent == name).map(|(_, value)| value);
    let bearer = input.api_key.map(|key| format!("Bearer {key}"));
    assert_eq!(sent("authorization"), bearer.as_deref());
    let key = sent("idempotency-key");
    if input.retrieves {
        assert_eq!((request.method(), key), (Method::Get, None));
    } else {
        assert_eq!(request.method(), Method::Post);
        assert!(key.is_some_and(|key| input.idempotency_key.is_none_or(|own| own == key)));
    }
    for (name, _) in &input.headers {
        let last = input.headers.iter().rfind(|(other, _)| other.eq_ignore_ascii_case(name));
        assert_eq!(sent(&name.to_lowercase()), last.map(|(_, value)| *value));
    }
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
}
