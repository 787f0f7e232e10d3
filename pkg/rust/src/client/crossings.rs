//! The objects that [`ask`](super::ask) takes and returns.

use flex_checkout::internal::{
    self, Action, Facts, Held, State, Template, facts, in_javascript, integer, milliseconds,
    scan::Literal, timeout_ms,
};
use flex_checkout::{Answer, Drift, Error, ErrorKind, Event, FailureKind, Outcome, Request};

#[cfg(not(target_arch = "wasm32"))]
use crate::crossing::{Declared, Interface};
use crate::crossing::{enums, incoming, outgoing, reader};
use crate::json::{Fields, ToJson};

enums! {
    Action = Retrieve,
    ErrorKind = Connection,
    FailureKind = Connection,
    Outcome = Unknown,
}

incoming! {
    /// A question to Rust.
    Question {
        /// The options of the client and the call; absent when a body is inspected.
        options "options": Option<Options<'a>>,
        /// A secret to replace in a body, which may end within it. Then the answer is the body.
        secret "secret": Option<String>,
        /// The operation.
        action "action": Action,
        /// The id that was asked for, when a body is inspected.
        id "id": Option<String>,
        /// The call; absent when the template of the operation's requests is asked for.
        call "call": Option<CallFacts<'a>>,
        /// The state that the last step returned; absent before a call's first request, and if that was made
        /// from a template.
        state "state": Option<StateFacts<'a>>,
        /// The result of the last request; absent when the next request is asked for.
        result "result": Option<ResultFacts<'a>>,
        /// The time, in milliseconds since the same moment as the call's `start`.
        now "now": u64,
        /// A uniformly distributed number of 32 bits.
        random "random": u32,
    }
}

incoming! {
    /// Options that are checked and complete. Times are in milliseconds.
    Options {
        /// The API key.
        api_key "apiKey": Option<String>,
        /// The address of the API.
        base_url "baseURL": String,
        /// Limits an attempt.
        timeout "timeout": u32,
        /// Limits the call.
        deadline "deadline": Option<u32>,
        /// Limits the requests after the first one.
        max_retries "maxRetries": u32,
        /// Limits a wait.
        max_retry_delay "maxRetryDelay": u32,
        /// Limits the body that is read, in bytes.
        max_response_bytes "maxResponseBytes": u32,
        /// Names and values of the headers, in turn.
        headers "headers": Vec<String>,
        /// Makes drift an error.
        strict "strict": bool,
        /// The caller's idempotency key.
        idempotency_key "idempotencyKey": Option<String>,
        /// The fields to expand.
        expand "expand": Vec<String>,
    }
}

incoming! {
    /// A call.
    CallFacts {
        /// The id of the session or the payment intent.
        id "id": String,
        /// The call's parameters as JSON, as the caller wrote them.
        params "params": Option<String>,
        /// Names and values of the query, in turn.
        query "query": Vec<String>,
        /// The idempotency key of a call with an effect; absent without a source of random bytes.
        key "key": Option<String>,
        /// Set if the caller observes events.
        observed "observed": bool,
        /// Time at which the call began, in milliseconds since a moment that stays the same during a call.
        start "start": u64,
    }
}

incoming! {
    /// The result of a request, without its body.
    ResultFacts {
        /// The HTTP status; absent if no response arrived.
        status "status": Option<u16>,
        /// The reason why the response, or the rest of its body, did not arrive.
        failure "failure": Option<FailureKind>,
        /// The platform's message about the failure.
        reason "reason": Option<String>,
        /// The header `retry-after`.
        retry_after "retryAfter": Option<String>,
        /// The header `retry-after-ms`.
        retry_after_ms "retryAfterMs": Option<String>,
        /// The path of the address in the header `location`.
        location "location": Option<String>,
        /// Milliseconds until the date in `retry-after`, if the platform's parser takes it for one.
        retry_after_date "retryAfterDate": Option<i64>,
    }
}

reader! {
    /// A [`State`].
    StateFacts {
        /// Number of requests that were sent.
        attempts "attempts": u32,
        /// Time at which the last request was sent.
        sent_at "sentAt": u64,
        /// The most severe outcome so far.
        outcome "outcome": Outcome,
        /// Set if the next request reads the result instead of repeating the call.
        reads "reads": bool,
        /// The error of the 2xx by which the call took effect.
        applied "applied": Option<ErrorFacts<'a>>,
        /// The error of the last attempt.
        failed "failed": Option<ErrorFacts<'a>>,
    }
}

impl StateFacts<'_> {
    pub(crate) fn state(self) -> State {
        State {
            attempts: self.attempts(),
            sent_at: self.sent_at(),
            outcome: self.outcome(),
            reads: self.reads(),
            applied: self.applied().map(ErrorFacts::error),
            failed: self.failed().map(ErrorFacts::error),
        }
    }
}

