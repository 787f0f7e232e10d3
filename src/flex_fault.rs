//! What Flex says of a refusal: its machine code and its message, read from any of the bodies in
//! which they occur.

use crate::decode::text;
use crate::error::{ErrorKind, Outcome};
use crate::json::lookup::lookup;
use crate::redact::redact;

/// How much of Flex's message goes into a sentence, in characters.
const MAX_MESSAGE: usize = 500;

/// How long a machine code may be, in bytes. What is longer is no code.
const MAX_CODE: usize = 100;

/// What Flex says of a refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FlexFault {
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
}

impl FlexFault {
    /// Reads the body of an answer that is not 2xx. Whatever it is, this is no error of its own.
    ///
    /// The key is taken out of the message before it is cut: half a key is none that is found later.
    pub(crate) fn read(body: &[u8], key: Option<&str>) -> Self {
        let Ok(body) = text(body) else { return Self::default() };
        let first = |paths: &[&[&str]]| paths.iter().find_map(|path| lookup(body, path));
        let code = first(&[&["detail", "[]", "type"], &["error", "code"], &["code"]])
            .filter(|code| !code.is_empty() && code.len() <= MAX_CODE)
            .filter(|code| code.bytes().all(|byte| byte.is_ascii_graphic()));
        let message = first(&[
            &["detail", "[]", "msg"],
            &["detail"],
            &["error", "message"],
            &["error"],
            &["message"],
        ]);
        Self {
            code: code.map(String::from),
            message: message.map(|message| {
                let mut message = message.into_owned();
                if let Some(key) = key {
                    redact(key, &mut message);
                }
                message.chars().take(MAX_MESSAGE).collect()
            }),
        }
    }
}

/// What a gateway says of its own call to Flex.
pub(crate) fn gateway_fault(body: &[u8]) -> Option<(ErrorKind, Outcome)> {
    let said = |name| lookup(text(body).ok()?, &["error", name]);
    Some((ErrorKind::named(&said("kind")?)?, Outcome::named(&said("outcome")?)?))
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
    fn says_nothing_where_there_is_nothing() {
        for body in ["", "<html>", "null", "[]", "{}", r#"{"detail":[]}"#, r#"{"detail":[7]}"#, "{"]
        {
            test(body, None, None);
        }
    }

    #[test]
    fn bounds_what_it_reads() {
        test(&format!(r#"{{"code":"{}"}}"#, "x".repeat(101)), None, None);
        test(r#"{"code":"two words"}"#, None, None);
        let long = "é".repeat(600);
        let fault = FlexFault::read(format!(r#"{{"message":"{long}"}}"#).as_bytes(), None);
        assert_eq!(fault.message.map(|message| message.chars().count()), Some(500));
    }
}
