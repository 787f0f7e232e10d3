//! Errors in the shape that Flex's own plugin parses.

use serde_json::json;

use crate::message::Response;

/// The reason why a request is rejected.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) sentence: String,
    pub(crate) location: &'static str,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, sentence: impl Into<String>) -> Refusal {
        Refusal { status, code, sentence: sentence.into(), location: "checkout_session" }
    }

    pub(crate) fn unknown_session() -> Refusal {
        Refusal::new(404, "checkout_session_not_found", "No such checkout session")
    }

    pub(crate) fn unknown_intent() -> Refusal {
        Refusal {
            location: "payment_intent",
            ..Refusal::new(404, "payment_intent_not_found", "No such payment intent")
        }
    }

    /// An invalid parameter or field.
    pub(crate) fn invalid(location: &'static str, sentence: impl Into<String>) -> Refusal {
        Refusal { location, ..Refusal::new(422, "validation_error", sentence) }
    }

    pub(crate) fn bad_request(code: &'static str, sentence: impl Into<String>) -> Refusal {
        Refusal::new(400, code, sentence)
    }

    pub(crate) fn too_large() -> Refusal {
        let sentence = "The body is too large or incomplete";
        Refusal::new(413, "payload_too_large", sentence)
    }

    /// An invalid request to a control route.
    pub(crate) fn bad_control(sentence: impl Into<String>) -> Refusal {
        Refusal { location: "sandbox", ..Refusal::bad_request("invalid_request", sentence) }
    }

    pub(crate) fn answer(&self) -> Response {
        Response::json(self.status, body(self.location, self.code, &self.sentence))
    }
}

/// `{"detail":[{"loc":[…],"msg":"code: sentence","type":"code"}]}`.
pub(crate) fn body(location: &str, code: &str, sentence: &str) -> String {
    let detail = json!({"loc": [location], "msg": format!("{code}: {sentence}"), "type": code});
    json!({"detail": [detail]}).to_string()
}

/// Returns a plausible code for a status. Flex documents few of them.
pub(crate) fn code_for(status: u16) -> &'static str {
    match status {
        400 => "invalid_request",
        401 => "unauthorized",
        402 => "card_declined",
        403 => "forbidden",
        404 => "checkout_session_not_found",
        408 => "request_timeout",
        409 => "conflict",
        422 => "validation_error",
        425 => "too_early",
        429 => "rate_limit_exceeded",
        502 => "bad_gateway",
        503 => "service_unavailable",
        504 => "gateway_timeout",
        500.. => "internal_error",
        _ => "error",
    }
}
