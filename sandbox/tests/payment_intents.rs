use serde_json::{Value, json};

use crate::client::{Reply, Sandbox, path};

fn list(sandbox: &Sandbox, session: &str, query: &str) -> Reply {
    let path = format!("/v1/payment_intents?checkout_session={session}{query}");
    sandbox.call("GET", &path, &[]).unwrap()
}

fn ids(reply: &Reply) -> Vec<String> {
    let body = reply.json();
    let intents = body["payment_intents"].as_array().unwrap();
    intents.iter().map(|intent| intent["payment_intent_id"].as_str().unwrap().to_owned()).collect()
}

fn intent(sandbox: &Sandbox, method: &str, id: &str, rest: &str) -> Reply {
    sandbox.call(method, &format!("/v1/payment_intents/{id}{rest}"), &[]).unwrap()
}

#[test]
fn lists_former_payment_intents_whose_holds_live_on() {
    let sandbox = Sandbox::start();
    let id = sandbox.fresh("hold_expiring");
    sandbox.reauth(&id);
    let reply = list(&sandbox, &id, "");
    let entry = sandbox.entry(&id);
    let [new, old] = ["payment_intents", "former_payment_intents"].map(|name| &entry[name][0]);
    assert_eq!(json!(ids(&reply)), json!([new, old]));
    for id in ids(&reply) {
        let shown = intent(&sandbox, "GET", &id, "").json();
        assert_eq!(shown["payment_intent"]["status"], "requires_capture");
        assert_eq!(shown["payment_intent"]["amount_capturable"], 12_999);
        assert!(shown["payment_intent"]["customer"].is_string());
        let expanded = intent(&sandbox, "GET", &id, "?expand_customer=true").json();
        assert_eq!(expanded["payment_intent"]["customer"]["first_name"], "Jane");
    }
}

#[test]
fn an_expired_former_hold_is_canceled() {
    let sandbox = Sandbox::start();
    let day = 86_400_000;
    let hold = json!({ "age_ms": day, "life_ms": 3 * day });
    let id = sandbox.create(&json!({ "kind": "minimal", "hold": hold }));
    sandbox.reauth(&id);
    let statuses = |ahead: i64| {
        let clock = json!({ "ahead_ms": ahead });
        sandbox.control("PUT", &format!("/sandbox/sessions/{id}/clock"), &clock);
        let body = list(&sandbox, &id, "").json();
        [0, 1].map(|index| body["payment_intents"][index]["status"].as_str().unwrap().to_owned())
    };
    assert_eq!(statuses(day), ["requires_capture", "requires_capture"]);
    assert_eq!(statuses(2 * day), ["requires_capture", "canceled"]);
    // Only current holds are counted.
    assert_eq!(sandbox.entry(&id)["holds_expired"], 0);
}

#[test]
fn cancels_one_payment_intent() {
    let sandbox = Sandbox::start();
    let id = sandbox.fresh("hold_expiring");
    sandbox.reauth(&id);
    let [new, old] = ids(&list(&sandbox, &id, "")).try_into().unwrap();
    let canceled = intent(&sandbox, "POST", &old, "/cancel").json();
    assert_eq!(canceled["payment_intent"]["status"], "canceled");
    assert_eq!(canceled["payment_intent"]["amount_capturable"], 0);
    intent(&sandbox, "POST", &old, "/cancel").assert_rejected(400, "payment_intent_canceled");
    let held = intent(&sandbox, "GET", &new, "").json();
    assert_eq!(held["payment_intent"]["status"], "requires_capture");

    assert_eq!(sandbox.call("POST", &path(&id, "/capture"), &[]).unwrap().status, 200);
    let captured = intent(&sandbox, "POST", &new, "/cancel");
    captured.assert_rejected(400, "payment_intent_already_processed");
    assert_eq!(sandbox.entry(&id)["cancels"], 1);
}

#[test]
fn a_reauth_does_not_renew_a_canceled_payment_intent() {
    let sandbox = Sandbox::start();
    let id = sandbox.fresh("split_cart");
    let [other, eligible] = ids(&list(&sandbox, &id, "")).try_into().unwrap();
    assert_eq!(intent(&sandbox, "POST", &eligible, "/cancel").status, 200);
    sandbox.reauth(&id);
    assert_eq!(sandbox.counts(&id), (1, 1));
    assert_eq!(sandbox.entry(&id)["former_payment_intents"], json!([other]));
    assert_eq!(sandbox.entry(&id)["payment_intents"][0], eligible);
}

#[test]
fn pages_through_25_payment_intents_in_both_directions() {
    let sandbox = Sandbox::start();
    let id = sandbox.fresh("minimal");
    for _ in 0..24 {
        sandbox.reauth(&id);
    }
    let all = ids(&list(&sandbox, &id, "&limit=100"));
    let entry = sandbox.entry(&id);
    let mut expected = entry["former_payment_intents"].as_array().unwrap().clone();
    expected.push(entry["payment_intents"][0].clone());
    expected.reverse();
    assert_eq!(json!(all), Value::from(expected));
    assert_eq!(ids(&list(&sandbox, &id, "")), all[..10]);

    let (mut pages, mut after) = (Vec::new(), String::new());
    loop {
        let page = ids(&list(&sandbox, &id, &after));
        let Some(last) = page.last() else { break };
        after = format!("&starting_after={last}");
        pages.push(page);
    }
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 5]);
    assert_eq!(pages.concat(), all);

    let (mut pages, mut before) = (Vec::new(), format!("&ending_before={}", all[24]));
    loop {
        let page = ids(&list(&sandbox, &id, &format!("{before}&limit=7")));
        let Some(first) = page.first() else { break };
        before = format!("&ending_before={first}");
        pages.insert(0, page);
    }
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [3, 7, 7, 7]);
    assert_eq!(pages.concat(), all[..24]);
}

#[test]
fn rejects_invalid_lists_and_unknown_payment_intents() {
    let sandbox = Sandbox::start();
    let id = sandbox.fresh("minimal");
    let [own] = ids(&list(&sandbox, &id, "")).try_into().unwrap();
    let [other] = ids(&list(&sandbox, &sandbox.fresh("minimal"), "")).try_into().unwrap();
    for limit in ["0", "101", "-1", "ten", "1.5", ""] {
        list(&sandbox, &id, &format!("&limit={limit}")).assert_rejected(422, "validation_error");
    }
    for cursor in ["starting_after", "ending_before"] {
        for unknown in ["fpi_none", other.as_str()] {
            list(&sandbox, &id, &format!("&{cursor}={unknown}"))
                .assert_rejected(400, "invalid_cursor");
        }
    }
    list(&sandbox, &id, &format!("&starting_after={own}&ending_before={own}"))
        .assert_rejected(422, "validation_error");
    list(&sandbox, "fcs_none", "").assert_rejected(404, "checkout_session_not_found");
    let without = sandbox.call("GET", "/v1/payment_intents", &[]).unwrap();
    without.assert_rejected(422, "validation_error");
    intent(&sandbox, "GET", "fpi_none", "").assert_rejected(404, "payment_intent_not_found");
    intent(&sandbox, "POST", "fpi_none", "/cancel")
        .assert_rejected(404, "payment_intent_not_found");
}
