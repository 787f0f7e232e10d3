//! API keys and their permissions.

use http::{HeaderMap, StatusCode, header};

use crate::errors::Refusal;

/// A key with every permission.
pub const KEY: &str = "fsk_test_sandbox";

/// A known key without the scope for checkout sessions.
pub const KEY_WITHOUT_SCOPE: &str = "fsk_test_sandbox_no_scope";

pub(crate) fn authorize(headers: &HeaderMap) -> Result<(), Refusal> {
    let key = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "));
    let (status, code, sentence) = match key {
        Some(KEY) => return Ok(()),
        Some(KEY_WITHOUT_SCOPE) => {
            (StatusCode::FORBIDDEN, "forbidden", "This key lacks the scope for checkout sessions")
        }
        Some(_) => (StatusCode::UNAUTHORIZED, "unauthorized", "This key is not known"),
        None => (
            StatusCode::UNAUTHORIZED,
            "unauthorized",
            "A key is needed: Authorization: Bearer <key>",
        ),
    };
    Err(Refusal { location: "authorization", ..Refusal::new(status, code, sentence) })
}