/// Returns the TypeScript interfaces of all.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn interfaces() -> Vec<Interface> {
    vec![
        Question::interface(),
        Options::interface(),
        CallFacts::interface(),
        ResultFacts::interface(),
        Step::interface(),
        State::interface(),
        Request::interface(),
        Template::interface(),
        Done::interface(),
        Error::interface(),
        Findings::interface(),
    ]
}

#[cfg(not(target_arch = "wasm32"))]
impl crate::crossing::TypeScript for StateFacts<'_> {
    fn name() -> String {
        "State".into()
    }
}

reader! {
    /// An [`Error`].
    ErrorFacts {
        /// The kind.
        kind "kind": ErrorKind,
        /// Says whether the call took effect.
        outcome "outcome": Outcome,
        /// The message.
        message "message": String,
        /// The HTTP status.
        status "status": Option<u16>,
        /// Flex's machine code.
        code "code": Option<String>,
        /// The wait that Flex asked for, in milliseconds.
        retry_after "retryAfter": Option<u32>,
        /// The path in the body that is wrong.
        path "path": Option<String>,
    }
}

impl ErrorFacts<'_> {
    fn error(self) -> Error {
        internal::error(Facts {
            kind: self.kind(),
            outcome: self.outcome(),
            message: self.message(),
            status: self.status(),
            code: self.code(),
            idempotency_key: None,
            attempts: 0,
            retry_after: self.retry_after(),
            path: self.path(),
            body: None,
        })
    }
}

outgoing! {
    /// The progress of a call.
    State as State |state| {
        /// Number of requests that were sent.
        "attempts": u32 = &state.attempts,
        /// Time at which the last request was sent.
        "sentAt": u64 = &state.sent_at,
        /// The most severe outcome so far.
        "outcome": Outcome = &state.outcome,
        /// Set if the next request reads the result instead of repeating the call.
        "reads": bool = &state.reads,
        /// The error of the 2xx by which the call took effect.
        "applied": Option<Error> = &state.applied,
        /// The error of the last attempt.
        "failed": Option<Error> = &state.failed,
    }
}

outgoing! {
    /// The facts of a `FlexError`, without those that only JavaScript has.
    Error as Failed |error| {
        /// The kind of the failure.
        "kind": ErrorKind = &error.kind(),
        /// Says whether the call took effect.
        "outcome": Outcome = &error.outcome(),
        /// The message.
        "message": String = &in_javascript(error.message()),
        /// The HTTP status.
        "status": Option<u16> = &error.status(),
        /// Flex's machine code.
        "code": Option<String> = &error.code(),
        /// The key that every POST carried.
        "idempotencyKey": Option<String> = &error.idempotency_key(),
        /// Number of requests that were sent.
        "attempts": u32 = &error.attempts(),
        /// The wait that Flex asked for, in milliseconds.
        "retryAfter": Option<u32> = &facts(error).retry_after,
        /// The path in the body that is wrong.
        "path": Option<String> = &error.path(),
    }
}

/// The next step of a call.
pub(crate) enum Next {
    Send(Request),
    Wait(u32),
    Done(Answer<()>),
    Failed(Error),
}

/// A step, the events before it, and the state after it.
pub(crate) struct Step<'a> {
    pub(crate) next: Next,
    pub(crate) events: Vec<Event>,
    pub(crate) state: Option<&'a State>,
}

outgoing! {
    /// The next step of a call. One of `send`, `wait`, `done` and `failed` is set.
    Step<'_> as Step |step| {
        /// Events of the call that were not delivered yet.
        "events": Option<Vec<Event>> = &Some(&step.events[..]).filter(|events| !events.is_empty()),
        /// Sends a request.
        "send": Option<Request> = &match &step.next { Next::Send(request) => Some(request), _ => None },
        /// Waits so many milliseconds, and asks for the next request.
        "wait": Option<u32> = &match &step.next { Next::Wait(delay) => Some(*delay), _ => None },
        /// Resolves with the object in the body.
        "done": Option<Done> = &match &step.next { Next::Done(answer) => Some(answer), _ => None },
        /// Rejects.
        "failed": Option<Error> = &match &step.next { Next::Failed(error) => Some(error), _ => None },
        /// The state, for the next question about the call.
        "state": Option<State> = &step.state,
    }
}

