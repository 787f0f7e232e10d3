use sandbox::{KEY, KEY_WITHOUT_SCOPE, Kind};

use crate::client::{Sandbox, path};

#[track_caller]
fn assert_key_is_rejected(headers: &[(&str, &str)], status: u16, code: &str) {
    let sandbox = Sandbox::start();
    let session = Kind::HoldExpiring.seed_id();
    for (method, path) in [("POST", path(session, "/reauth")), ("GET", path(session, ""))] {
        let reply = sandbox.send(method, &path, headers, "").unwrap();
        reply.assert_rejected(status, code);
    }
    assert_eq!(sandbox.counts(session), (0, 0));
}

#[test]
fn rejects_a_request_without_a_key() {
    assert_key_is_rejected(&[], 401, "unauthorized");
    assert_key_is_rejected(&[("authorization", "Basic Og==")], 401, "unauthorized");
}

#[test]
fn rejects_an_unknown_key() {
    let key = format!("Bearer {KEY}x");
    assert_key_is_rejected(&[("authorization", &key)], 401, "unauthorized");
}

#[test]
fn rejects_a_key_without_the_scope() {
    let key = format!("Bearer {KEY_WITHOUT_SCOPE}");
    assert_key_is_rejected(&[("authorization", &key)], 403, "forbidden");
}

#[test]
fn an_unknown_session_is_not_found() {
    let sandbox = Sandbox::start();
    let unknown = "fcs_01HW5KTQQAAQ66WV19MFW4DTT4";
    sandbox.get(unknown).assert_rejected(404, "checkout_session_not_found");
    sandbox.reauth(unknown).assert_rejected(404, "checkout_session_not_found");
}

#[test]
fn seeds_have_ids_in_the_form_of_a_ulid() {
    for kind in Kind::ALL {
        let ulid = kind.seed_id().strip_prefix("fcs_").unwrap();
        assert_eq!(ulid.len(), 26, "{ulid}");
        let alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        assert!(ulid.chars().all(|c| alphabet.contains(c)), "{ulid}");
    }
}

#[test]
fn keeps_the_key_out_of_the_log_and_the_records() {
    let sandbox = Sandbox::start();
    let session = Kind::HoldExpiring.seed_id();
    let headers = [("idempotency-key", "k-1"), ("x-sandbox-fault", "empty")];
    sandbox.reauth_with(session, &headers).unwrap();
    let requests = sandbox.send("GET", "/sandbox/requests", &[], "").unwrap();
    let log = sandbox.log.lock().unwrap().join("\n");
    assert!(!log.contains(KEY), "{log}");
    assert!(!requests.text().contains(KEY));

    let line = log.lines().next().unwrap();
    assert!(line.starts_with(&format!("POST {} 200 ", path(session, "/reauth"))));
    assert!(line.ends_with(" ms key=k-1 fault=empty"), "{line}");
}

#[test]
fn allows_only_pages_on_loopback() {
    let sandbox = Sandbox::start();
    let path = path(Kind::HoldExpiring.seed_id(), "/reauth");
    let preflight = |origin| {
        let headers = [
            ("origin", origin),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "authorization,x-any"),
        ];
        sandbox.send("OPTIONS", &path, &headers, "").unwrap()
    };
    let allowed = preflight("http://127.0.0.1:8080");
    assert_eq!(allowed.status, 204);
    for (name, value) in [
        ("access-control-allow-origin", "http://127.0.0.1:8080"),
        ("access-control-allow-headers", "authorization,x-any"),
        ("access-control-allow-methods", "GET, POST, PUT"),
    ] {
        assert_eq!(allowed.header(name), Some(value));
    }
    let refused = preflight("https://shop.example");
    assert_eq!(refused.header("access-control-allow-origin"), None);

    let headers = [("origin", "http://localhost:3000")];
    let reply = sandbox.call("POST", &path, &headers).unwrap();
    assert_eq!(reply.header("access-control-allow-origin"), Some("http://localhost:3000"));
    let exposed = reply.header("access-control-expose-headers").unwrap();
    assert!(exposed.contains("retry-after") && exposed.contains("idempotent-replayed"));
}
