//! The routes that Flex has too.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::call::Call;
use crate::errors::Refusal;
use crate::expand::Expand;
use crate::log::FaultNote;
use crate::misbehave::misbehave;
use crate::operations::Operation;
use crate::state::App;
use crate::wire::Wire;

/// Reauth takes no body; this is room enough for whatever is sent all the same.
const LARGEST_BODY: usize = 1024 * 1024;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/v1/checkout/sessions/{id}", get(retrieve))
        .route("/v1/checkout/sessions/{id}/reauth", post(reauth))
        .route("/v1/checkout/sessions/{id}/capture", post(capture))
        .route("/v1/checkout/sessions/{id}/cancel", post(cancel))
        .fallback(elsewhere)
}

async fn retrieve(state: State<App>, Path(id): Path<String>, request: Request) -> Response {
    serve(state, Some(id), Operation::Retrieve, request).await
}

async fn reauth(state: State<App>, Path(id): Path<String>, request: Request) -> Response {
    serve(state, Some(id), Operation::Reauth, request).await
}

async fn capture(state: State<App>, Path(id): Path<String>, request: Request) -> Response {
    serve(state, Some(id), Operation::Capture, request).await
}

async fn cancel(state: State<App>, Path(id): Path<String>, request: Request) -> Response {
    serve(state, Some(id), Operation::Cancel, request).await
}

/// No route, but noted all the same: it shows whether a client followed a redirect.
async fn elsewhere(state: State<App>, request: Request) -> Response {
    serve(state, None, Operation::Retrieve, request).await
}

async fn serve(
    State(app): State<App>,
    session: Option<String>,
    operation: Operation,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let call = match body_bytes(body).await {
        Ok(body_bytes) => Call {
            session,
            operation,
            key: parts
                .headers
                .get("idempotency-key")
                .map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned())
                .filter(|key| !key.is_empty()),
            expand: Expand::from_uri(&parts.uri),
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            body_bytes,
        },
        Err(refusal) => return refusal.answer().into_response(),
    };
    let received = app.state().receive(&call);
    match received {
        Err(refusal) => refusal.answer().into_response(),
        Ok(None) => {
            let answer = app.state().perform(&call);
            answer.into_response()
        }
        Ok(Some(fault)) => {
            if let Some(note) = parts.extensions.get::<FaultNote>() {
                note.set(fault.name.as_str());
            }
            let wire = parts.extensions.get::<Wire>().cloned().unwrap_or_default();
            misbehave(&fault, &app, &call, &wire).await
        }
    }
}

async fn body_bytes(body: Body) -> Result<usize, Refusal> {
    match to_bytes(body, LARGEST_BODY).await {
        Ok(body) => Ok(body.len()),
        Err(_) => Err(Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "payload_too_large",
            "The body is too large, or did not arrive whole",
        )),
    }
}
