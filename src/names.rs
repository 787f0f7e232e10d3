//! JavaScript names of options in error messages.

use crate::redact::replace;

/// Options in Rust's spelling, as messages quote them, and in JavaScript's.
const NAMES: &[(&str, &str)] = &[
    ("`api_key`", "apiKey"),
    ("`base_url`", "baseURL"),
    ("`idempotency_key`", "idempotencyKey"),
    ("`max_response_bytes`", "maxResponseBytes"),
    ("`retrieve_payment_intent`", "`retrievePaymentIntent`"),
];

/// Spells the options in a message as JavaScript does.
#[must_use]
pub fn in_javascript(message: &str) -> String {
    let mut message = message.as_bytes().to_vec();
    for (rust, name) in NAMES {
        replace(&mut message, rust, name, usize::MAX);
    }
    // The names are ASCII, so the rest is still UTF-8.
    String::from_utf8(message).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::in_javascript;

    #[test]
    fn spells_our_own_options_and_nothing_else() {
        for (message, expected) in [
            ("", ""),
            ("check `base_url`.", "check baseURL."),
            ("`api_key` is empty, `base_url` too", "apiKey is empty, baseURL too"),
            ("unknown field `line_items`: `", "unknown field `line_items`: `"),
            ("base_url ``api_key`", "base_url `apiKey"),
        ] {
            assert_eq!(in_javascript(message), expected);
        }
    }
}
