use serde_json::Value;

use crate::client::Sandbox;

fn list(sandbox: &Sandbox, query: &str) -> Vec<String> {
    let reply = sandbox.call("GET", &format!("/v1/checkout/sessions{query}"), &[]).unwrap();
    let body: Value = reply.json();
    let sessions = body["checkout_sessions"].as_array().unwrap();
    sessions
        .iter()
        .map(|session| session["checkout_session_id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn lists_sessions_in_pages_the_newest_first() {
    let sandbox = Sandbox::start();
    let ids: Vec<String> =
        ["minimal", "split_cart", "captured"].map(|kind| sandbox.fresh(kind)).into();
    let newest: Vec<String> = ids.into_iter().rev().collect();
    assert_eq!(list(&sandbox, "?limit=3&interval=30"), newest);
    assert_eq!(list(&sandbox, "?limit=2&offset=1&interval=30"), newest[1..]);
    assert_eq!(list(&sandbox, "").len(), 10, "the default page");
    assert_eq!(list(&sandbox, "?offset=1000"), Vec::<String>::new());
    let all = list(&sandbox, "?limit=100");
    assert!(list(&sandbox, "?limit=100&interval=1").len() < all.len(), "older seeds are left out");
}

#[test]
fn rejects_an_invalid_page() {
    let sandbox = Sandbox::start();
    for query in ["?limit=0", "?limit=101", "?offset=-1", "?offset=x", "?interval=1.5"] {
        let reply = sandbox.call("GET", &format!("/v1/checkout/sessions{query}"), &[]).unwrap();
        assert_eq!(reply.status, 422, "{query}");
    }
}
