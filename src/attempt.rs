//! Classifies the result of one attempt.

use std::marker::PhantomData;

use crate::answer::Answer;
use crate::config::Config;
use crate::decode::{Envelope, inspect};
use crate::error::{Error, ErrorKind, Outcome};
use crate::flex_fault::{FlexFault, gateway_fault};
use crate::platform::{Failure, FailureKind, Reply};
use crate::redact::quote;
use crate::retry::Class;
use crate::retry_after::Wait;
use crate::secret::ApiKey;
use crate::text::{digits, join};

/// Result of one attempt.
pub(crate) enum Attempt {
    /// The object arrived.
    Succeeded(Answer<()>),
    /// No object arrived.
    Failed(Failed),
}

/// An attempt without an object.
pub(crate) struct Failed {
    /// The error, without the facts of the whole call: idempotency key, attempts, most severe outcome.
    pub(crate) error: Error,
    /// Outcome of this attempt alone, if it was a POST.
    pub(crate) outcome: Outcome,
    /// Class of the failure, for the retry policy.
    pub(crate) class: Class,
    /// The wait that the server asked for.
    pub(crate) wait: Wait,
}

/// Longest part of a header that an error or an event quotes, in characters.
const MAX_HEADER: usize = 200;

/// Classifies the result of sending a request whose response contains an object, with its id if it has one.
pub(crate) fn classify(
    result: Result<Reply, Failure>,
    config: &Config,
    envelope: Envelope,
    id: &str,
) -> Attempt {
    match result {
        Ok(reply) => match ErrorKind::of_status(reply.status) {
            None => classify_success(reply, config.strict, envelope, id),
            Some(kind) => Attempt::Failed(classify_rejection(kind, reply, config.api_key.as_ref())),
        },
        Err(failure) => Attempt::Failed(classify_failure(&failure)),
    }
}

/// Returns the error of a call that its caller aborted between two attempts.
pub(crate) fn aborted(failure: &Failure) -> Error {
    classify_failure(failure).error
}

fn classify_failure(failure: &Failure) -> Failed {
    let (kind, outcome, class) = match failure.kind {
        FailureKind::NotSent => (ErrorKind::Configuration, Outcome::NotSent, Class::Final),
        FailureKind::AbortedBefore => (ErrorKind::Aborted, Outcome::NotSent, Class::Final),
        FailureKind::Aborted => (ErrorKind::Aborted, Outcome::Unknown, Class::Final),
        FailureKind::Timeout => (ErrorKind::Timeout, Outcome::Unknown, Class::Transient),
        FailureKind::Connection | FailureKind::TooLarge => {
            (ErrorKind::Connection, Outcome::Unknown, Class::Transient)
        }
    };
    let message = sentence(&[failure.kind.describe()], failure.reason.as_deref());
    let error = Error::new(kind, outcome, message);
    Failed { error, outcome, class, wait: Wait::default() }
}

fn classify_success(reply: Reply, strict: bool, envelope: Envelope, id: &str) -> Attempt {
    let Reply { status, body, cut, .. } = reply;
    let (kind, class, path, why) = if let Some(failure) = cut {
        let (kind, class) = match failure.kind {
            FailureKind::Aborted | FailureKind::AbortedBefore => (ErrorKind::Aborted, Class::Final),
            FailureKind::Timeout => (ErrorKind::Timeout, Class::Cut),
            FailureKind::TooLarge => (ErrorKind::Decode, Class::Final),
            FailureKind::Connection | FailureKind::NotSent => (ErrorKind::Connection, Class::Cut),
        };
        let why = ["its body is incomplete. ", failure.kind.describe()];
        (kind, class, None, sentence(&why, failure.reason.as_deref()))
    } else {
        match inspect(&body, envelope, Some(id)).map(|object| object.drift) {
            Ok(Some(drift)) if strict => {
                let why = drift.sentence();
                (ErrorKind::Decode, Class::Final, Some(drift.path), why)
            }
            Ok(drift) => {
                return Attempt::Succeeded(Answer {
                    status,
                    attempts: 0,
                    idempotency_key: None,
                    holds: Vec::new(),
                    drift,
                    recovered: false,
                    body,
                    envelope,
                    object: PhantomData,
                });
            }
            Err(missing) => {
                let class = if missing.is_cut() { Class::Cut } else { Class::Final };
                let why = sentence(&["its body ", &missing.describe()], None);
                (ErrorKind::Decode, class, missing.path().map(String::from), why)
            }
        }
    };
    let message = join(&["The response was ", &digits(status), ", but ", &why]);
    let error = Error::new(kind, Outcome::Applied, message)
        .with_status(Some(status))
        .with_path(path)
        .with_body(body);
    Attempt::Failed(Failed { error, outcome: Outcome::Applied, class, wait: Wait::default() })
}

fn classify_rejection(mut kind: ErrorKind, reply: Reply, key: Option<&ApiKey>) -> Failed {
    let mut outcome = Outcome::of_status(reply.status);
    let secret = key.map(ApiKey::as_str);
    let fault = FlexFault::read(&reply.body, secret);
    // A client without a key calls a gateway, whose body describes its own call to Flex.
    let hop = key.is_none();
    if hop && let Some(fault) = gateway_fault(&reply.body) {
        (kind, outcome) = fault;
    }
    let wait = Wait {
        ignored: reply.wait.ignored.map(|value| quote(secret, value, MAX_HEADER)),
        ..reply.wait
    };
    let status = (reply.status != 0).then_some(reply.status);
    let number = status.map(digits);
    let number = number.as_deref().unwrap_or("a redirect");
    let answer = match reply.location.as_deref() {
        Some(path) if reply.status < 400 && matches!(path.len(), 1..=MAX_HEADER) => {
            ["The response was ", number, " to ", path]
        }
        _ => ["The response was ", number, "", ""],
    };
    let reason = fault.message.as_deref().or(fault.code.as_deref());
    let mut message = sentence(&answer, reason);
    // The caller of a gateway cannot fix the gateway's key or address.
    let fixable = if hop && reply.status >= 400 { ErrorKind::Server } else { kind };
    message.push_str(match fixable {
        ErrorKind::InvalidRequest if reply.status < 400 => {
            " It is neither a redirect nor a 2xx: check caches, proxies and `base_url`."
        }
        ErrorKind::Authentication => " Check the API key.",
        ErrorKind::Permission => " Check what the API key may do.",
        ErrorKind::NotFound => " Check the id, and that the key is of the same mode, test or live.",
        ErrorKind::Redirect => {
            " Redirects are not followed, because credentials go to one origin only: check \
             `base_url` and the server's own redirects, such as Next's `trailingSlash`."
        }
        _ => "",
    });
    let error = Error::new(kind, outcome, message)
        .with_status(status)
        .with_code(fault.code)
        .with_retry_after(wait.ms)
        .with_body(reply.body);
    let class = match reply.status {
        408 | 425 | 429 | 500 | 502..=504 => Class::Transient,
        _ => Class::Final,
    };
    Failed { error, outcome, class, wait }
}

/// Makes a sentence of a statement and its reason.
fn sentence(parts: &[&str], reason: Option<&str>) -> String {
    let mut sentence = join(parts);
    if let Some(reason) = reason.map(str::trim_ascii).filter(|reason| !reason.is_empty()) {
        sentence.push_str(": ");
        sentence.push_str(reason);
    }
    if !matches!(sentence.as_bytes(), [.., b'.' | b'!' | b'?']) {
        sentence.push('.');
    }
    sentence
}
