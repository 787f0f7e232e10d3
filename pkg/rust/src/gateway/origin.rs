//! Which pages may call, and what their browsers are told.

use super::rules::Rules;
use flex_checkout::internal::join;

/// Who asks, by the header `Origin`, which a page cannot forge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller<'a> {
    /// A page of the gateway's own origin.
    Own,
    /// A page of another origin that may call.
    Allowed(&'a str),
    /// No page says that it is one: a server, a program, or a page that reads.
    Unnamed,
    /// A page that may not call.
    Stranger,
}

impl<'a> Caller<'a> {
    /// `own` is the origin of the request's URL.
    pub(super) fn new(origin: Option<&'a str>, own: &str, rules: &Rules<'_>) -> Self {
        match origin {
            None => Self::Unnamed,
            Some(origin) if own.eq_ignore_ascii_case(origin) => Self::Own,
            Some(origin) if rules.allowed_origins.contains(&origin) => Self::Allowed(origin),
            Some(_) => Self::Stranger,
        }
    }

    /// Whether it may change anything. A browser names the origin of every page that posts, so whoever
    /// names none is no page, or one that hides.
    pub(super) fn may_post(self, rules: &Rules<'_>) -> bool {
        match self {
            Self::Own | Self::Allowed(_) => true,
            Self::Unnamed => rules.allows_missing_origin,
            Self::Stranger => false,
        }
    }

    /// The headers that every answer to it has.
    pub(super) fn headers(self, rules: &Rules<'_>) -> Vec<Header> {
        let mut headers: Vec<Header> =
            SECURITY.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let Self::Allowed(origin) = self else {
            headers.push(("cross-origin-resource-policy", "same-origin".into()));
            return headers;
        };
        headers.push(("access-control-allow-origin", origin.to_owned()));
        headers.push(("access-control-expose-headers", "retry-after, retry-after-ms".into()));
        headers.push(("cross-origin-resource-policy", "cross-origin".into()));
        if rules.allows_credentials {
            headers.push(("access-control-allow-credentials", "true".into()));
        }
        headers
    }

    /// The headers of the answer to a preflight.
    pub(super) fn preflight(self, method: &str, rules: &Rules<'_>) -> Vec<Header> {
        let mut allowed = String::from("accept, content-type, idempotency-key, flex-session-token");
        for name in &rules.allowed_headers {
            allowed = join(&[&allowed, ", ", name]);
        }
        let mut headers = self.headers(rules);
        if matches!(self, Self::Allowed(_)) {
            headers.push(("access-control-allow-methods", method.to_owned()));
            headers.push(("access-control-allow-headers", allowed));
            headers.push(("access-control-max-age", "600".into()));
        }
        headers
    }
}

/// A header's name and its value.
pub(super) type Header = (&'static str, String);

/// What every answer has: it is for this caller and this moment, and no document.
const SECURITY: &[(&str, &str)] = &[
    ("cache-control", "no-store"),
    ("vary", "origin"),
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
];
