use std::io::ErrorKind;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::client::{Reply, Sandbox, path};

/// Reauths with a fault in the header. Returns the response, and the holds that were placed.
#[track_caller]
fn faulty(fault: &str) -> (Reply, u64) {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("hold_expiring");
    let reply = sandbox.reauth_with(&session, &[("x-sandbox-fault", fault)]).unwrap();
    (reply, sandbox.counts(&session).1)
}

/// The same over a socket, whose connection must end in a reset.
#[track_caller]
fn cut(fault: &str) -> (String, u64) {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("hold_expiring");
    let (received, end) = sandbox.reauth_on_the_wire(&session, fault);
    assert_eq!(end.unwrap_err().kind(), ErrorKind::ConnectionReset);
    assert_eq!(sandbox.get(&session).status, 200);
    let received = String::from_utf8(received).unwrap();
    (received, sandbox.counts(&session).1)
}

#[test]
fn reset_comes_before_any_byte() {
    assert_eq!(cut("reset"), (String::new(), 0));
    assert_eq!(cut("reset;applied=true"), (String::new(), 1));
}

#[test]
fn a_lost_response_is_that_of_an_operation_that_took_effect() {
    assert_eq!(cut("lost_request"), (String::new(), 0));
    assert_eq!(cut("lost_response"), (String::new(), 1));
}

#[test]
fn decline_is_an_error_of_the_card() {
    let (reply, holds) = faulty("decline");
    reply.assert_rejected(402, "card_declined");
    assert_eq!(holds, 0);
    faulty("decline;status=400;code=insufficient_funds")
        .0
        .assert_rejected(400, "insufficient_funds");
}

#[test]
fn reset_in_headers_comes_before_the_headers_end() {
    let (received, holds) = cut("reset_in_headers");
    assert!(received.starts_with("HTTP/1.1 200 OK\r\n"), "{received}");
    assert_eq!(received.len(), 40);
    assert_eq!(holds, 1);
}

#[test]
fn reset_in_body_comes_after_half_the_body() {
    let (received, holds) = cut("reset_in_body");
    let (head, body) = received.split_once("\r\n\r\n").unwrap();
    assert_eq!(body.len(), content_length(head) / 2);
    assert_eq!(holds, 1);
    assert_eq!(cut("reset_in_body;applied=false").1, 0);
}

fn content_length(head: &str) -> usize {
    let line = head.lines().find(|line| line.starts_with("content-length: "));
    line.unwrap()["content-length: ".len()..].parse().unwrap()
}

#[test]
fn truncate_is_valid_http_around_half_a_body() {
    let (reply, holds) = faulty("truncate");
    assert_eq!((reply.status, holds), (200, 1));
    assert!(reply.text().starts_with("{\"checkout_session\":"));
    assert!(serde_json::from_slice::<Value>(&reply.body).is_err());
}

#[test]
fn status_has_an_error_in_flexs_shape() {
    let (reply, holds) = faulty("status;status=429;retry_after=2");
    reply.assert_rejected(429, "rate_limit_exceeded");
    assert_eq!(reply.header("retry-after"), Some("2"));
    assert_eq!(holds, 0);
    faulty("status").0.assert_rejected(500, "internal_error");
    let (reply, holds) = faulty("status;status=500;code=card_declined;applied=true");
    reply.assert_rejected(500, "card_declined");
    assert_eq!(holds, 1);
    assert_eq!(faulty("status;status=503;body=busy").0.text(), "busy");
}

