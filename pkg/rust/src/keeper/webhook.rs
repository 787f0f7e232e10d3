//! Bodies of Flex's webhooks.
//!
//! Flex documents the envelope: `event_type`, `event_id`, and `object` with an object by its name, such as
//! `object.charge` (inferred). The ids in that object are not documented. So the parser finds them by their prefixes
//! anywhere in JSON of any shape.

use std::collections::HashSet;

use flex_checkout::internal::parse_bytes;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tsify::Tsify;

/// Type of a webhook, by its effect on a kept hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WebhookType {
    /// `charge.captured`: money was captured.
    ChargeCaptured,
    /// `charge.expired`: a hold expired.
    ChargeExpired,
    /// Any other event, which has no effect on a hold.
    Other,
    /// The body has no event type.
    Untyped,
}

/// The relevant parts of a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct WebhookFacts {
    /// The type.
    pub event: WebhookType,
    /// The field `event_id`, which stays the same if Flex sends the event again.
    pub event_id: Option<String>,
    /// The first checkout session in the body: `fcs_` and a ULID.
    pub session_id: Option<String>,
    /// The payment intents in the body: `fpi_` and a ULID each. A charge may contain no other id.
    pub payment_intent_ids: Vec<String>,
}

/// Largest length of an `event_id`, in bytes.
const LONGEST_EVENT_ID: usize = 256;

/// Fields that merchants and customers fill in. Ids in them are not evidence.
const FREE_FORM: &[&str] =
    &["metadata", "client_reference_id", "description", "success_url", "cancel_url"];

/// Parses the body of a webhook; `None` if it is not JSON. Accepts the same input as `JSON.parse`.
#[must_use]
pub fn read(body: &[u8]) -> Option<WebhookFacts> {
    let value = parse_bytes(body)?;
    let mut found = Found::default();
    // Breadth first, because outer values describe the event itself.
    let mut level: Vec<(Option<&str>, &Value)> = vec![(None, &value)];
    while !level.is_empty() {
        let mut deeper = Vec::new();
        for (name, value) in level {
            match value {
                Value::String(value) => found.scan(name, value),
                Value::Array(items) => deeper.extend(items.iter().map(|item| (name, item))),
                Value::Object(fields) => deeper.extend(
                    fields
                        .iter()
                        .filter(|(name, _)| !FREE_FORM.contains(&name.as_str()))
                        .map(|(name, value)| (Some(name.as_str()), value)),
                ),
                _ => {}
            }
        }
        level = deeper;
    }
    let event_id = value.get("event_id").and_then(Value::as_str);
    let is_plain = |id: &&str| (1..=LONGEST_EVENT_ID).contains(&id.len());
    Some(WebhookFacts {
        event_id: event_id.filter(is_plain).map(str::to_owned),
        event: found.event.unwrap_or(WebhookType::Untyped),
        session_id: found.session_id,
        payment_intent_ids: found.payment_intent_ids,
    })
}

#[derive(Default)]
struct Found {
    event: Option<WebhookType>,
    session_id: Option<String>,
    payment_intent_ids: Vec<String>,
    /// The same ids, for deduplication.
    seen: HashSet<String>,
}

impl Found {
    fn scan(&mut self, name: Option<&str>, value: &str) {
        if matches!(name, Some("type" | "event_type" | "event")) && self.event.is_none() {
            self.event = match value {
                "charge.captured" => Some(WebhookType::ChargeCaptured),
                "charge.expired" => Some(WebhookType::ChargeExpired),
                // Event types contain a dot, unlike the `type` of a nested object.
                other if other.contains('.') => Some(WebhookType::Other),
                _ => None,
            };
        }
        if is_id(value, "fcs_") && self.session_id.is_none() {
            self.session_id = Some(value.to_owned());
        }
        if is_id(value, "fpi_") && self.seen.insert(value.to_owned()) {
            self.payment_intent_ids.push(value.to_owned());
        }
    }
}

