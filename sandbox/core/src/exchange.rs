//! A request, the wait before its response, and the response.

use std::fmt;
use std::time::Duration;

use crate::call::Call;
use crate::errors::Refusal;
use crate::faults::{Fault, Name};
use crate::message::{Request, Response};
use crate::misbehave::misbehave;
use crate::moment::Moment;
use crate::state::Sandbox;
use crate::{control, cors, routes};

/// A capture needs far less; this limits every body, in bytes.
const LARGEST_BODY: usize = 1024 * 1024;

/// A request that waits for its response. Drop it if the client disconnects.
pub struct Pending {
    /// The page on loopback that sent it.
    origin: Option<String>,
    work: Work,
}

enum Work {
    Done(Response),
    /// The request meets a fault.
    Faulty(Box<Faulty>),
}

struct Faulty {
    call: Call,
    fault: Fault,
    /// The operation's response, if it was performed before the fault.
    done: Option<Response>,
}

/// A response, and its treatment.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The response as Flex would send it.
    pub response: Response,
    /// Its treatment by the transport.
    pub delivery: Delivery,
}

/// The treatment of a response by the transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Send it.
    Whole,
    /// Reset the connection after so many bytes of the status line and the headers.
    ResetInHead(usize),
    /// Reset the connection after so many bytes of the body.
    ResetInBody(usize),
    /// Send the body byte by byte.
    Drip {
        /// The time between two bytes.
        every: Duration,
    },
}

impl Sandbox {
    /// Takes a request. Performs its operation, unless a fault comes first.
    pub fn receive(&mut self, request: Request, moment: &Moment) -> Pending {
        let origin = cors::origin(&request);
        let preflight = origin.as_ref().and_then(|_| cors::preflight(&request));
        let work = preflight.map_or_else(|| self.begin(request, moment), Work::Done);
        Pending { origin, work }
    }

    fn begin(&mut self, request: Request, moment: &Moment) -> Work {
        if let Some(path) = request.path.strip_prefix("/sandbox/") {
            return Work::Done(control::answer(self, path, &request, moment));
        }
        if request.body.len() > LARGEST_BODY {
            return Work::Done(Refusal::too_large().answer());
        }
        let mut call = routes::parse(request);
        match self.record(&mut call, moment) {
            Err(refusal) => Work::Done(refusal.answer()),
            Ok(None) => Work::Done(self.perform(&call, moment)),
            Ok(Some(fault)) => {
                let done = fault.applied().then(|| self.perform(&call, moment));
                Work::Faulty(Box::new(Faulty { call, fault, done }))
            }
        }
    }

    /// Returns the response of a request, after its [`Pending::wait`].
    pub fn respond(&mut self, pending: Pending, moment: &Moment) -> Reply {
        let mut reply = match pending.work {
            Work::Done(response) => Reply { response, delivery: Delivery::Whole },
            Work::Faulty(faulty) => {
                let Faulty { call, fault, done } = *faulty;
                misbehave(self, &call, &fault, done, moment)
            }
        };
        if reply.response.status != 204 {
            let length = reply.response.body.len().to_string();
            reply.response = reply.response.with("content-length", length);
        }
        if let Some(origin) = pending.origin {
            reply.response = cors::allow(reply.response, origin);
        }
        reply
    }
}

impl Pending {
    /// Returns the time to wait before [`Sandbox::respond`]; `None` if the request never gets a
    /// response.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        let Some(fault) = self.meets() else { return Some(Duration::ZERO) };
        match fault.name {
            Name::Hang => None,
            // A drip's delay is the time between its bytes.
            Name::Drip => Some(Duration::ZERO),
            _ => Some(fault.delay()),
        }
    }

    /// Returns the name of the fault that the request meets, for a log.
    #[must_use]
    pub fn fault(&self) -> Option<&'static str> {
        self.meets().map(|fault| fault.name.as_str())
    }

    fn meets(&self) -> Option<&Fault> {
        match &self.work {
            Work::Done(_) => None,
            Work::Faulty(faulty) => Some(&faulty.fault),
        }
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("fault", &self.fault()).finish_non_exhaustive()
    }
}
