//! Pages that may call the gateway, and the CORS headers for their browsers.

use std::borrow::Cow;

use super::gate::Rules;

/// The sender of a request by its header `Origin`, which a page cannot forge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caller<'a> {
    /// A page of the gateway's own origin.
    Own,
    /// A page of another origin that may call.
    Allowed(&'a str),
    /// A server, a program, or a page that sends a GET: the request has no origin.
    Unnamed,
    /// A page that may not call.
    Stranger,
}

impl<'a> Caller<'a> {
    /// `own` is the origin of the request's URL.
    pub(super) fn new(origin: Option<&'a str>, own: &str, rules: &Rules) -> Self {
        match origin {
            None => Self::Unnamed,
            // Sent by pages that hide their origin, and the origin of URLs without one.
            Some("null" | "") => Self::Stranger,
            Some(origin) if own.eq_ignore_ascii_case(origin) => Self::Own,
            Some(origin) if rules.allowed_origins.iter().any(|allowed| allowed == origin) => {
                Self::Allowed(origin)
            }
            Some(_) => Self::Stranger,
        }
    }

    /// Returns true if the caller may send a POST. Browsers send an origin with every POST, so a POST without
    /// one comes from a program, or from a page that hides its origin.
    pub(super) fn may_post(self, rules: &Rules) -> bool {
        match self {
            Self::Own | Self::Allowed(_) => true,
            Self::Unnamed => rules.allow_missing_origin,
            Self::Stranger => false,
        }
    }

    /// Returns the headers of every response to this caller.
    pub(super) fn headers(self, rules: &Rules) -> Headers {
        let mut headers: Headers =
            SECURITY.iter().map(|(name, value)| (*name, (*value).into())).collect();
        let Self::Allowed(origin) = self else {
            headers.push(("cross-origin-resource-policy", "same-origin".into()));
            return headers;
        };
        headers.push(("access-control-allow-origin", origin.to_owned().into()));
        headers.push(("access-control-expose-headers", "retry-after, retry-after-ms".into()));
        headers.push(("cross-origin-resource-policy", "cross-origin".into()));
        if rules.allow_credentials {
            headers.push(("access-control-allow-credentials", "true".into()));
        }
        headers
    }

    /// Returns the headers of the response to a preflight.
    pub(super) fn preflight(self, method: &'static str, rules: &Rules) -> Headers {
        let mut headers = self.headers(rules);
        if matches!(self, Self::Allowed(_)) {
            let own = ["accept", "content-type", "idempotency-key", "flex-session-token"];
            let allowed: Vec<&str> =
                own.into_iter().chain(rules.allowed_headers.iter().map(String::as_str)).collect();
            headers.push(("access-control-allow-methods", method.into()));
            headers.push(("access-control-allow-headers", allowed.join(", ").into()));
            headers.push(("access-control-max-age", "600".into()));
        }
        headers
    }
}

/// Headers of a response, names in lower case.
pub(super) type Headers = Vec<(&'static str, Cow<'static, str>)>;

/// Headers of every response: it must not be cached, and it is not a document.
const SECURITY: &[(&str, &str)] = &[
    ("cache-control", "no-store"),
    ("vary", "origin"),
    ("x-content-type-options", "nosniff"),
    ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
    ("referrer-policy", "no-referrer"),
];
