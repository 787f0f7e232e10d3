//! Classifies the result of one attempt.

use crate::answer::Answer;
use crate::config::Config;
use crate::decode::{Checked, check};
use crate::error::{Error, ErrorKind, Outcome};
use crate::flex_fault::{FlexFault, gateway_fault};
use crate::platform::{Failure, FailureKind, Reply};
use crate::retry::Happened;
use crate::secret::ApiKey;
use crate::text::{digits, join};

/// The outcome of one attempt.
pub(crate) enum Attempt {
    /// A session arrived.
    Succeeded(Answer),
    /// No session arrived.
    Failed(Failed),
}

/// An attempt without a session.
pub(crate) struct Failed {
    /// The error, without the facts of the whole call: key, attempts, the gravest outcome.
    pub(crate) error: Error,
    /// Outcome of this attempt alone, if it was a POST.
    pub(crate) outcome: Outcome,
    /// Consequence for further attempts.
    pub(crate) happened: Happened,
    /// The wait that the server asked for, in milliseconds.
    pub(crate) retry_after: Option<u32>,
}

/// Classifies the result of sending a request.
pub(crate) fn judge(result: Result<Reply, Failure>, config: &Config) -> Attempt {
    match result {
        Ok(reply) => match ErrorKind::of_status(reply.status) {
            None => judge_success(reply, config.strict),
            Some(kind) => Attempt::Failed(judge_refusal(kind, reply, config.api_key.as_ref())),
        },
        Err(failure) => Attempt::Failed(judge_failure(&failure)),
    }
}

/// The error for a call that its caller aborted between two attempts.
pub(crate) fn aborted(failure: &Failure) -> Error {
    judge_failure(failure).error
}

fn judge_failure(failure: &Failure) -> Failed {
    let (kind, outcome, happened) = match failure.kind {
        FailureKind::NotSent => (ErrorKind::Configuration, Outcome::NotSent, Happened::Final),
        FailureKind::AbortedBefore => (ErrorKind::Aborted, Outcome::NotSent, Happened::Final),
        FailureKind::Aborted => (ErrorKind::Aborted, Outcome::Unknown, Happened::Final),
        FailureKind::Timeout => (ErrorKind::Timeout, Outcome::Unknown, Happened::Transient),
        FailureKind::Connection | FailureKind::TooLarge => {
            (ErrorKind::Connection, Outcome::Unknown, Happened::Transient)
        }
    };
    let message = sentence(&[describe(failure.kind)], failure.reason.as_deref());
    let error = Error::new(kind, outcome, message);
    Failed { error, outcome, happened, retry_after: None }
}

fn judge_success(reply: Reply, strict: bool) -> Attempt {
    let Reply { status, body, cut, .. } = reply;
    let (kind, happened, path, why) = if let Some(failure) = cut {
        let (kind, happened) = match failure.kind {
            FailureKind::Aborted | FailureKind::AbortedBefore => {
                (ErrorKind::Aborted, Happened::Final)
            }
            FailureKind::Timeout => (ErrorKind::Timeout, Happened::Cut),
            FailureKind::TooLarge => (ErrorKind::Decode, Happened::Final),
            FailureKind::Connection | FailureKind::NotSent => {
                (ErrorKind::Connection, Happened::Cut)
            }
        };
        let what = ["its body did not arrive whole: ", describe(failure.kind)];
        (kind, happened, None, sentence(&what, failure.reason.as_deref()))
    } else {
        match check(&body) {
            Ok(Checked { drift: Some(drift), .. }) if strict => {
                let why = drift.sentence();
                (ErrorKind::Decode, Happened::Final, Some(drift.path), why)
            }
            Ok(checked) => {
                return Attempt::Succeeded(Answer {
                    status,
                    attempts: 0,
                    idempotency_key: None,
                    checked,
                    recovered: false,
                    body,
                });
            }
            Err(no_session) => {
                let happened = if no_session.is_cut() { Happened::Cut } else { Happened::Final };
                let why = sentence(&["the body ", &no_session.describe()], None);
                (ErrorKind::Decode, happened, no_session.path().map(String::from), why)
            }
        }
    };
    let message = join(&["The answer was ", &digits(status), ", but ", &why]);
    let error = Error::new(kind, Outcome::Applied, message)
        .with_status(Some(status))
        .with_path(path)
        .with_body(body);
    Attempt::Failed(Failed { error, outcome: Outcome::Applied, happened, retry_after: None })
}

fn judge_refusal(mut kind: ErrorKind, reply: Reply, key: Option<&ApiKey>) -> Failed {
    let mut outcome = Outcome::of_status(reply.status);
    let fault = FlexFault::read(&reply.body, key.map(ApiKey::as_str));
    // A client without a key calls a gateway, whose body describes its own call to Flex.
    let hop = key.is_none();
    if hop && let Some(said) = gateway_fault(&reply.body) {
        (kind, outcome) = said;
    }
    let retry_after = reply.retry_after;
    let status = (reply.status != 0).then_some(reply.status);
    let what = status.map(digits);
    let answered = ["The answer was ", what.as_deref().unwrap_or("a redirect")];
    let said = fault.message.as_deref().or(fault.code.as_deref());
    let mut message = sentence(&answered, said);
    // The caller of a gateway cannot fix the gateway's key or address.
    let fixable = if hop { ErrorKind::Server } else { kind };
    message.push_str(match fixable {
        ErrorKind::Authentication => " Check the API key.",
        ErrorKind::Permission => " Check what the API key may do.",
        ErrorKind::NotFound => {
            " Check the session's id, and that the key is of the same mode, test or live."
        }
        ErrorKind::Redirect => {
            " Redirects are not followed, because the API key goes to one origin only: check \
             `base_url`."
        }
        _ => "",
    });
    let error = Error::new(kind, outcome, message)
        .with_status(status)
        .with_code(fault.code)
        .with_retry_after(retry_after)
        .with_body(reply.body);
    let happened = match reply.status {
        408 | 425 | 429 | 500 | 502..=504 => Happened::Transient,
        _ => Happened::Final,
    };
    Failed { error, outcome, happened, retry_after }
}

fn describe(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::NotSent => "The request could not be made",
        FailureKind::AbortedBefore => "The call was aborted before its next request was sent",
        FailureKind::Aborted => "The call was aborted",
        FailureKind::Timeout => "The time for it ran out",
        FailureKind::Connection => "The connection failed",
        FailureKind::TooLarge => "It is larger than `max_response_bytes`",
    }
}

/// Makes a sentence of a statement and a message that explains it.
fn sentence(parts: &[&str], words: Option<&str>) -> String {
    let mut sentence = join(parts);
    if let Some(words) = words.map(str::trim_ascii).filter(|words| !words.is_empty()) {
        sentence.push_str(": ");
        sentence.push_str(words);
    }
    if !matches!(sentence.as_bytes(), [.., b'.' | b'!' | b'?']) {
        sentence.push('.');
    }
    sentence
}
