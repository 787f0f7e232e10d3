//! Responses with a fault.

use crate::call::Call;
use crate::errors;
use crate::exchange::{Delivery, Reply};
use crate::faults::{Fault, Name};
use crate::json::Json;
use crate::message::Response;
use crate::moment::Moment;
use crate::state::Sandbox;

/// Deep enough to overflow the stack of a decoder that recurses without a limit.
const NESTED: usize = 300_000;

const HTML: &str = "<!DOCTYPE html>\n<html><head><title>Something went wrong</title></head>\
    <body><h1>Something went wrong</h1><p>The server is not available.</p></body></html>\n";

/// Returns the response of a request that meets a fault. `done` is the operation's response, if it was
/// performed before.
pub(crate) fn misbehave(
    sandbox: &mut Sandbox,
    call: &Call,
    fault: &Fault,
    done: Option<Response>,
    moment: &Moment,
) -> Reply {
    let whole = |response| Reply { response, delivery: Delivery::Whole };
    match fault.name {
        Name::Status | Name::Decline => return whole(status(fault)),
        Name::Html => return whole(html(fault)),
        Name::Redirect => return whole(redirect(fault)),
        Name::Delay => {
            let answer = done.unwrap_or_else(|| sandbox.perform(call, moment));
            return whole(answer);
        }
        _ => {}
    }
    let answer = done.unwrap_or_else(|| sandbox.peek(call));
    let delivery = match fault.name {
        Name::Reset | Name::LostRequest | Name::LostResponse => Delivery::ResetInHead(0),
        Name::ResetInHeaders => Delivery::ResetInHead(40),
        Name::ResetInBody => Delivery::ResetInBody(answer.body.len() / 2),
        Name::Drip => Delivery::Drip { every: fault.delay() },
        _ => return whole(spoil(fault, answer)),
    };
    Reply { response: answer, delivery }
}

/// Valid HTTP around an invalid body.
fn spoil(fault: &Fault, whole: Response) -> Response {
    let body = &whole.body;
    let spoilt: Vec<u8> = match fault.name {
        Name::Empty => return Response::json(200, ""),
        Name::Null => return Response::json(200, "null"),
        Name::Array => return Response::json(200, "[]"),
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
        _ => return whole,
    };
    Response { body: spoilt, ..whole }
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
    let patch = br#"{"checkout_session":{"tax_rate":{"amount":"123"}}}"#;
    let (Ok(mut json), Ok(patch)) =
        (serde_json::from_slice::<Json>(body), serde_json::from_slice(patch))
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
    with_retry_after(Response::json(status, body), fault)
}

fn html(fault: &Fault) -> Response {
    let body = fault.body().unwrap_or(HTML).into();
    let response = Response { body, ..Response::empty(fault.status()) };
    with_retry_after(response.with("content-type", "text/html; charset=utf-8"), fault)
}

fn redirect(fault: &Fault) -> Response {
    Response::empty(fault.status()).with("location", fault.location())
}

fn with_retry_after(response: Response, fault: &Fault) -> Response {
    match fault.retry_after() {
        Some(value) => response.with("retry-after", value),
        None => response,
    }
}
