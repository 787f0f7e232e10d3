//! The control routes under `/sandbox/`: recorded requests, and planned faults. They need no key.

use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::errors::Refusal;
use crate::faults::Fault;
use crate::json::Json;
use crate::kinds::Kind;
use crate::message::{Request, Response};
use crate::moment::Moment;
use crate::reauth_mode::ReauthMode;
use crate::requests::Seen;
use crate::session::{Entry, Session};
use crate::state::Sandbox;

/// Responds to a request to a control route. `path` is the one below `/sandbox/`.
pub(crate) fn answer(
    sandbox: &mut Sandbox,
    path: &str,
    request: &Request,
    moment: &Moment,
) -> Response {
    let path: Vec<&str> = path.split('/').collect();
    let body = &request.body;
    let answer = match (request.method.as_str(), path.as_slice()) {
        ("GET", ["sessions"]) => Ok(list(sandbox, moment)),
        ("POST", ["sessions"]) => create(sandbox, body, moment),
        ("GET", ["sessions", id]) => show(sandbox, id, moment),
        ("POST", ["sessions", id, "faults"]) => read_fault(body)
            .and_then(|fault| change(sandbox, id, |session| session.faults.push(fault))),
        ("PUT", ["sessions", id, "faults"]) => read_faults(body)
            .and_then(|faults| change(sandbox, id, |session| session.faults = faults)),
        ("PUT", ["sessions", id, "clock"]) => set_clock(sandbox, id, body, moment),
        ("PUT", ["sessions", id, "hold"]) => set_hold(sandbox, id, body, moment),
        ("PUT", ["sessions", id, "reauth_mode"]) => set_reauth_mode(sandbox, id, body),
        ("GET", ["reauth_mode"]) => Ok(default_reauth_mode(sandbox)),
        ("PUT", ["reauth_mode"]) => set_default_reauth_mode(sandbox, body),
        ("POST", ["faults"]) => read_fault(body).map(|fault| {
            sandbox.faults.push(fault);
            faults(sandbox)
        }),
        ("PUT", ["faults"]) => read_faults(body).map(|new| {
            sandbox.faults = new;
            faults(sandbox)
        }),
        ("GET", ["requests"]) => Ok(requests(sandbox, request.query.as_deref())),
        ("POST", ["reset"]) => {
            sandbox.reset(moment);
            Ok(Response::empty(204))
        }
        _ => Err(Refusal { status: 404, ..Refusal::bad_control("There is no such control route") }),
    };
    answer.unwrap_or_else(|refusal| refusal.answer())
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
    fn set(&self, session: &mut Session, moment: &Moment) {
        session.hold_life_ms = self.life_ms;
        if let Some(age) = self.age_ms {
            session.age_holds(age, moment);
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

#[derive(Serialize)]
struct Faults<'a> {
    faults: &'a [Fault],
}

fn list(sandbox: &mut Sandbox, moment: &Moment) -> Response {
    sandbox.expire_holds(moment);
    json(&Sessions { sessions: sandbox.sessions().map(Session::entry).collect() })
}

fn show(sandbox: &mut Sandbox, id: &str, moment: &Moment) -> Result<Response, Refusal> {
    change(sandbox, id, |session| session.expire_holds(moment))
}

fn create(sandbox: &mut Sandbox, body: &[u8], moment: &Moment) -> Result<Response, Refusal> {
    let new: NewSession = read(body)?;
    check(new.fault.iter())?;
    let id = moment.new_id("fcs");
    let body = new.body.map(|body| body.replace("{id}", &id).into());
    let mut session = Session::new(new.kind, id, moment);
    session.patch = new.patch;
    session.body = body;
    session.faults.extend(new.fault);
    if let Some(clock) = new.clock {
        session.clock = clock;
    }
    if let Some(times) = new.hold {
        times.set(&mut session, moment);
    }
    session.own_reauth_mode = new.reauth_mode;
    let mut answer = json(&sandbox.insert(session).entry());
    answer.status = 201;
    Ok(answer)
}

fn set_clock(
    sandbox: &mut Sandbox,
    id: &str,
    body: &[u8],
    moment: &Moment,
) -> Result<Response, Refusal> {
    let clock: Clock = read(body)?;
    change(sandbox, id, |session| {
        session.clock = clock;
        session.expire_holds(moment);
    })
}

fn set_hold(
    sandbox: &mut Sandbox,
    id: &str,
    body: &[u8],
    moment: &Moment,
) -> Result<Response, Refusal> {
    let times: HoldTimes = read(body)?;
    change(sandbox, id, |session| {
        times.set(session, moment);
        session.expire_holds(moment);
    })
}

fn set_reauth_mode(sandbox: &mut Sandbox, id: &str, body: &[u8]) -> Result<Response, Refusal> {
    let OwnReauthMode { reauth_mode } = read(body)?;
    change(sandbox, id, |session| session.own_reauth_mode = reauth_mode)
}

fn default_reauth_mode(sandbox: &Sandbox) -> Response {
    json(&DefaultReauthMode { reauth_mode: sandbox.reauth_mode() })
}

fn set_default_reauth_mode(sandbox: &mut Sandbox, body: &[u8]) -> Result<Response, Refusal> {
    let mode: DefaultReauthMode = read(body)?;
    sandbox.set_reauth_mode(mode.reauth_mode);
    Ok(json(&mode))
}

/// Changes a session, and responds with it.
fn change(
    sandbox: &mut Sandbox,
    id: &str,
    change: impl FnOnce(&mut Session),
) -> Result<Response, Refusal> {
    let session = sandbox.session_mut(id).ok_or_else(Refusal::unknown_session)?;
    change(session);
    Ok(json(&session.entry()))
}

fn faults(sandbox: &Sandbox) -> Response {
    json(&Faults { faults: &sandbox.faults })
}

fn requests(sandbox: &Sandbox, query: Option<&str>) -> Response {
    let mut query = form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let session = query.find(|(name, _)| name == "session").map(|(_, id)| id);
    json(&RequestsSeen { requests: sandbox.requests.of(session.as_deref()) })
}

fn read_fault(body: &[u8]) -> Result<Fault, Refusal> {
    let fault = read(body)?;
    check([&fault].into_iter())?;
    Ok(fault)
}

fn read_faults(body: &[u8]) -> Result<Vec<Fault>, Refusal> {
    let faults: Vec<Fault> = read(body)?;
    check(faults.iter())?;
    Ok(faults)
}

fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body)
        .map_err(|error| Refusal::bad_control(format!("The body cannot be read: {error}")))
}

fn check<'a>(mut faults: impl Iterator<Item = &'a Fault>) -> Result<(), Refusal> {
    faults.try_for_each(Fault::check).map_err(Refusal::bad_control)
}

fn json(value: &impl Serialize) -> Response {
    let body = serde_json::to_vec(value).expect("an entry has no keys but strings");
    Response::json(200, body)
}
