//! The options of a call as they come from JavaScript. Its TypeScript has checked them and filled in the
//! defaults, because a constructor cannot wait for this module.

use flex_checkout::internal::{Action, CheckedOptions};

/// Options that are on or off, as bits of a number.
#[derive(Clone, Copy)]
pub(super) struct Flags {
    pub(super) action: Action,
    /// Set if the idempotency key is the caller's.
    pub(super) own_key: bool,
    pub(super) strict: bool,
    /// Set if the caller observes events.
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

/// Reads the options that are strings, as lines: API key, base URL, idempotency key, fields to expand
/// separated by commas, headers, an empty line, and the rest is the session's id. A header is a line with
/// its name and one with its value. An empty key or base URL is absent.
///
/// Returns the options, the idempotency key of a reauth, and the id.
pub(super) fn read(strings: &str, flags: Flags) -> (CheckedOptions<'_>, Option<&str>, &str) {
    let (api_key, rest) = line(strings);
    let (base_url, rest) = line(rest);
    let (key, rest) = line(rest);
    let (mut expanded, mut rest) = line(rest);

    let mut expand = Vec::new();
    while !expanded.is_empty() {
        let (field, after) = split(expanded, b',');
        expand.push(field.to_owned());
        expanded = after;
    }
    let mut headers = Vec::new();
    let id = loop {
        let (name, after) = line(rest);
        if name.is_empty() {
            break after;
        }
        let (value, after) = line(after);
        headers.push((name, value));
        rest = after;
    };
    let key = some(key).filter(|_| flags.action == Action::Reauth);
    let options = CheckedOptions {
        api_key: some(api_key),
        base_url: some(base_url),
        own_key: key.filter(|_| flags.own_key),
        timeout: 0,
        deadline: None,
        max_retries: 0,
        max_retry_delay: 0,
        max_response_bytes: 0,
        strict: flags.strict,
        expand,
        headers,
    };
    (options, key, id)
}

/// A string, unless it is empty.
pub(super) fn some(string: &str) -> Option<&str> {
    if string.is_empty() { None } else { Some(string) }
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
