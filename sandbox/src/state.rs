//! Everything that the sandbox keeps, behind one lock.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use axum::http::StatusCode;

use crate::auth::authorize;
use crate::call::Call;
use crate::errors::Refusal;
use crate::faults::{self, Fault};
use crate::idempotency::Keys;
use crate::kinds::Kind;
use crate::operations::Operation;
use crate::requests::{Requests, Seen, without_authorization};
use crate::session::{Answer, Session};

/// What every route shares.
#[derive(Clone)]
pub(crate) struct App(Arc<Mutex<State>>);

/// The sessions and what was asked of them.
pub(crate) struct State {
    sessions: HashMap<String, Session>,
    /// Their ids, in the order in which they were made.
    order: Vec<String>,
    keys: Keys,
    pub(crate) requests: Requests,
    /// How often a fault of a request header was met, by session, key and the header's text.
    header_faults: HashMap<(Option<String>, Option<String>, String), u32>,
    started: Instant,
}

impl App {
    pub(crate) fn new() -> App {
        App(Arc::new(Mutex::new(State::seeded())))
    }

    /// The state, locked. One lock for a whole operation is also what makes two requests with one
    /// key place one hold.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    pub(crate) fn seeded() -> State {
        let mut state = State {
            sessions: HashMap::new(),
            order: Vec::new(),
            keys: Keys::default(),
            requests: Requests::default(),
            header_faults: HashMap::new(),
            started: Instant::now(),
        };
        for kind in Kind::ALL {
            state.insert(Session::new(kind, kind.seed_id().to_owned()));
        }
        state
    }

    /// Goes back to the seeds. Time goes on.
    pub(crate) fn reset(&mut self) {
        let started = self.started;
        *self = State { started, ..State::seeded() };
    }

    pub(crate) fn insert(&mut self, session: Session) {
        self.order.push(session.id.clone());
        self.sessions.insert(session.id.clone(), session);
    }

    pub(crate) fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.order.iter().filter_map(|id| self.sessions.get(id))
    }

    pub(crate) fn session(&self, id: &str) -> Option<&Session> {
        self.sessions.get(id)
    }

    pub(crate) fn session_mut(&mut self, id: &str) -> Option<&mut Session> {
        self.sessions.get_mut(id)
    }

    /// Takes note of a request; refuses it, or says which fault it meets.
    pub(crate) fn receive(&mut self, call: &Call) -> Result<Option<Fault>, Refusal> {
        let method = call.method.as_str();
        if let Some(session) = call.session.as_ref().and_then(|id| self.session_mut(id)) {
            session.count_request(method, call.key.as_deref());
        }
        let fault = authorize(&call.headers).and_then(|()| self.next_fault(call));
        self.requests.push(Seen {
            number: 0,
            at_ms: u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX),
            method: method.to_owned(),
            path: call.uri.path().to_owned(),
            query: call.uri.query().map(str::to_owned),
            session: call.session.clone(),
            authorization: call.headers.contains_key("authorization"),
            idempotency_key: call.key.clone(),
            headers: without_authorization(&call.headers),
            body_bytes: call.body_bytes,
            fault: match &fault {
                Ok(Some(fault)) => Some(fault.name.as_str()),
                _ => None,
            },
        });
        fault
    }

    fn next_fault(&mut self, call: &Call) -> Result<Option<Fault>, Refusal> {
        let method = call.method.as_str();
        let Some(header) = call.headers.get(faults::HEADER) else {
            let session = call.session.as_ref().and_then(|id| self.session_mut(id));
            return Ok(session.and_then(|session| faults::take(&mut session.faults, method)));
        };
        let text = String::from_utf8_lossy(header.as_bytes()).into_owned();
        let fault = Fault::parse(&text).map_err(|sentence| Refusal {
            place: faults::HEADER,
            ..Refusal::bad_control(sentence)
        })?;
        if !fault.meets(method) {
            return Ok(None);
        }
        let Some(times) = fault.times else {
            return Ok(Some(fault));
        };
        let met =
            self.header_faults.entry((call.session.clone(), call.key.clone(), text)).or_default();
        *met += 1;
        Ok((*met <= times).then_some(fault))
    }

    /// Does what the request asks, or gives the answer that its key got before.
    pub(crate) fn perform(&mut self, call: &Call) -> Answer {
        let Some(id) = &call.session else {
            return no_such_path().answer();
        };
        let key = call.key.as_deref().filter(|_| call.operation != Operation::Retrieve);
        if let Some(key) = key
            && let Some(known) = self.keys.recall(key, id, call.operation)
        {
            return known.unwrap_or_else(|refusal| refusal.answer());
        }
        let answer = self.work(id, call).unwrap_or_else(|refusal| refusal.answer());
        if let Some(key) = key {
            self.keys.remember(key, id, call.operation, answer.clone());
        }
        answer
    }

    fn work(&mut self, id: &str, call: &Call) -> Result<Answer, Refusal> {
        let session = self.session_mut(id).ok_or_else(Refusal::unknown_session)?;
        call.operation.perform(session)?;
        Ok(Answer::new(StatusCode::OK, session.render(&call.expand)))
    }

    /// The session as it is, whatever the request asks.
    pub(crate) fn peek(&self, call: &Call) -> Answer {
        match call.session.as_ref().and_then(|id| self.session(id)) {
            Some(session) => Answer::new(StatusCode::OK, session.render(&call.expand)),
            None => Refusal::unknown_session().answer(),
        }
    }
}

fn no_such_path() -> Refusal {
    Refusal {
        place: "path",
        ..Refusal::new(StatusCode::NOT_FOUND, "not_found", "There is no such route")
    }
}