#[test]
fn html_is_a_proxys_page() {
    let (reply, holds) = faulty("html");
    assert_eq!((reply.status, holds), (502, 0));
    assert_eq!(reply.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(reply.text().starts_with("<!DOCTYPE html>"));
    assert_eq!(faulty("html;status=200").0.status, 200);
}

#[test]
fn a_2xx_may_have_no_session_in_it() {
    for (fault, body) in [("empty", ""), ("null", "null"), ("array", "[]")] {
        let (reply, holds) = faulty(fault);
        assert_eq!((reply.status, holds), (200, 1));
        assert_eq!(reply.text(), body);
    }
}

#[test]
fn wrong_type_has_a_tax_that_is_a_string() {
    let (reply, holds) = faulty("wrong_type");
    assert_eq!(reply.session()["tax_rate"]["amount"], "123");
    assert_eq!(holds, 1);
}

#[test]
fn redirect_points_to_its_location() {
    let (reply, holds) = faulty("redirect;status=302;location=http://127.0.0.1:9/x");
    assert_eq!((reply.status, holds), (302, 0));
    assert_eq!(reply.header("location"), Some("http://127.0.0.1:9/x"));
    let (reply, _) = faulty("redirect");
    assert_eq!(reply.status, 307);
    assert_eq!(reply.header("location"), Some("/v1/redirected"));
}

#[test]
fn records_a_followed_redirect() {
    let sandbox = Sandbox::start();
    let reply = sandbox.call("GET", "/v1/redirected", &[]).unwrap();
    reply.assert_rejected(404, "not_found");
    let seen = sandbox.control("GET", "/sandbox/requests", &Value::Null).json();
    assert_eq!(seen["requests"][0]["path"], "/v1/redirected");
    assert_eq!(seen["requests"][0]["authorization"], true);
}

#[test]
fn invalid_utf8_is_invalid_inside_a_string() {
    let (reply, holds) = faulty("invalid_utf8");
    assert!(std::str::from_utf8(&reply.body).is_err());
    let text = String::from_utf8_lossy(&reply.body);
    assert!(serde_json::from_str::<Value>(&text).is_ok());
    assert_eq!(holds, 1);
}

#[test]
fn bom_stands_before_a_whole_body() {
    let (reply, _) = faulty("bom");
    let rest = reply.body.strip_prefix(b"\xEF\xBB\xBF").unwrap();
    assert!(serde_json::from_slice::<Value>(rest).is_ok());
}

#[test]
fn drip_sends_the_body_byte_by_byte() {
    let sandbox = Sandbox::start();
    let session = sandbox.create(&json!({"kind": "minimal", "body": "0123456789"}));
    let started = Instant::now();
    let reply = sandbox.reauth_with(&session, &[("x-sandbox-fault", "drip;delay_ms=20")]).unwrap();
    assert!(started.elapsed() >= Duration::from_millis(180));
    assert_eq!(reply.text(), "0123456789");
    // The connection stays open, at its usual speed.
    assert_eq!(sandbox.get(&session).text(), "0123456789");
}

#[test]
fn delay_responds_late() {
    let started = Instant::now();
    let (reply, holds) = faulty("delay;delay_ms=120");
    assert!(started.elapsed() >= Duration::from_millis(120));
    assert_eq!((reply.status, holds), (200, 1));
}

#[test]
fn large_has_the_requested_size() {
    let (reply, _) = faulty("large;bytes=200000");
    assert_eq!(reply.body.len(), 200_000);
    assert!(reply.session().is_object());
    assert!(faulty("large").0.body.len() > 8 << 20);
}

#[test]
fn nested_is_deeper_than_a_stack() {
    let (reply, _) = faulty("nested");
    assert!(reply.text().contains(&"[".repeat(300_000)));
}

/// Aborts a reauth after a while. Returns the holds that were placed.
fn holds_after_giving_up(fault: &str) -> u64 {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("hold_expiring");
    let given_up = || {
        let mut stream = std::net::TcpStream::connect(&sandbox.host).unwrap();
        let request = format!(
            "POST {} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
             x-sandbox-fault: {fault}\r\ncontent-length: 0\r\n\r\n",
            path(&session, "/reauth"),
            sandbox::KEY
        );
        std::io::Write::write_all(&mut stream, request.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(100));
    };
    given_up();
    // The log has the request only when it has ended.
    let ended = || {
        let log = sandbox.log.lock().unwrap();
        log.iter().any(|line| line.contains("/reauth --- "))
    };
    let deadline = Instant::now() + Duration::from_secs(10);
    while !ended() && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(ended(), "{fault}: the request goes on without its client");
    sandbox.counts(&session).1
}

#[test]
fn hang_lasts_until_the_client_disconnects() {
    assert_eq!(holds_after_giving_up("hang"), 0);
    assert_eq!(holds_after_giving_up("hang;applied=true"), 1);
}

#[test]
fn an_aborted_delay_places_no_hold_unless_applied() {
    assert_eq!(holds_after_giving_up("delay;delay_ms=60000"), 0);
    assert_eq!(holds_after_giving_up("delay;delay_ms=60000;applied=true"), 1);
}

#[test]
fn applies_a_sessions_faults_in_order_and_as_planned() {
    let sandbox = Sandbox::start();
    let session = sandbox.with_faults(&json!([
        {"name": "status", "status": 503, "times": 2},
        {"name": "status", "status": 500, "method": "GET"},
        {"name": "empty"},
    ]));
    assert_eq!(sandbox.reauth(&session).status, 503);
    assert_eq!(sandbox.reauth(&session).status, 503);
    assert_eq!(sandbox.reauth(&session).body, b"");
    assert!(sandbox.reauth(&session).session().is_object());
    assert_eq!(sandbox.get(&session).status, 500);
    assert_eq!(sandbox.get(&session).status, 200);
    assert_eq!(sandbox.counts(&session), (2, 2));
    assert_eq!(sandbox.entry(&session)["faults"], json!([]));
}

#[test]
fn accepts_json_in_the_header() {
    faulty(r#"{"name":"status","status":418,"code":"teapot"}"#).0.assert_rejected(418, "teapot");
}

#[test]
fn rejects_an_invalid_header() {
    let (reply, holds) = faulty("explode");
    reply.assert_rejected(400, "invalid_request");
    assert_eq!(holds, 0);
}

#[test]
fn a_headers_times_count_for_each_key() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("hold_expiring");
    let status = |key| {
        let headers = [("x-sandbox-fault", "status;times=1;method=POST"), ("idempotency-key", key)];
        sandbox.reauth_with(&session, &headers).unwrap().status
    };
    assert_eq!([status("a"), status("a"), status("b"), status("b")], [500, 200, 500, 200]);
    let headers = [("x-sandbox-fault", "status;method=POST")];
    assert_eq!(sandbox.call("GET", &path(&session, ""), &headers).unwrap().status, 200);
}

/// The routes beside reauth, each with the count that shows if it was performed.
const ROUTES: [(&str, &str, Option<&str>); 7] = [
    ("GET", "/v1/checkout/sessions/{session}", None),
    ("POST", "/v1/checkout/sessions/{session}/capture", Some("captures_made")),
    ("POST", "/v1/checkout/sessions/{session}/capture_allocation", None),
    ("POST", "/v1/checkout/sessions/{session}/cancel", Some("cancels")),
    ("GET", "/v1/payment_intents?checkout_session={session}", None),
    ("GET", "/v1/payment_intents/{intent}", None),
    ("POST", "/v1/payment_intents/{intent}/cancel", Some("cancels")),
];

#[test]
fn every_route_meets_faults() {
    let sandbox = Sandbox::start();
    for (method, route, count) in ROUTES {
        for (fault, performed) in [
            ("reset", 0),
            ("reset_in_headers", 1),
            ("reset_in_body", 1),
            ("status;status=503", 0),
            ("status;status=503;applied=true", 1),
            ("html", 0),
            ("redirect", 0),
            ("delay;delay_ms=10", 1),
            ("truncate", 1),
            ("truncate;applied=false", 0),
            ("empty", 1),
            ("wrong_type", 1),
            ("bom", 1),
            ("large;bytes=20000", 1),
        ] {
            let session = sandbox.fresh("hold_expiring");
            let intent = sandbox.entry(&session)["payment_intents"][0].clone();
            let path =
                route.replace("{session}", &session).replace("{intent}", intent.as_str().unwrap());
            let reply = sandbox.call(method, &path, &[("x-sandbox-fault", fault)]);
            let name = fault.split(';').next().unwrap();
            let label = format!("{method} {route} {fault}");
            match (name, &reply) {
                ("reset" | "reset_in_headers" | "reset_in_body", Err(_)) => {}
                ("status", Ok(reply)) => assert_eq!(reply.status, 503, "{label}"),
                ("html", Ok(reply)) => assert_eq!(reply.status, 502, "{label}"),
                ("redirect", Ok(reply)) => assert_eq!(reply.status, 307, "{label}"),
                ("delay", Ok(reply)) => assert!(reply.json().is_object(), "{label}"),
                ("truncate" | "bom" | "empty", Ok(reply)) => {
                    assert_eq!(reply.status, 200, "{label}");
                    assert!(serde_json::from_slice::<Value>(&reply.body).is_err(), "{label}");
                }
                ("wrong_type", Ok(reply)) => {
                    assert!(reply.json().is_object(), "{label}");
                    assert!(reply.text().contains(r#""amount":"123""#), "{label}");
                }
                ("large", Ok(reply)) => {
                    assert_eq!(reply.body.len(), 20_000, "{label}");
                    assert!(reply.json().is_object(), "{label}");
                }
                _ => panic!("{label}: {:?}", reply.map(|reply| reply.status)),
            }
            let entry = sandbox.entry(&session);
            if let Some(count) = count {
                assert_eq!(entry[count], performed, "{label}");
            }
        }
    }
}

#[test]
fn a_sessions_queue_comes_before_the_queue_for_all_sessions() {
    let sandbox = Sandbox::start();
    let session = sandbox.fresh("minimal");
    let plan = |path: &str, status: u16| {
        let fault = json!({"name": "status", "status": status});
        assert_eq!(sandbox.control("POST", path, &fault).status, 200);
    };
    plan("/sandbox/faults", 501);
    plan("/sandbox/faults", 502);
    plan(&format!("/sandbox/sessions/{session}/faults"), 503);
    let other = sandbox.fresh("minimal");
    let statuses = [&session, &session, &other, &other].map(|id| sandbox.get(id).status);
    assert_eq!(statuses, [503, 501, 502, 200]);
    plan("/sandbox/faults", 504);
    let emptied = sandbox.control("PUT", "/sandbox/faults", &json!([])).json();
    assert_eq!(emptied, json!({"faults": []}));
    assert_eq!(sandbox.get(&session).status, 200);
}

#[test]
fn a_sessions_queue_applies_to_its_payment_intents() {
    let sandbox = Sandbox::start();
    let session = sandbox.with_faults(&json!([{"name": "status", "times": 2}]));
    let intent = sandbox.entry(&session)["payment_intents"][0].clone();
    let show = format!("/v1/payment_intents/{}", intent.as_str().unwrap());
    let list = format!("/v1/payment_intents?checkout_session={session}");
    let status = |path: &str| sandbox.call("GET", path, &[]).unwrap().status;
    assert_eq!([status(&show), status(&list), status(&show)], [500, 500, 200]);
}
