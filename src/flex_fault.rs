//! The machine code and message of Flex's error bodies.

use crate::decode::text;
use crate::error::{ErrorKind, Outcome};
use crate::json::lookup::lookup;
use crate::redact::quote;

/// Longest part of Flex's message that is kept, in characters.
const MAX_MESSAGE: usize = 500;

/// Longest machine code, in bytes.
const MAX_CODE: usize = 100;

/// Machine code and message of an error body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FlexFault {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

impl FlexFault {
    /// Reads the body of a response that is not 2xx. Any body is accepted.
    pub(crate) fn read(body: &[u8], key: Option<&str>) -> Self {
        let Ok(body) = text(body) else { return Self::default() };
        let first = |paths: &[&str]| paths.iter().find_map(|path| lookup(body, path));
        let code = first(&["detail.[].type", "error.code", "code"])
            .filter(|code| !code.is_empty() && code.len() <= MAX_CODE)
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_graphic()));
        let message = first(&["detail.[].msg", "detail", "error.message", "error", "message"]);
        Self {
            code: code.map(String::from),
            message: message.map(|message| quote(key, message.into_owned(), MAX_MESSAGE)),
        }
    }
}

/// Reads the kind and outcome of a gateway's call to Flex from the gateway's response.
pub(crate) fn gateway_fault(body: &[u8]) -> Option<(ErrorKind, Outcome)> {
    let field = |path| lookup(text(body).ok()?, path);
    Some((ErrorKind::named(&field("error.kind")?)?, Outcome::named(&field("error.outcome")?)?))
}

#[cfg(test)]
mod tests {
    use super::FlexFault;

    #[track_caller]
    fn test(body: &str, code: Option<&str>, message: Option<&str>) {
        let fault = FlexFault::read(body.as_bytes(), None);
        assert_eq!((fault.code.as_deref(), fault.message.as_deref()), (code, message), "{body}");
    }

    #[test]
    fn reads_every_body_that_flex_is_known_to_send() {
        test(
            r#"{"detail":[{"loc":["price"],"msg":"price_not_found: No","type":"price_not_found"}]}"#,
            Some("price_not_found"),
            Some("price_not_found: No"),
        );
        test(r#"{"detail":"Not found"}"#, None, Some("Not found"));
        test(
            r#"{"error":{"code":"invalid_request","message":"Missing price"}}"#,
            Some("invalid_request"),
            Some("Missing price"),
        );
        test(r#"{"message":"Too many requests"}"#, None, Some("Too many requests"));
        test(r#"{"error":"teapot"}"#, None, Some("teapot"));
    }

    #[test]
    fn returns_nothing_from_a_body_without_code_or_message() {
        for body in ["", "<html>", "null", "[]", "{}", r#"{"detail":[]}"#, r#"{"detail":[7]}"#, "{"]
        {
            test(body, None, None);
        }
    }

    #[test]
    fn limits_the_length_of_code_and_message() {
        test(&format!(r#"{{"code":"{}"}}"#, "x".repeat(101)), None, None);
        test(r#"{"code":"two words"}"#, None, None);
        let long = "é".repeat(600);
        let fault = FlexFault::read(format!(r#"{{"message":"{long}"}}"#).as_bytes(), None);
        assert_eq!(fault.message.map(|message| message.chars().count()), Some(500));
    }
}
