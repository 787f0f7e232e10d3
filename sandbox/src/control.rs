//! The control routes under `/sandbox/`: recorded requests, and planned faults. They need no key.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::errors::Refusal;
use crate::faults::Fault;
use crate::ids::new_id;
use crate::json::Json;
use crate::kinds::Kind;
use crate::reauth_mode::ReauthMode;
use crate::requests::Seen;
use crate::session::{Answer, Entry, Session};
use crate::state::App;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/sessions", get(list).post(create))
        .route("/sessions/{id}", get(show))
        .route("/sessions/{id}/faults", put(set_faults))
        .route("/sessions/{id}/clock", put(set_clock))
        .route("/sessions/{id}/hold", put(set_hold))
        .route("/sessions/{id}/reauth_mode", put(set_reauth_mode))
        .route("/reauth_mode", get(default_reauth_mode).put(set_default_reauth_mode))
        .route("/requests", get(requests))
        .route("/reset", post(reset))
        .fallback(no_such_route)
}

/// A session to create.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewSession {
    kind: Kind,
    patch: Option<Json>,
    body: Option<String>,
    fault: Option<Fault>,
    clock: Option<Clock>,
    hold: Option<HoldTimes>,
    reauth_mode: Option<ReauthMode>,
}

/// The age and lifetime of a session's holds.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoldTimes {
    age_ms: Option<i64>,
    life_ms: Option<i64>,
}

impl HoldTimes {
    fn set(&self, session: &mut Session) {
        session.hold_life_ms = self.life_ms;
        if let Some(age) = self.age_ms {
            session.age_holds(age);
        }
    }
}

/// A session's own reauth mode; `None` for the default.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OwnReauthMode {
    reauth_mode: Option<ReauthMode>,
}

/// The reauth mode of sessions without their own.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct DefaultReauthMode {
    reauth_mode: ReauthMode,
}

#[derive(Serialize)]
struct Sessions<'a> {
    sessions: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct RequestsSeen<'a> {
    requests: Vec<&'a Seen>,
}

#[derive(Deserialize)]
struct Which {
    session: Option<String>,
}

async fn list(State(app): State<App>) -> Response {
    let state = app.state();
    let sessions = state.sessions().map(Session::entry).collect();
    json(StatusCode::OK, &Sessions { sessions })
}

async fn show(State(app): State<App>, Path(id): Path<String>) -> Response {
    match app.state().session(&id) {
        Some(session) => json(StatusCode::OK, &session.entry()),
        None => refuse(&Refusal::unknown_session()),
    }
}

async fn create(State(app): State<App>, body: Bytes) -> Response {
    let new: NewSession = match read(&body) {
        Ok(new) => new,
        Err(refusal) => return refuse(&refusal),
    };
    if let Err(refusal) = check(new.fault.iter()) {
        return refuse(&refusal);
    }
    let id = new_id("fcs");
    let body = new.body.map(|body| body.replace("{id}", &id).into());
    let mut session = Session::new(new.kind, id);
    session.patch = new.patch;
    session.body = body;
    session.faults.extend(new.fault);
    if let Some(clock) = new.clock {
        session.clock = clock;
    }
    if let Some(times) = new.hold {
        times.set(&mut session);
    }
    session.own_reauth_mode = new.reauth_mode;
    json(StatusCode::CREATED, &app.state().insert(session).entry())
}

async fn set_faults(State(app): State<App>, Path(id): Path<String>, body: Bytes) -> Response {
    let faults: Vec<Fault> = match read(&body) {
        Ok(faults) => faults,
        Err(refusal) => return refuse(&refusal),
    };
    if let Err(refusal) = check(faults.iter()) {
        return refuse(&refusal);
    }
    change(&app, &id, |session| session.faults = faults)
}

async fn set_clock(State(app): State<App>, Path(id): Path<String>, body: Bytes) -> Response {
    let clock: Clock = match read(&body) {
        Ok(clock) => clock,
        Err(refusal) => return refuse(&refusal),
    };
    change(&app, &id, |session| {
        session.clock = clock;
        session.expire_holds();
    })
}

async fn set_hold(State(app): State<App>, Path(id): Path<String>, body: Bytes) -> Response {
    let times: HoldTimes = match read(&body) {
        Ok(times) => times,
        Err(refusal) => return refuse(&refusal),
    };
    change(&app, &id, |session| {
        times.set(session);
        session.expire_holds();
    })
}

async fn set_reauth_mode(State(app): State<App>, Path(id): Path<String>, body: Bytes) -> Response {
    let OwnReauthMode { reauth_mode } = match read(&body) {
        Ok(mode) => mode,
        Err(refusal) => return refuse(&refusal),
    };
    change(&app, &id, |session| session.own_reauth_mode = reauth_mode)
}

async fn default_reauth_mode(State(app): State<App>) -> Response {
    let reauth_mode = app.state().reauth_mode();
    json(StatusCode::OK, &DefaultReauthMode { reauth_mode })
}

async fn set_default_reauth_mode(State(app): State<App>, body: Bytes) -> Response {
    let mode: DefaultReauthMode = match read(&body) {
        Ok(mode) => mode,
        Err(refusal) => return refuse(&refusal),
    };
    app.state().set_reauth_mode(mode.reauth_mode);
    json(StatusCode::OK, &mode)
}

/// Changes a session, and responds with it.
fn change(app: &App, id: &str, change: impl FnOnce(&mut Session)) -> Response {
    match app.state().session_mut(id) {
        Some(session) => {
            change(session);
            json(StatusCode::OK, &session.entry())
        }
        None => refuse(&Refusal::unknown_session()),
    }
}

async fn requests(State(app): State<App>, Query(which): Query<Which>) -> Response {
    let state = app.state();
    let requests = state.requests.of(which.session.as_deref());
    json(StatusCode::OK, &RequestsSeen { requests })
}

/// Takes the body although it ignores it: hyper closes a connection whose request got a response
/// before its whole body had arrived, and a client that pools connections would notice that with
/// its next request.
async fn reset(State(app): State<App>, _: Bytes) -> Response {
    app.state().reset();
    StatusCode::NO_CONTENT.into_response()
}

async fn no_such_route(_: Bytes) -> Response {
    refuse(&Refusal {
        status: StatusCode::NOT_FOUND,
        ..Refusal::bad_control("There is no such control route")
    })
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal::bad_control(format!("The body cannot be read: {error}")))
}

fn check<'a>(mut faults: impl Iterator<Item = &'a Fault>) -> Result<(), Refusal> {
    faults.try_for_each(Fault::check).map_err(Refusal::bad_control)
}

fn refuse(refusal: &Refusal) -> Response {
    refusal.answer().into_response()
}

fn json(status: StatusCode, value: &impl Serialize) -> Response {
    let body = serde_json::to_vec(value).expect("an entry has no keys but strings");
    Answer::new(status, body).into_response()
}