outgoing! {
    /// A request.
    Request as FlexRequest |request| {
        /// The HTTP method.
        "method": &'static str = &request.method().as_str(),
        /// The URL.
        "url": String = &request.url(),
        /// The headers, by name.
        "headers": HeadersOf = &HeadersOf(request),
        /// The body, which is JSON.
        "body": Option<String> = &request.body(),
        /// Limits the response body that is read, in bytes.
        "maxBytes": u32 = &u32::try_from(request.max_response_bytes()).unwrap_or(u32::MAX),
        /// Limits the request, headers and body, in milliseconds.
        "timeout": u32 = &timeout_ms(request),
    }
}

/// The headers of a request, of which there is at least one.
pub(crate) struct HeadersOf<'a>(&'a Request);

impl ToJson for HeadersOf<'_> {
    fn write(&self, json: &mut Vec<u8>) {
        let mut fields = Fields::new(json);
        for (name, value) in self.0.headers() {
            fields.field(name, &value);
        }
        fields.end();
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl crate::crossing::TypeScript for HeadersOf<'_> {
    fn name() -> String {
        "Record<string, string>".into()
    }
}

outgoing! {
    /// An operation, and its request without parameters for any id. The request's URL ends before the id.
    Template as Template |template| {
        /// The request, with the part of its URL before the id.
        "request": Request = &template.request,
        /// The part of the URL after the id.
        "after": &'static str = &template.endpoint.after,
        /// Name of the header that holds the idempotency key.
        "keyHeader": Option<&'static str> = &template.key_header,
        /// Name of the field that holds the object of a 2xx.
        "returns": &'static str = &template.endpoint.returns.name(),
        /// Name of the field that holds the object's own id; absent for an array.
        "idField": Option<&'static str> = &template.endpoint.returns.id_field(),
        /// The next step after an unknown outcome, as a sentence; absent for a call that only reads.
        "unknown": Option<String> = &template.endpoint.effect.as_ref().map(|effect| in_javascript(&effect.unknown())),
    }
}

/// A result, without the object and the headers.
type Done = Answer<()>;

outgoing! {
    /// A result, without the object and the headers.
    Done as Done |answer| {
        /// The HTTP status.
        "status": u16 = &answer.status(),
        /// Number of requests that were sent.
        "attempts": u32 = &answer.attempts(),
        /// The key that every POST carried.
        "idempotencyKey": Option<String> = &answer.idempotency_key(),
        /// Set if the object was read by a GET.
        "recovered": bool = &answer.recovered(),
    }
}

/// The parts of a session that are computed when they are read.
pub(crate) struct Findings<'a> {
    pub(crate) holds: Vec<Held<'a>>,
    pub(crate) drift: Option<Drift>,
}

outgoing! {
    /// The parts of a session that are computed when they are read.
    Findings<'_> as Findings |findings| {
        /// The payment intents that a merchant must store.
        "holds": Vec<Held<'a>> = &findings.holds,
        /// The first path at which the body departs from the models.
        "drift": Option<Drift> = &findings.drift,
    }
}

impl ToJson for Held<'_> {
    fn write(&self, json: &mut Vec<u8>) {
        let cents = |amount: Option<Literal<'_>>| integer(amount?.raw());
        Fields::new(json)
            .field("payment_intent_id", &self.id)
            .field("status", &self.status)
            .field("amount", &cents(self.amount))
            .field("amount_capturable", &cents(self.amount_capturable))
            .field("created_at", &self.created_at)
            .field("cart", &self.cart.as_str())
            .end();
    }
}

impl ToJson for Literal<'_> {
    fn write(&self, json: &mut Vec<u8>) {
        self.unescape().write(json);
    }
}

impl ToJson for Drift {
    fn write(&self, json: &mut Vec<u8>) {
        Fields::new(json)
            .field("path", &self.path)
            .field("expected", &self.expected)
            .field("found", &self.found)
            .end();
    }
}

impl ToJson for Event {
    fn write(&self, json: &mut Vec<u8>) {
        let mut fields = Fields::new(json);
        match self {
            Self::Attempt(event) => fields
                .field("type", &"attempt")
                .field("attempt", &event.attempt)
                .field("method", &event.method),
            Self::Response(event) => fields
                .field("type", &"response")
                .field("attempt", &event.attempt)
                .field("method", &event.method)
                .field("status", &u32::from(event.status))
                .field("duration", &milliseconds(event.duration)),
            Self::Retry(event) => fields
                .field("type", &"retry")
                .field("attempt", &event.attempt)
                .field("delay", &milliseconds(event.delay))
                .field("reason", &event.reason.as_str())
                .field("action", &event.action.as_str())
                .field("ignored", &event.ignored),
            Self::Drift(event) => fields
                .field("type", &"drift")
                .field("path", &event.path)
                .field("expected", &event.expected)
                .field("found", &event.found),
            _ => &mut fields,
        };
        fields.end();
    }
}
