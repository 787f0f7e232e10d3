//! The faults that the sandbox can inject.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The request header that carries a fault.
pub(crate) const HEADER: &str = "x-sandbox-fault";

/// The kind of fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Name {
    /// The request never arrives: nothing happens, and the connection is reset.
    LostRequest,
    /// The operation takes effect, and the connection is reset before its response.
    LostResponse,
    /// The card is declined: 402 with the code `card_declined`.
    Decline,
    /// The response comes late, by default after 1 second.
    Delay,
    /// The connection is reset before the first byte of the response.
    Reset,
    /// The connection is reset after 40 bytes of the response.
    ResetInHeaders,
    /// The connection is reset after half the body.
    ResetInBody,
    /// Half the body arrives, with a matching Content-Length.
    Truncate,
    /// An error with any status, by default 500.
    Status,
    /// An HTML page, as from a proxy.
    Html,
    /// 200 without a body.
    Empty,
    /// 200 with `null`.
    Null,
    /// 200 with `[]`.
    Array,
    /// An amount in the body is a string.
    WrongType,
    /// 3xx with a location.
    Redirect,
    /// The body has bytes that are not UTF-8.
    InvalidUtf8,
    /// The body begins with a byte order mark.
    Bom,
    /// The body arrives byte by byte.
    Drip,
    /// No response ever arrives.
    Hang,
    /// The body is padded, by default to 9 MiB.
    Large,
    /// The body contains 300,000 nested arrays.
    Nested,
}

/// A fault as tests write it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    pub(crate) name: Name,
    /// The number of requests that it applies to. Default: 1 in a session's queue, every request
    /// for a header.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) times: Option<u32>,
    /// The method that it applies to. Default: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after: Option<String>,
    /// Set if the request is processed before the fault.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    applied: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
}

impl Name {
    /// Every kind.
    pub const ALL: [Name; 21] = [
        Name::LostRequest,
        Name::LostResponse,
        Name::Decline,
        Name::Delay,
        Name::Reset,
        Name::ResetInHeaders,
        Name::ResetInBody,
        Name::Truncate,
        Name::Status,
        Name::Html,
        Name::Empty,
        Name::Null,
        Name::Array,
        Name::WrongType,
        Name::Redirect,
        Name::InvalidUtf8,
        Name::Bom,
        Name::Drip,
        Name::Hang,
        Name::Large,
        Name::Nested,
    ];

    /// Returns the fault's name in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Name::LostRequest => "lost_request",
            Name::LostResponse => "lost_response",
            Name::Decline => "decline",
            Name::Delay => "delay",
            Name::Reset => "reset",
            Name::ResetInHeaders => "reset_in_headers",
            Name::ResetInBody => "reset_in_body",
            Name::Truncate => "truncate",
            Name::Status => "status",
            Name::Html => "html",
            Name::Empty => "empty",
            Name::Null => "null",
            Name::Array => "array",
            Name::WrongType => "wrong_type",
            Name::Redirect => "redirect",
            Name::InvalidUtf8 => "invalid_utf8",
            Name::Bom => "bom",
            Name::Drip => "drip",
            Name::Hang => "hang",
            Name::Large => "large",
            Name::Nested => "nested",
        }
    }

    /// Returns true for a fault of the response alone, before which the request is processed.
    fn in_the_response(self) -> bool {
        !matches!(
            self,
            Name::LostRequest
                | Name::Decline
                | Name::Delay
                | Name::Reset
                | Name::Status
                | Name::Html
                | Name::Redirect
                | Name::Hang
        )
    }
}

impl Fault {
    /// Parses JSON, or the compact form `name;key=value;key=value`.
    pub(crate) fn parse(fault: &str) -> Result<Fault, String> {
        let fault = fault.trim();
        let json =
            if fault.starts_with('{') { fault.to_owned() } else { compact(fault).to_string() };
        let fault: Fault = serde_json::from_slice(json.as_bytes())
            .map_err(|error| format!("The fault cannot be read: {error}"))?;
        fault.check()?;
        Ok(fault)
    }

