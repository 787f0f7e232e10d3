//! CORS for pages on loopback.
//!
//! Flex documents no CORS: its keys do not belong in a browser. It is here so that tests in real
//! browsers can call the sandbox directly.

use crate::message::{Request, Response};

const EXPOSED: &str = "content-length, date, idempotent-replayed, location, retry-after";

/// Returns the origin of a request by a page on loopback.
pub(crate) fn origin(request: &Request) -> Option<String> {
    request.header("origin").filter(|origin| is_loopback(origin)).map(str::to_owned)
}

/// Lets a page read a response.
pub(crate) fn allow(response: Response, origin: String) -> Response {
    response
        .with("access-control-allow-origin", origin)
        .with("access-control-expose-headers", EXPOSED)
        .with("vary", "origin")
}

/// Responds to a preflight; `None` for another request.
pub(crate) fn preflight(request: &Request) -> Option<Response> {
    if request.method != "OPTIONS" {
        return None;
    }
    request.header("access-control-request-method")?;
    let response = Response::empty(204)
        .with("access-control-allow-methods", "GET, POST, PUT")
        .with("access-control-max-age", "600")
        .with("access-control-allow-private-network", "true");
    // Not `*`, which does not cover Authorization.
    Some(match request.header("access-control-request-headers") {
        Some(names) => response.with("access-control-allow-headers", names),
        None => response,
    })
}

fn is_loopback(origin: &str) -> bool {
    let Some(authority) = origin.strip_prefix("http://") else { return false };
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|host| {
        authority.strip_prefix(host).is_some_and(|port| port.is_empty() || port.starts_with(':'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_only_pages_on_loopback() {
        let allowed = is_loopback;
        assert!(allowed("http://127.0.0.1:8080"));
        assert!(allowed("http://localhost"));
        assert!(!allowed("http://localhost.example"));
        assert!(!allowed("https://shop.example"));
        assert!(!allowed("null"));
    }
}
