//! The ways in which the sandbox can misbehave.

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The request header that carries a fault.
pub(crate) const HEADER: &str = "x-sandbox-fault";

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Name {
    Delay,
    Reset,
    ResetInHeaders,
    ResetInBody,
    Truncate,
    Status,
    Html,
    Empty,
    Null,
    Array,
    WrongType,
    Redirect,
    InvalidUtf8,
    Bom,
    Drip,
    Hang,
    Large,
    Nested,
}

/// One fault, as tests write it.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    pub(crate) name: Name,
    /// How many requests it meets: of a session 1 unless told, of a header every one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) times: Option<u32>,
    /// The method that it meets; any unless told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retry_after: Option<String>,
    /// Whether the request does its work before the fault shows.
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
    pub(crate) fn as_str(self) -> &'static str {
        match self {
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

    /// Whether it lies in the response alone, so that the request before it was served.
    fn in_the_response(self) -> bool {
        !matches!(
            self,
            Name::Delay | Name::Reset | Name::Status | Name::Html | Name::Redirect | Name::Hang
        )
    }
}

impl Fault {
    /// Reads JSON, or the compact form `name;key=value;key=value`.
    pub(crate) fn parse(text: &str) -> Result<Fault, String> {
        let text = text.trim();
        let fault = if text.starts_with('{') {
            serde_json::from_str(text)
        } else {
            serde_json::from_value(compact(text))
        };
        let fault: Fault = fault.map_err(|error| format!("The fault cannot be read: {error}"))?;
        fault.check()?;
        Ok(fault)
    }

    /// Refuses what could not be sent.
    pub(crate) fn check(&self) -> Result<(), String> {
        let status = self.status();
        if status.is_informational() {
            return Err(format!("A fault cannot answer with status {status}"));
        }
        if self.name == Name::Redirect && !status.is_redirection() {
            return Err(format!("A redirect needs a status of 3xx, not {status}"));
        }
        let values = [&self.retry_after, &self.location];
        match values.into_iter().flatten().find(|value| HeaderValue::from_str(value).is_err()) {
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
        let unless_told = match self.name {
            Name::Delay => 1000,
            Name::Drip => 1,
            _ => 0,
        };
        Duration::from_millis(self.delay_ms.unwrap_or(unless_told))
    }

    pub(crate) fn status(&self) -> StatusCode {
        let unless_told = match self.name {
            Name::Html => StatusCode::BAD_GATEWAY,
            Name::Redirect => StatusCode::TEMPORARY_REDIRECT,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        match self.status.map(StatusCode::from_u16) {
            None => unless_told,
            Some(Ok(status)) => status,
            // Refused by `check`, as a number below 100 is no status.
            Some(Err(_)) => StatusCode::CONTINUE,
        }
    }

    pub(crate) fn retry_after(&self) -> Option<HeaderValue> {
        HeaderValue::from_str(self.retry_after.as_ref()?).ok()
    }

    pub(crate) fn location(&self) -> HeaderValue {
        let location = self.location.as_deref().unwrap_or("/v1/redirected");
        HeaderValue::from_str(location).unwrap_or(HeaderValue::from_static("/"))
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

fn compact(text: &str) -> Value {
    let mut parts = text.split(';').map(str::trim);
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

/// Takes the next fault that meets a request from a session's queue.
pub(crate) fn take(queue: &mut Vec<Fault>, method: &str) -> Option<Fault> {
    let place = queue.iter().position(|fault| fault.meets(method))?;
    let fault = queue[place].clone();
    match fault.times.unwrap_or(1) {
        0 | 1 => {
            queue.remove(place);
        }
        times => queue[place].times = Some(times - 1),
    }
    Some(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same() {
        let json = r#"{"name":"status","status":503,"retry_after":"2","applied":true}"#;
        let compact = "status; status=503; retry_after=2; applied=true";
        assert_eq!(Fault::parse(json), Fault::parse(compact));
    }

    #[track_caller]
    fn assert_refused(text: &str, sentence: &str) {
        let refusal = Fault::parse(text).unwrap_err();
        assert!(refusal.contains(sentence), "{refusal}");
    }

    #[test]
    fn a_fault_that_cannot_be_is_refused() {
        assert_refused("explode", "unknown variant `explode`");
        assert_refused("reset;tiems=2", "unknown field `tiems`");
        assert_refused("reset;times=two", "invalid type: string \"two\"");
        assert_refused("status;status=101", "cannot answer with status 101");
        assert_refused("status;status=7", "cannot answer with status 100");
        assert_refused("redirect;status=200", "needs a status of 3xx");
    }

    #[test]
    fn a_queue_gives_each_fault_as_often_as_told() {
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