/// Returns true for an id with this prefix. A client secret starts like an id but has an underscore.
fn is_id(value: &str, prefix: &str) -> bool {
    value.len() <= 64
        && value.strip_prefix(prefix).is_some_and(|rest| {
            !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::{WebhookType, read};

    const SESSION: &str = "fcs_01HW5KTQQAAQ66WV19MFW4DTT4";
    const INTENT: &str = "fpi_01HW5KTQQAAQ66WV19MFW4DTT5";

    #[track_caller]
    fn test(body: &str, event: WebhookType, session: Option<&str>, intents: &[&str]) {
        let body = body.replace("SESSION", SESSION).replace("INTENT", INTENT);
        let read = read(body.as_bytes()).unwrap();
        assert_eq!(read.event, event, "{body}");
        assert_eq!(read.session_id.as_deref(), session, "{body}");
        assert_eq!(read.payment_intent_ids, intents, "{body}");
    }

    #[test]
    fn finds_the_session_at_any_depth() {
        use WebhookType::{ChargeCaptured, ChargeExpired};
        for body in [
            r#"{"type":"charge.captured","checkout_session_id":"SESSION"}"#,
            r#"{"event_type":"charge.captured","data":{"checkout_session":"SESSION"}}"#,
            r#"{"type":"charge.captured","data":{"object":{"type":"card","checkout_session":{"checkout_session_id":"SESSION"}}}}"#,
            r#"{"object":{"a":[{"checkout_session_id":"SESSION"}]},"event":"charge.captured"}"#,
        ] {
            test(body, ChargeCaptured, Some(SESSION), &[]);
        }
        test(
            r#"{"type":"charge.expired","data":{"object":{"charge_id":"fch_1","payment_intent":"INTENT"}}}"#,
            ChargeExpired,
            None,
            &[INTENT],
        );
        test(
            r#"{"event_type":"charge.expired","object":{"charge":{"payment_intent":{"payment_intent_id":"INTENT","client_secret":"INTENT_secret_1"},"checkout_session_id":"SESSION"}}}"#,
            ChargeExpired,
            Some(SESSION),
            &[INTENT],
        );
    }

    #[test]
    fn reads_the_id_of_the_documented_envelope() {
        let id = |body: &str| read(body.as_bytes()).unwrap().event_id;
        assert_eq!(
            id(r#"{"event_dt":1,"event_id":"evt_1","event_type":"charge.expired","object":{}}"#),
            Some("evt_1".into())
        );
        let long = format!(r#"{{"event_id":"{}"}}"#, "x".repeat(257));
        for body in [
            "{}",
            r#"{"event_id":7}"#,
            r#"{"event_id":""}"#,
            r#"{"object":{"event_id":"a"}}"#,
            &long,
        ] {
            assert_eq!(id(body), None, "{body:.40}");
        }
    }

    #[test]
    fn ignores_ids_in_free_form_fields() {
        let metadata = r#"{"type":"charge.captured","data":{"metadata":{"checkout_session_id":"SESSION"},"description":"SESSION"}}"#;
        test(metadata, WebhookType::ChargeCaptured, None, &[]);
    }

    #[test]
    fn accepts_everything_that_json_parse_accepts() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let wide = format!("[{}]", vec!["1"; 100_000].join(","));
        let digits = "9".repeat(10_000);
        for unrelated in [
            r#""Vitamin D \ud83d""#,
            r#""\udc00\ud83d \u0000""#,
            r#"{"\ud83d": "\ud83d", "": [true, false, null]}"#,
            "-1e400",
            "1E+999999999999",
            &digits,
            "-0",
            &deep,
            &wide,
        ] {
            for body in [
                format!(
                    r#"{{"a":{unrelated},"type":"charge.expired","object":{{"charge":{{"checkout_session":"SESSION","name":{unrelated}}}}}}}"#
                ),
                format!(
                    "\u{feff} \r\n\t{{\"event_type\":\"charge.expired\",\"object\":{{\"a\":{unrelated},\"charge\":{{\"x\":{{\"checkout_session\":\"SESSION\"}}}}}}}}"
                ),
                format!(
                    r#"{{"type":"charge.captured","id":"fcs_9","id":{unrelated},"type":"charge.expired","id":"SESSION"}}"#
                ),
                format!(
                    r#"{{"\u0074ype":"charge\u002eexpired","a":{unrelated},"id":"\u0066cs_01HW5KTQQAAQ66WV19MFW4DTT4"}}"#
                ),
            ] {
                test(&body, WebhookType::ChargeExpired, Some(SESSION), &[]);
            }
        }
        // Invalid UTF-8 becomes U+FFFD, like in `TextDecoder`.
        for bytes in [&b"\xFF"[..], b"\xED\xA0\xBD", b"\xE2\x82", b"\xC0\x80", b"\xF0\x9F"] {
            let body =
                [br#"{"name":""#, bytes, br#"","type":"charge.expired","id":"fcs_1"}"#].concat();
            let event = read(&body).unwrap();
            assert_eq!(
                (event.event, event.session_id.as_deref()),
                (WebhookType::ChargeExpired, Some("fcs_1"))
            );
        }
    }

    #[test]
    fn refuses_everything_that_json_parse_refuses() {
        let open = "[".repeat(100_000);
        for body in [
            "", " ", "{", "not json", "{}{}", "{} x", "{'a':1}", "[1,]", "01", "\"\\x\"", "NaN",
            &open,
        ] {
            assert_eq!(read(body.as_bytes()), None, "{body:.80}");
        }
        assert_eq!(read(b"\xFF{}"), None);
        assert_eq!(read("\u{feff}\u{feff}{}".as_bytes()), None);
    }

    #[test]
    fn distinguishes_other_events_from_untyped_bodies() {
        for body in
            ["null", "[]", "7", "\"charge.captured\"", "{}", "{\"type\":7}", "{\"type\":\"card\"}"]
        {
            test(body, WebhookType::Untyped, None, &[]);
        }
        test(r#"{"type":"checkout_session.completed"}"#, WebhookType::Other, None, &[]);
        test(
            r#"{"event_type":"charge.refunded","object":{"charge":{"type":"card"}}}"#,
            WebhookType::Other,
            None,
            &[],
        );
    }
}
