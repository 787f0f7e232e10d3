//! API keys and their permissions.

use crate::errors::Refusal;
use crate::message::Request;

/// A key with every permission.
pub const KEY: &str = "fsk_test_sandbox";

/// A known key without the scope for checkout sessions.
pub const KEY_WITHOUT_SCOPE: &str = "fsk_test_sandbox_no_scope";

pub(crate) fn authorize(request: &Request) -> Result<(), Refusal> {
    let key = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let (status, code, sentence) = match key {
        Some(KEY) => return Ok(()),
        Some(KEY_WITHOUT_SCOPE) => {
            (403, "forbidden", "This key lacks the scope for checkout sessions")
        }
        Some(_) => (401, "unauthorized", "This key is not known"),
        None => (401, "unauthorized", "A key is needed: Authorization: Bearer <key>"),
    };
    Err(Refusal { location: "authorization", ..Refusal::new(status, code, sentence) })
}
