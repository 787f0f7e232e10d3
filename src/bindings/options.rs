//! The options of a call as they come from JavaScript. Its TypeScript has checked them and filled in the
//! defaults, because a constructor cannot wait for this module.

use crate::config::{Call, Config, Header};
use crate::secret::ApiKey;

/// The config of a client that calls this address with this key; an empty one is none.
pub(super) fn config(api_key: &str, base_url: &str) -> Config {
    let mut base_url = if base_url.is_empty() { Config::FLEX } else { base_url };
    while let Some(shorter) = base_url.strip_suffix("/") {
        base_url = shorter;
    }
    let api_key = some(api_key).map(ApiKey::checked_before);
    Config::with(api_key, base_url.to_owned())
}

/// A call with headers and fields to expand, each a line. A header's value follows its name.
pub(super) fn call(idempotency_key: &str, headers: &str, expand: &str) -> Call {
    let mut call = Call { idempotency_key: some(idempotency_key), ..Call::default() };
    let mut headers = lines(headers);
    while let (Some(name), Some(value)) = (headers.next(), headers.next()) {
        call.headers.push(Header::checked_before(name, value));
    }
    call.expand = lines(expand).map(str::to_owned).collect();
    call
}

pub(super) fn some(text: &str) -> Option<String> {
    if text.is_empty() { None } else { Some(text.to_owned()) }
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.as_bytes().split(|byte| *byte == b'\n');
    lines.map(|line| std::str::from_utf8(line).unwrap_or_default()).filter(|_| !text.is_empty())
}
