//! The sandbox's state.

use std::collections::HashMap;
use std::fmt;

use crate::auth::authorize;
use crate::call::Call;
use crate::errors::Refusal;
use crate::faults::{self, Fault};
use crate::idempotency::Keys;
use crate::kinds::Kind;
use crate::message::Response;
use crate::moment::Moment;
use crate::reauth_mode::ReauthMode;
use crate::requests::{Requests, Seen, without_authorization};
use crate::routes::Subject;
use crate::session::Session;
use crate::sessions;

/// A local Flex: its sessions, idempotency keys, faults and recorded requests.
pub struct Sandbox {
    sessions: HashMap<String, Session>,
    /// The sessions' ids, in the order of creation.
    order: Vec<String>,
    keys: Keys,
    /// Faults of the next requests about any session.
    pub(crate) faults: Vec<Fault>,
    pub(crate) requests: Requests,
    /// The mode of sessions without their own.
    reauth_mode: ReauthMode,
    /// The default mode after a reset.
    initial_reauth_mode: ReauthMode,
    /// Number of times that a header's fault was applied, by session, key and the header's value.
    header_faults: HashMap<(Option<String>, Option<String>, String), u32>,
    /// Milliseconds since 1970.
    started_ms: i64,
}

impl Sandbox {
    /// Creates a sandbox with one session of each kind. `reauth_mode` is the mode of sessions without
    /// their own.
    #[must_use]
    pub fn new(reauth_mode: ReauthMode, moment: &Moment) -> Sandbox {
        let mut sandbox = Sandbox {
            sessions: HashMap::new(),
            order: Vec::new(),
            keys: Keys::default(),
            faults: Vec::new(),
            requests: Requests::default(),
            reauth_mode,
            initial_reauth_mode: reauth_mode,
            header_faults: HashMap::new(),
            started_ms: moment.now_ms,
        };
        for kind in Kind::ALL {
            sandbox.insert(Session::new(kind, kind.seed_id().to_owned(), moment));
        }
        sandbox
    }

    /// Restores the seeds and the default reauth mode. The clock is not reset.
    pub(crate) fn reset(&mut self, moment: &Moment) {
        let started_ms = self.started_ms;
        *self = Sandbox { started_ms, ..Sandbox::new(self.initial_reauth_mode, moment) };
    }

    pub(crate) fn reauth_mode(&self) -> ReauthMode {
        self.reauth_mode
    }

    /// Sets the reauth mode of all sessions without their own, present and future.
    pub(crate) fn set_reauth_mode(&mut self, mode: ReauthMode) {
        self.reauth_mode = mode;
        for session in self.sessions.values_mut() {
            session.default_reauth_mode = mode;
        }
    }

    pub(crate) fn insert(&mut self, mut session: Session) -> &Session {
        session.default_reauth_mode = self.reauth_mode;
        let id = session.id.clone();
        self.order.push(id.clone());
        self.sessions.entry(id).insert_entry(session).into_mut()
    }

    pub(crate) fn sessions(&self) -> impl Iterator<Item = &Session> {
        self.order.iter().filter_map(|id| self.sessions.get(id))
    }

    /// Expires the holds of all sessions that are past their lifetime.
    pub(crate) fn expire_holds(&mut self, moment: &Moment) {
        self.sessions.values_mut().for_each(|session| session.expire_holds(moment));
    }

    pub(crate) fn session_mut(&mut self, id: &str) -> Option<&mut Session> {
        self.sessions.get_mut(id)
    }

