//! What is read of a webhook's body stands in it, as a value of its own, where no customer writes.
#![no_main]

use arbitrary::Unstructured;
use flex_checkout_npm::keeper::webhook::{WebhookType, read};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|input: &[u8]| {
    // No text begins with the byte FF: then the body is made from the rest.
    let made = input.strip_prefix(b"\xFF").map(|rest| value(&mut Unstructured::new(rest), 0));
    let made = made.map(|made| made.to_string().into_bytes());
    let body = made.as_deref().unwrap_or(input);
    let event = read(body);
    let json = serde_json::from_slice::<Value>(body).unwrap_or(Value::Null);
    let mut texts = Vec::new();
    collect(&json, &mut texts);
    let named = |name: &str| {
        texts.iter().any(|(key, text)| {
            matches!(*key, Some("type" | "event_type" | "event")) && *text == name
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
        assert!(texts.iter().any(|(_, text)| text == id), "{id} in {json}");
        let rest = id.strip_prefix(prefix).expect("the id's own prefix");
        assert!(!rest.is_empty() && rest.chars().all(|char| char.is_ascii_alphanumeric()), "{id}");
        assert!(id.len() <= 64, "{id}");
    }
    let mut known = event.payment_intent_ids.clone();
    known.sort_unstable();
    known.dedup();
    assert_eq!(known.len(), event.payment_intent_ids.len(), "each once");
    // Where nothing is so deep or so much that the search stops, the first session is found.
    if event.session_id.is_none() && body.len() < 10_000 {
        let is_session = |text: &str| {
            text.len() <= 64
                && text.strip_prefix("fcs_").is_some_and(|rest| {
                    !rest.is_empty() && rest.chars().all(|char| char.is_ascii_alphanumeric())
                })
        };
        let deep = flex_checkout_fuzz::tree::depth(&String::from_utf8_lossy(body)) >= 12;
        assert!(deep || !texts.iter().any(|(_, text)| is_session(text)), "{json}");
    }
});

/// Any value, of words that mean something in an event.
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
    let text = pick(TEXTS);
    let names = [pick(NAMES), pick(NAMES), pick(NAMES)];
    let kind = source.arbitrary::<u8>().unwrap_or(0) % 8;
    let count = usize::from(kind % 4);
    match kind {
        _ if depth > 13 || source.is_empty() => text.into(),
        0 => text.into(),
        1..4 => (0..count).map(|_| value(source, depth + 1)).collect(),
        4 => 7.into(),
        _ => {
            let fields = names[..count].iter().map(|name| (*name, value(source, depth + 1)));
            fields.collect()
        }
    }
}

/// Every string, and the name of the field that it stands in, but for those where people write.
fn collect<'j>(json: &'j Value, texts: &mut Vec<(Option<&'j str>, &'j str)>) {
    const FREE: &[&str] =
        &["metadata", "client_reference_id", "description", "success_url", "cancel_url"];
    fn walk<'j>(
        name: Option<&'j str>,
        json: &'j Value,
        texts: &mut Vec<(Option<&'j str>, &'j str)>,
    ) {
        match json {
            Value::String(text) => texts.push((name, text)),
            Value::Array(items) => items.iter().for_each(|item| walk(name, item, texts)),
            Value::Object(fields) => {
                for (name, json) in fields {
                    if !FREE.contains(&name.as_str()) {
                        walk(Some(name), json, texts);
                    }
                }
            }
            _ => {}
        }
    }
    walk(None, json, texts);
}
