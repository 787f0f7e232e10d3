//! Responses with a fault.

use std::future::pending;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::call::Call;
use crate::errors;
use crate::faults::{Fault, Name};
use crate::json::Json;
use crate::session::Answer;
use crate::state::App;
use crate::wire::{Plan, Wire};

/// Deep enough to overflow the stack of a decoder that recurses without a limit.
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
            // If the client disconnected during the sleep, the request has ended and nothing was
            // done.
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

/// Valid HTTP around an invalid body.
fn spoil(fault: &Fault, whole: Answer) -> Answer {
    let body = &whole.body;
    let spoilt: Vec<u8> = match fault.name {
        Name::Empty => return Answer::new(StatusCode::OK, ""),
        Name::Null => return Answer::new(StatusCode::OK, "null"),
        Name::Array => return Answer::new(StatusCode::OK, "[]"),
        Name::Truncate => body[..body.len() / 2].to_vec(),
        Name::Bom => [b"\xEF\xBB\xBF".as_slice(), body].concat(),
        Name::InvalidUtf8 => with_field(body, b"\"sandbox_invalid_utf8\":\"\xFF\xFE\""),
        Name::WrongType => with_wrong_type(body),
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

/// Adds a field at the start of the first object in the body's envelope, or of the envelope if it
/// is empty. The bytes are copied verbatim, since no JSON writer would write them.
fn with_field(body: &[u8], field: &[u8]) -> Vec<u8> {
    let Some(brace) = body.iter().enumerate().filter(|(_, byte)| **byte == b'{').take(2).last()
    else {
        return body.to_vec();
    };
    let (before, after) = body.split_at(brace.0 + 1);
    [before, field, b",", after].concat()
}

/// Makes a session's tax rate a string, or each amount of another response.
fn with_wrong_type(body: &[u8]) -> Vec<u8> {
    let patch = r#"{"checkout_session":{"tax_rate":{"amount":"123"}}}"#;
    let (Ok(mut json), Ok(patch)) =
        (serde_json::from_slice::<Json>(body), serde_json::from_str(patch))
    else {
        return body.to_vec();
    };
    if json.field_mut("checkout_session").is_some() {
        json.merge(&patch);
    } else {
        json.replace_each("amount", &Json::Text("123".to_owned()));
    }
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
