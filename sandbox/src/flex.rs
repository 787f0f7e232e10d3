//! Flex's routes.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};

use crate::call::Call;
use crate::capture::{allocation, capture};
use crate::errors::Refusal;
use crate::log::FaultNote;
use crate::misbehave::misbehave;
use crate::operations::{cancel, reauth};
use crate::payment_intents;
use crate::session::Session;
use crate::state::App;
use crate::wire::Wire;

/// A capture needs far less; this limits every body.
const LARGEST_BODY: usize = 1024 * 1024;

/// A route: its request, the session that it is about, its operation, and its response.
pub(crate) struct Route {
    method: MethodFilter,
    path: &'static str,
    pub(crate) subject: Subject,
    pub(crate) operate: fn(&mut Session, &Call) -> Result<(), Refusal>,
    /// Renders the body of a 2xx response, without an effect on the session.
    pub(crate) render: fn(&Session, &Call) -> Result<Bytes, Refusal>,
}

/// The part of a request that names its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The session's id in the path.
    Session,
    /// A payment intent's id in the path.
    PaymentIntent,
    /// The query parameter `checkout_session`.
    Query,
    /// Nothing: the path is not a route.
    Nothing,
}

const GET: MethodFilter = MethodFilter::GET;
const POST: MethodFilter = MethodFilter::POST;

#[rustfmt::skip]
static ROUTES: [Route; 8] = [
    route(GET, "/v1/checkout/sessions/{id}", Subject::Session, read_only, Session::render),
    route(POST, "/v1/checkout/sessions/{id}/reauth", Subject::Session, reauth, Session::render),
    route(POST, "/v1/checkout/sessions/{id}/capture", Subject::Session, capture, Session::render),
    route(POST, "/v1/checkout/sessions/{id}/capture_allocation", Subject::Session, read_only, allocation),
    route(POST, "/v1/checkout/sessions/{id}/cancel", Subject::Session, cancel, Session::render),
    route(GET, "/v1/payment_intents", Subject::Query, read_only, payment_intents::list),
    route(GET, "/v1/payment_intents/{id}", Subject::PaymentIntent, read_only, payment_intents::show),
    route(POST, "/v1/payment_intents/{id}/cancel", Subject::PaymentIntent, payment_intents::cancel, payment_intents::show),
];

/// Every other path. Its requests are recorded: they show whether a client followed a redirect.
static ELSEWHERE: Route = route(GET, "", Subject::Nothing, read_only, Session::render);

const fn route(
    method: MethodFilter,
    path: &'static str,
    subject: Subject,
    operate: fn(&mut Session, &Call) -> Result<(), Refusal>,
    render: fn(&Session, &Call) -> Result<Bytes, Refusal>,
) -> Route {
    Route { method, path, subject, operate, render }
}

#[expect(clippy::unnecessary_wraps, reason = "an operation of a route")]
fn read_only(_: &mut Session, _: &Call) -> Result<(), Refusal> {
    Ok(())
}

pub(crate) fn routes() -> Router<App> {
    let routes = ROUTES.iter().fold(Router::new(), |router, route| {
        let handler = move |app: State<App>, id: Option<Path<String>>, request: Request| {
            serve(route, app, id.map(|Path(id)| id), request)
        };
        router.route(route.path, on(route.method, handler))
    });
    routes.fallback(|app, request| serve(&ELSEWHERE, app, None, request))
}

async fn serve(
    route: &'static Route,
    State(app): State<App>,
    id: Option<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let mut call = match read(body).await {
        Ok(body) => Call::new(route, id, parts.method, parts.uri, parts.headers, body),
        Err(refusal) => return refusal.answer().into_response(),
    };
    let received = app.state().receive(&mut call);
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

async fn read(body: Body) -> Result<Bytes, Refusal> {
    to_bytes(body, LARGEST_BODY).await.map_err(|_| {
        Refusal::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "payload_too_large",
            "The body is too large or incomplete",
        )
    })
}
