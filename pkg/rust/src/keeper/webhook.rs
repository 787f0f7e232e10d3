//! What Flex tells by its webhooks.
//!
//! Which events there are is documented, and how they are signed; the shape of their bodies is not
//! public. What is read here is inferred: from Stripe's events, from Flex's names for its own fields, and
//! from the prefixes of its ids, which are documented. A body of another shape is no error.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tsify::Tsify;

/// What an event means to a kept hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Tsify)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WebhookType {
    /// `charge.captured`: money was taken.
    ChargeCaptured,
    /// `charge.expired`: a hold ended.
    ChargeExpired,
    /// Nothing.
    Other,
}

/// An event, as far as it can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
#[non_exhaustive]
pub struct WebhookEvent {
    /// What it means.
    pub event: WebhookType,
    /// The checkout session that it is about, `fcs_` and a ULID, if it names one.
    pub session_id: Option<String>,
    /// The payment intents that it names, `fpi_` and a ULID each. A charge may name nothing else.
    pub payment_intent_ids: Vec<String>,
}

/// How deep a body is searched, and how many values of it.
const DEPTH: usize = 12;
const VALUES: usize = 20_000;

/// Names under which merchants and customers put what they like: an id there says nothing.
const FREE: &[&str] =
    &["metadata", "client_reference_id", "description", "success_url", "cancel_url"];

/// Reads the body of a webhook.
#[must_use]
pub fn read(body: &[u8]) -> WebhookEvent {
    let value: Value = serde_json::from_slice(body).unwrap_or(Value::Null);
    let mut found = Found::default();
    // Breadth first: what stands further out is what the event is about.
    let mut level: Vec<(Option<&str>, &Value)> = vec![(None, &value)];
    let mut budget = VALUES;
    for _ in 0..DEPTH {
        let mut deeper = Vec::new();
        for (name, value) in level {
            let Some(left) = budget.checked_sub(1) else { break };
            budget = left;
            match value {
                Value::String(text) => found.text(name, text),
                Value::Array(items) => deeper.extend(items.iter().map(|item| (name, item))),
                Value::Object(fields) => deeper.extend(
                    fields
                        .iter()
                        .filter(|(name, _)| !FREE.contains(&name.as_str()))
                        .map(|(name, value)| (Some(name.as_str()), value)),
                ),
                _ => {}
            }
        }
        level = deeper;
    }
    WebhookEvent {
        event: found.event.unwrap_or(WebhookType::Other),
        session_id: found.session_id,
        payment_intent_ids: found.payment_intent_ids,
    }
}

#[derive(Default)]
struct Found {
    event: Option<WebhookType>,
    session_id: Option<String>,
    payment_intent_ids: Vec<String>,
}

impl Found {
    fn text(&mut self, name: Option<&str>, text: &str) {
        if matches!(name, Some("type" | "event_type" | "event")) && self.event.is_none() {
            self.event = match text {
                "charge.captured" => Some(WebhookType::ChargeCaptured),
                "charge.expired" => Some(WebhookType::ChargeExpired),
                // The event's name, and not the `type` of an object inside it.
                other if other.contains('.') => Some(WebhookType::Other),
                _ => None,
            };
        }
        if is_id(text, "fcs_") && self.session_id.is_none() {
            self.session_id = Some(text.to_owned());
        }
        if is_id(text, "fpi_") && !self.payment_intent_ids.iter().any(|id| id == text) {
            self.payment_intent_ids.push(text.to_owned());
        }
    }
}

/// Whether a text is an id with this prefix and nothing else: a client secret begins like one.
fn is_id(text: &str, prefix: &str) -> bool {
    text.len() <= 64
        && text.strip_prefix(prefix).is_some_and(|rest| {
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
        let read = read(body.as_bytes());
        assert_eq!(read.event, event, "{body}");
        assert_eq!(read.session_id.as_deref(), session, "{body}");
        assert_eq!(read.payment_intent_ids, intents, "{body}");
    }

    #[test]
    fn finds_the_session_wherever_it_stands() {
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
    fn believes_no_id_that_a_merchant_or_customer_wrote() {
        let metadata = r#"{"type":"charge.captured","data":{"metadata":{"checkout_session_id":"SESSION"},"description":"SESSION"}}"#;
        test(metadata, WebhookType::ChargeCaptured, None, &[]);
    }

    #[test]
    fn survives_any_shape() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let wide = format!("[{}]", vec!["1"; 100_000].join(","));
        for body in
            ["", "null", "[]", "7", "\"charge.captured\"", "{", "{\"type\":7}", &deep, &wide]
        {
            test(body, WebhookType::Other, None, &[]);
        }
        test(r#"{"type":"checkout_session.completed"}"#, WebhookType::Other, None, &[]);
    }
}
