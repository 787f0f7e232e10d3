//! Answers that go wrong as a fault says.

use std::future::pending;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::call::Call;
use crate::errors;
use crate::faults::{Fault, Name};
use crate::session::Answer;
use crate::state::App;
use crate::wire::{Plan, Wire};

/// Deep enough to overflow the stack of a decoder that recurses without a bound.
const NESTED: usize = 300_000;

const HTML: &str = "<!DOCTYPE html>\n<html><head><title>Something went wrong</title></head>\
    <body><h1>Something went wrong</h1><p>The server is not available.</p></body></html>\n";

pub(crate) async fn misbehave(fault: &Fault, app: &App, call: &Call, wire: &Wire) -> Response {
    let done = fault.applied().then(|| app.state().perform(call));
    if fault.name != Name::Drip && !fault.delay().is_zero() {
        tokio::time::sleep(fault.delay()).await;
    }
    match fault.name {
        Name::Hang => return pending().await,
        Name::Status => return status(fault),
        Name::Html => return html(fault),
        Name::Redirect => return redirect(fault),
        Name::Delay => {
            // A client that went away while this slept has ended the request: nothing was done.
            let answer = done.unwrap_or_else(|| app.state().perform(call));
            return answer.into_response();
        }
        _ => {}
    }
    let whole = done.unwrap_or_else(|| app.state().peek(call));
    match fault.name {
        Name::Reset => wire.plan(Plan::ResetInHead(0)),
        Name::ResetInHeaders => wire.plan(Plan::ResetInHead(40)),
        Name::ResetInBody => wire.plan(Plan::ResetInBody(whole.body.len() / 2)),
        Name::Drip => wire.plan(Plan::Drip { every: fault.delay(), body: whole.body.len() }),
        _ => return spoil(fault, whole).into_response(),
    }
    whole.into_response()
}

/// Valid HTTP around a body that is not what it should be.
fn spoil(fault: &Fault, whole: Answer) -> Answer {
    let body = &whole.body;
    let spoilt: Vec<u8> = match fault.name {
        Name::Empty => return Answer::new(StatusCode::OK, ""),
        Name::Null => return Answer::new(StatusCode::OK, "null"),
        Name::Array => return Answer::new(StatusCode::OK, "[]"),
        Name::Truncate => body[..body.len() / 2].to_vec(),
        Name::Bom => [b"\xEF\xBB\xBF".as_slice(), body].concat(),
        Name::InvalidUtf8 => with_field(body, b"\"sandbox_invalid_utf8\":\"\xFF\xFE\""),
        Name::WrongType => with_tax_as_text(body),
        Name::Nested => {
            let (open, close) = ("[".repeat(NESTED), "]".repeat(NESTED));
            let field = format!("\"sandbox_nested\":{open}{close}");
            with_field(body, field.as_bytes())
        }
        Name::Large => {
            let frame = "\"sandbox_padding\":\"\",";
            let missing = fault.bytes().saturating_sub(body.len() + frame.len());
            let field = format!("\"sandbox_padding\":\"{}\"", "x".repeat(missing));
            with_field(body, field.as_bytes())
        }
        _ => body.to_vec(),
    };
    whole.with_body(spoilt)
}

/// The body with one more field, the first of its session. Bytes go in as they are, which no JSON
/// writer would do.
fn with_field(body: &[u8], field: &[u8]) -> Vec<u8> {
    let session = find(body, b"\"checkout_session\"").unwrap_or(0);
    let Some(brace) = find(&body[session..], b"{") else {
        return body.to_vec();
    };
    let (before, after) = body.split_at(session + brace + 1);
    [before, field, b",", after].concat()
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

fn with_tax_as_text(body: &[u8]) -> Vec<u8> {
    let patch = r#"{"checkout_session":{"tax_rate":{"amount":"123"}}}"#;
    let (Ok(mut json), Ok(patch)) =
        (serde_json::from_slice::<crate::json::Json>(body), serde_json::from_str(patch))
    else {
        return body.to_vec();
    };
    json.merge(&patch);
    serde_json::to_vec(&json).unwrap_or_default()
}

fn status(fault: &Fault) -> Response {
    let status = fault.status();
    let body = fault.body().map_or_else(
        || {
            let code = fault.code().unwrap_or(errors::code_for(status));
            errors::body("sandbox", code, "The sandbox was asked to answer so")
        },
        str::to_owned,
    );
    with_retry_after(Answer::new(status, body).into_response(), fault)
}

fn html(fault: &Fault) -> Response {
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    let body = fault.body().unwrap_or(HTML).to_owned();
    let response = (fault.status(), [(header::CONTENT_TYPE, kind)], body).into_response();
    with_retry_after(response, fault)
}

fn redirect(fault: &Fault) -> Response {
    (fault.status(), [(header::LOCATION, fault.location())]).into_response()
}

fn with_retry_after(mut response: Response, fault: &Fault) -> Response {
    if let Some(value) = fault.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}
