//! The gateway lets through exactly the public and exposed fields, byte for byte.
#![no_main]

use flex_checkout_fuzz::{shaped, tree, visible::visible};
use flex_checkout_npm::gateway::{Expose, withhold};
use libfuzzer_sys::fuzz_target;

/// The fields that a merchant may expose; each bit of an input's first byte selects one.
const EXPOSED: &[&str] = &[
    "customer.email",
    "customer",
    "metadata",
    "captures.metadata",
    "payment_intent.client_secret",
    "unknown.deep.er",
    "subscription.latest_invoice.customer.phone",
    "amount_total.amount",
];

fuzz_target!(|input: &[u8]| {
    let Some((bits, input)) = input.split_first() else { return };
    let names = EXPOSED.iter().enumerate().filter(|(index, _)| bits >> index & 1 == 1);
    let names: Vec<&str> = names.map(|(_, name)| *name).collect();
    let body = shaped::body(input);
    let expose = Expose::new(names.iter().copied()).expect("these are paths");
    let left = withhold(&body, &expose).map(|left| String::from_utf8(left).expect("UTF-8"));

    let bare = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&body);
    let read = std::str::from_utf8(bare).ok().map(tree::read);
    // Deep bodies are skipped differently; only termination is checked for them.
    if matches!(read, Some(Err(tree::NoTree::Deep))) {
        return;
    }
    let tree = read.and_then(Result::ok);
    let paths: Vec<Vec<&str>> = names.iter().map(|name| name.split('.').collect()).collect();
    assert_eq!(left, tree.as_ref().and_then(|tree| visible(tree, &paths)));

    let Some(left) = left else { return };
    assert!(tree::read(&left).is_ok(), "the result is JSON: {left}");
    // Withheld strings of a generated body all contain the secret.
    if shaped::is_made(input) && names.is_empty() {
        assert!(!left.contains(shaped::SECRET), "{left}");
    }
});