    /// Records a request. Rejects it, or returns the fault that applies to it. Finds the session of
    /// a payment intent.
    pub(crate) fn record(
        &mut self,
        call: &mut Call,
        moment: &Moment,
    ) -> Result<Option<Fault>, Refusal> {
        if call.route.subject == Subject::PaymentIntent
            && let Some(id) = &call.id
        {
            call.session = self
                .sessions()
                .find(|session| session.has_intent(id))
                .map(|session| session.id.clone());
        }
        let method = call.request.method.as_str();
        if let Some(session) = call.session.as_ref().and_then(|id| self.session_mut(id)) {
            session.count_request(method, call.key.as_deref());
        }
        let fault = authorize(&call.request).and_then(|()| self.next_fault(call));
        self.requests.push(Seen {
            number: 0,
            at_ms: u64::try_from(moment.now_ms - self.started_ms).unwrap_or_default(),
            method: method.to_owned(),
            path: call.request.path.clone(),
            query: call.request.query.clone(),
            session: call.session.clone(),
            authorization: call.request.header("authorization").is_some(),
            idempotency_key: call.key.clone(),
            headers: without_authorization(&call.request.headers),
            body_bytes: call.request.body.len(),
            fault: match &fault {
                Ok(Some(fault)) => Some(fault.name.as_str()),
                _ => None,
            },
        });
        fault
    }

    fn next_fault(&mut self, call: &Call) -> Result<Option<Fault>, Refusal> {
        let method = call.request.method.as_str();
        let Some(header) = call.request.header(faults::HEADER) else {
            let session = call.session.as_ref().and_then(|id| self.session_mut(id));
            let own = session.and_then(|session| faults::take(&mut session.faults, method));
            return Ok(own.or_else(|| faults::take(&mut self.faults, method)));
        };
        let fault = Fault::parse(header).map_err(|sentence| Refusal {
            location: faults::HEADER,
            ..Refusal::bad_control(sentence)
        })?;
        if !fault.meets(method) {
            return Ok(None);
        }
        let Some(times) = fault.times else {
            return Ok(Some(fault));
        };
        let met = self
            .header_faults
            .entry((call.session.clone(), call.key.clone(), header.to_owned()))
            .or_default();
        *met += 1;
        Ok((*met <= times).then_some(fault))
    }

    /// Performs the operation, or returns the stored response of its key.
    pub(crate) fn perform(&mut self, call: &Call, moment: &Moment) -> Response {
        let key = call
            .key
            .as_deref()
            .filter(|_| call.request.method == "POST" && call.route.subject != Subject::Nothing);
        let Some(key) = key else {
            return self.work(call, moment);
        };
        let fingerprint = call.fingerprint();
        if let Some(known) = self.keys.recall(key, fingerprint) {
            return known.unwrap_or_else(|refusal| refusal.answer());
        }
        let answer = self.work(call, moment);
        self.keys.remember(key, fingerprint, answer.clone());
        answer
    }

    fn work(&mut self, call: &Call, moment: &Moment) -> Response {
        if call.route.subject == Subject::All {
            self.expire_holds(moment);
            return sessions::list(self, call, moment)
                .map_or_else(|refusal| refusal.answer(), |body| Response::json(200, body));
        }
        let performed = self.subject_mut(call).and_then(|session| {
            session.expire_holds(moment);
            (call.route.operate)(session, call, moment)
        });
        match performed {
            Ok(()) => self.peek(call),
            Err(refusal) => refusal.answer(),
        }
    }

    /// Renders the response without performing the operation.
    pub(crate) fn peek(&mut self, call: &Call) -> Response {
        let rendered = self.subject_mut(call).and_then(|session| match &session.body {
            Some(body) => Ok(body.clone()),
            None => (call.route.render)(session, call),
        });
        match rendered {
            Ok(body) => Response::json(200, body),
            Err(refusal) => refusal.answer(),
        }
    }

    /// Returns the session that a request is about.
    fn subject_mut(&mut self, call: &Call) -> Result<&mut Session, Refusal> {
        let session = call.session.as_ref().and_then(|id| self.sessions.get_mut(id));
        session.ok_or_else(|| match call.route.subject {
            Subject::Query if call.session.is_none() => Refusal::invalid(
                "checkout_session",
                "The query parameter checkout_session is required",
            ),
            Subject::Session | Subject::Query => Refusal::unknown_session(),
            Subject::PaymentIntent => Refusal::unknown_intent(),
            Subject::All | Subject::Nothing => no_such_path(),
        })
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("sessions", &self.order).finish_non_exhaustive()
    }
}

fn no_such_path() -> Refusal {
    Refusal { location: "path", ..Refusal::new(404, "not_found", "There is no such route") }
}
