//! The options of a call as they come from JavaScript. Its TypeScript has checked them and filled in the
//! defaults, because a constructor cannot wait for this module.

use crate::config::{Call, Config, Header};
use crate::request::Action;
use crate::secret::ApiKey;

/// Options of which there are two, as bits of a number.
#[derive(Clone, Copy)]
pub(super) struct Flags {
    pub(super) action: Action,
    /// Whether the idempotency key is the caller's.
    pub(super) own_key: bool,
    pub(super) strict: bool,
    /// Whether the caller wants to know what happens.
    pub(super) observed: bool,
}

impl Flags {
    pub(super) fn new(bits: u32) -> Self {
        Self {
            action: if bits & 1 == 0 { Action::Retrieve } else { Action::Reauth },
            own_key: bits & 2 != 0,
            strict: bits & 4 != 0,
            observed: bits & 8 != 0,
        }
    }
}

/// Options that are texts, as lines: API key, base URL, idempotency key, fields to expand with commas
/// between them, headers, an empty line, and the session's id, which is all the rest. A header is a line
/// with its name and one with its value. An empty key or base URL is none.
pub(super) struct Texts {
    pub(super) config: Config,
    pub(super) call: Call,
    /// The idempotency key of a reauth.
    pub(super) key: Option<String>,
    pub(super) id: String,
}

impl Texts {
    pub(super) fn read(texts: &str, flags: Flags) -> Self {
        let (api_key, rest) = line(texts);
        let (base_url, rest) = line(rest);
        let (key, rest) = line(rest);
        let (mut expand, mut rest) = line(rest);

        let api_key = some(api_key).map(ApiKey::checked_before);
        let base_url = if base_url.is_empty() { Config::FLEX } else { base_url };
        let config = Config::with(api_key, without_slashes(base_url).to_owned());
        let key = some(key).filter(|_| flags.action == Action::Reauth);
        let mut call = Call::new();
        call.idempotency_key = key.clone().filter(|_| flags.own_key);
        while !expand.is_empty() {
            let (field, after) = split(expand, b',');
            call.expand.push(field.to_owned());
            expand = after;
        }
        let id = loop {
            let (name, after) = line(rest);
            if name.is_empty() {
                break after.to_owned();
            }
            let (value, after) = line(after);
            call.headers.push(Header::checked_before(name, value));
            rest = after;
        };
        Self { config, call, key, id }
    }
}

/// A text, unless it is empty.
pub(super) fn some(text: &str) -> Option<String> {
    if text.is_empty() { None } else { Some(text.to_owned()) }
}

/// The first line and what follows it.
pub(super) fn line(text: &str) -> (&str, &str) {
    split(text, b'\n')
}

fn split(text: &str, separator: u8) -> (&str, &str) {
    let end = text.bytes().position(|byte| byte == separator).unwrap_or(text.len());
    let rest = text.get(end..).unwrap_or_default();
    (text.get(..end).unwrap_or_default(), rest.get(1..).unwrap_or_default())
}

fn without_slashes(mut url: &str) -> &str {
    while let Some(shorter) = url.strip_suffix("/") {
        url = shorter;
    }
    url
}