    /// Rejects a fault that cannot be carried out.
    pub(crate) fn check(&self) -> Result<(), String> {
        let status = self.status();
        if !(200..=999).contains(&status) {
            return Err(format!("A fault cannot answer with status {status}"));
        }
        if self.name == Name::Redirect && !(300..400).contains(&status) {
            return Err(format!("A redirect needs a status of 3xx, not {status}"));
        }
        let values = [&self.retry_after, &self.location];
        match values.into_iter().flatten().find(|value| !is_header_value(value)) {
            Some(value) => Err(format!("{value:?} cannot stand in a header")),
            None => Ok(()),
        }
    }

    pub(crate) fn meets(&self, method: &str) -> bool {
        self.method.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(method))
    }

    pub(crate) fn applied(&self) -> bool {
        self.applied.unwrap_or(self.name.in_the_response())
    }

    pub(crate) fn delay(&self) -> Duration {
        let default = match self.name {
            Name::Delay => 1000,
            Name::Drip => 1,
            _ => 0,
        };
        Duration::from_millis(self.delay_ms.unwrap_or(default))
    }

    pub(crate) fn status(&self) -> u16 {
        let default = match self.name {
            Name::Decline => 402,
            Name::Html => 502,
            Name::Redirect => 307,
            _ => 500,
        };
        self.status.unwrap_or(default)
    }

    pub(crate) fn retry_after(&self) -> Option<&str> {
        self.retry_after.as_deref()
    }

    pub(crate) fn location(&self) -> &str {
        self.location.as_deref().unwrap_or("/v1/redirected")
    }

    pub(crate) fn bytes(&self) -> usize {
        self.bytes.unwrap_or(9 * 1024 * 1024)
    }

    pub(crate) fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    pub(crate) fn body(&self) -> Option<&str> {
        self.body.as_deref()
    }
}

fn is_header_value(value: &str) -> bool {
    value.bytes().all(|byte| matches!(byte, b'\t' | b' '..=b'~'))
}

fn compact(fault: &str) -> Value {
    let mut parts = fault.split(';').map(str::trim);
    let mut fields = Map::new();
    fields.insert("name".to_owned(), parts.next().unwrap_or_default().into());
    for part in parts.filter(|part| !part.is_empty()) {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let value = match key {
            "times" | "delay_ms" | "status" | "bytes" => {
                value.parse::<u64>().map_or(value.into(), Value::from)
            }
            "applied" => value.parse::<bool>().map_or(value.into(), Value::from),
            _ => value.into(),
        };
        fields.insert(key.to_owned(), value);
    }
    Value::Object(fields)
}

/// Takes the next fault that applies to a request from a session's queue.
pub(crate) fn take(queue: &mut Vec<Fault>, method: &str) -> Option<Fault> {
    let index = queue.iter().position(|fault| fault.meets(method))?;
    let fault = queue[index].clone();
    match fault.times.unwrap_or(1) {
        0 | 1 => {
            queue.remove(index);
        }
        times => queue[index].times = Some(times - 1),
    }
    Some(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_equal() {
        let json = r#"{"name":"status","status":503,"retry_after":"2","applied":true}"#;
        let compact = "status; status=503; retry_after=2; applied=true";
        assert_eq!(Fault::parse(json), Fault::parse(compact));
    }

    #[track_caller]
    fn assert_rejected(fault: &str, sentence: &str) {
        let refusal = Fault::parse(fault).unwrap_err();
        assert!(refusal.contains(sentence), "{refusal}");
    }

    #[test]
    fn rejects_an_invalid_fault() {
        assert_rejected("explode", "unknown variant `explode`");
        assert_rejected("reset;tiems=2", "unknown field `tiems`");
        assert_rejected("reset;times=two", "invalid type: string \"two\"");
        assert_rejected("status;status=101", "cannot answer with status 101");
        assert_rejected("status;status=7", "cannot answer with status 7");
        assert_rejected("redirect;status=200", "needs a status of 3xx");
    }

    #[test]
    fn a_queue_repeats_each_fault_as_planned() {
        let mut queue = vec![
            Fault::parse("reset;times=2;method=POST").unwrap(),
            Fault::parse("empty").unwrap(),
        ];
        let mut next = |method| take(&mut queue, method).map(|fault| fault.name);
        assert_eq!(next("POST"), Some(Name::Reset));
        assert_eq!(next("GET"), Some(Name::Empty));
        assert_eq!(next("GET"), None);
        assert_eq!(next("POST"), Some(Name::Reset));
        assert_eq!(next("POST"), None);
    }
}
