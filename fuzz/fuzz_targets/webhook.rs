//! Values read from a webhook's body occur in it as values, outside of the fields that customers fill in.
#![no_main]

use arbitrary::Unstructured;
use flex_checkout_npm::keeper::webhook::{WebhookType, read};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|input: &[u8]| {
    // UTF-8 never contains the byte FF: then the body is generated from the rest.
    let made = input.strip_prefix(b"\xFF").map(|rest| value(&mut Unstructured::new(rest), 0));
    let made = made.map(|made| made.to_string().into_bytes());
    let body = made.as_deref().unwrap_or(input);
    let parsed = serde_json::from_slice::<Value>(body);
    let Some(event) = read(body) else {
        assert!(parsed.is_err(), "JSON is refused");
        return;
    };
    // It reads more than `serde_json` does: lone surrogates, large numbers, bytes that are not UTF-8.
    let Ok(json) = parsed else { return };
    let mut strings = Vec::new();
    collect(&json, &mut strings);
    let named = |name: &str| {
        strings.iter().any(|(key, string)| {
            matches!(*key, Some("type" | "event_type" | "event")) && *string == name
        })
    };
    match event.event {
        WebhookType::ChargeCaptured => assert!(named("charge.captured"), "{json}"),
        WebhookType::ChargeExpired => assert!(named("charge.expired"), "{json}"),
        _ => {}
    }
    let ids = event.session_id.iter().map(|id| ("fcs_", id));
    let ids = ids.chain(event.payment_intent_ids.iter().map(|id| ("fpi_", id)));
    for (prefix, id) in ids {
        assert!(strings.iter().any(|(_, string)| string == id), "{id} in {json}");
        let rest = id.strip_prefix(prefix).expect("the id's own prefix");
        assert!(!rest.is_empty() && rest.chars().all(|char| char.is_ascii_alphanumeric()), "{id}");
        assert!(id.len() <= 64, "{id}");
    }
    let mut known = event.payment_intent_ids.clone();
    known.sort_unstable();
    known.dedup();
    assert_eq!(known.len(), event.payment_intent_ids.len(), "each once");
    if event.session_id.is_none() {
        let is_session = |string: &str| {
            string.len() <= 64
                && string.strip_prefix("fcs_").is_some_and(|rest| {
                    !rest.is_empty() && rest.chars().all(|char| char.is_ascii_alphanumeric())
                })
        };
        assert!(!strings.iter().any(|(_, string)| is_session(string)), "{json}");
    }
});

/// Generates any value, with words that have a meaning in an event.
fn value(source: &mut Unstructured<'_>, depth: u8) -> Value {
    const NAMES: &[&str] = &[
        "type",
        "event_type",
        "event",
        "data",
        "object",
        "checkout_session",
        "payment_intent",
        "metadata",
        "client_reference_id",
        "description",
        "success_url",
        "cancel_url",
        "Metadata",
    ];
    const TEXTS: &[&str] = &[
        "charge.captured",
        "charge.expired",
        "checkout_session.completed",
        "card",
        "fcs_1",
        "fcs_2",
        "fpi_1",
        "fpi_2",
        "fpi_1_secret_2",
        "fcs_",
        "see fcs_1",
        "https://shop.example/fcs_1",
        "fcs_0123456789012345678901234567890123456789012345678901234567890123456789",
    ];
    let mut pick = |from: &[&'static str]| {
        let index = usize::from(source.arbitrary::<u8>().unwrap_or(0));
        from[index % from.len()]
    };
    let string = pick(TEXTS);
    let names = [pick(NAMES), pick(NAMES), pick(NAMES)];
    let kind = source.arbitrary::<u8>().unwrap_or(0) % 8;
    let count = usize::from(kind % 4);
    match kind {
        _ if depth > 13 || source.is_empty() => string.into(),
        0 => string.into(),
        1..4 => (0..count).map(|_| value(source, depth + 1)).collect(),
        4 => 7.into(),
        _ => {
            let fields = names[..count].iter().map(|name| (*name, value(source, depth + 1)));
            fields.collect()
        }
    }
}

/// Collects every string and its field's name, except in fields that people fill in.
fn collect<'j>(json: &'j Value, strings: &mut Vec<(Option<&'j str>, &'j str)>) {
    const FREE: &[&str] =
        &["metadata", "client_reference_id", "description", "success_url", "cancel_url"];
    fn visit<'j>(
        name: Option<&'j str>,
        json: &'j Value,
        strings: &mut Vec<(Option<&'j str>, &'j str)>,
    ) {
        match json {
            Value::String(string) => strings.push((name, string)),
            Value::Array(items) => items.iter().for_each(|item| visit(name, item, strings)),
            Value::Object(fields) => {
                for (name, json) in fields {
                    if !FREE.contains(&name.as_str()) {
                        visit(Some(name), json, strings);
                    }
                }
            }
            _ => {}
        }
    }
    visit(None, json, strings);
}
