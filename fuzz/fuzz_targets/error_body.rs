//! For any sequence of responses without a session there is an error whose outcome is the gravest of all
//! attempts; nothing is posted after a 2xx, and no string of the error contains the key.
#![no_main]

use std::time::SystemTime;

use arbitrary::Arbitrary;
use flex_checkout::{
    ApiKey, Call, Config, Error, ErrorKind, Failure, FailureKind, FlexClient, Method, Outcome,
    Reply, retry_after,
};
use flex_checkout_fuzz::answers::{Answers, run};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    /// Without a key, a gateway responds.
    key: Option<[u8; 12]>,
    retrieves: bool,
    strict: bool,
    repeats: bool,
    max_retries: u8,
    comes: Vec<Comes<'a>>,
}

#[derive(Arbitrary, Debug)]
enum Comes<'a> {
    Reply {
        status: u16,
        body: Body<'a>,
        retry_after: Option<&'a str>,
        cut: Option<Fails<'a>>,
    },
    /// A status with a rule of its own.
    Usual {
        status: u8,
        body: Body<'a>,
    },
    Fails(Fails<'a>),
}

/// A response. `Debug` of the crate's hides its content.
#[derive(Clone, Debug)]
struct Response {
    status: u16,
    body: Vec<u8>,
    retry_after: Option<String>,
    cut: Option<Failure>,
}

#[derive(Arbitrary, Debug)]
struct Fails<'a> {
    kind: Why,
    reason: Option<&'a str>,
    echoes: bool,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Why {
    NotSent,
    AbortedBefore,
    Aborted,
    Timeout,
    Connection,
    TooLarge,
}

#[derive(Arbitrary, Debug)]
enum Body<'a> {
    Any(&'a [u8]),
    /// The key between two strings, in one of the fields that Flex writes.
    Echo {
        before: &'a str,
        padding: u16,
        after: &'a str,
        field: u8,
        escapes: bool,
    },
    /// A gateway's error body.
    Gateway {
        kind: u8,
        outcome: u8,
        code: &'a str,
    },
}

const STATUSES: [u16; 16] =
    [200, 201, 204, 301, 400, 401, 403, 404, 408, 409, 422, 425, 429, 500, 503, 0];

const KINDS: [ErrorKind; 6] = [
    ErrorKind::Configuration,
    ErrorKind::Timeout,
    ErrorKind::Connection,
    ErrorKind::NotFound,
    ErrorKind::Server,
    ErrorKind::Decode,
];

const OUTCOMES: [Outcome; 5] =
    [Outcome::None, Outcome::NotSent, Outcome::Rejected, Outcome::Unknown, Outcome::Applied];

fuzz_target!(|input: Input<'_>| {
    let key = input.key.map(key);
    let config = match &key {
        Some(key) => Config::new(ApiKey::new(key.as_str()).expect("a key")),
        None => Config::gateway("https://shop.example/flex").expect("a gateway"),
    };
    let config = config.strict(input.strict).max_retries((input.max_retries % 5).into());
    let mut call = Call::new();
    if input.repeats {
        call = call.idempotency_key("order-1042").expect("a key");
    }
    let echo = key.as_deref().unwrap_or("fsk_test_of_the_gateway");
    let answers = Answers::default();
    let comes: Vec<_> = input.comes.iter().map(|comes| come(comes, echo)).collect();
    let replies = comes.iter().cloned().map(|come| come.map(Response::reply));
    answers.answers.borrow_mut().extend(replies);
    let client = FlexClient::with_platform(config, &answers);
    let result = if input.retrieves {
        run(client.retrieve_with("fcs_1", &call))
    } else {
        run(client.reauth_with("fcs_1", &call))
    };
    check_requests(&input, &answers, &comes);
    let Err(error) = result else { return };
    check_outcome(&input, &answers, &comes, &error);
    if let Some(key) = &key {
        check_texts(key, &error, &comes);
    }
});

/// Returns a key in Flex's form.
fn key(bytes: [u8; 12]) -> String {
    const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let digits = bytes.map(|byte| char::from(DIGITS[usize::from(byte % 32)]));
    ["fsk_test_".to_owned(), digits.iter().collect()].concat()
}

impl Response {
    fn reply(self) -> Reply {
        let wait = retry_after(self.retry_after.as_deref(), None, SystemTime::UNIX_EPOCH);
        let reply = Reply::new(self.status, self.body).with_retry_after(wait);
        match self.cut {
            Some(failure) => reply.with_cut(failure),
            None => reply,
        }
    }
}

fn come(comes: &Comes<'_>, key: &str) -> Result<Response, Failure> {
    match comes {
        Comes::Reply { status, body, retry_after, cut } => Ok(Response {
            status: *status,
            body: bytes(body, key),
            retry_after: retry_after.map(String::from),
            cut: cut.as_ref().map(|cut| failure(cut, key)),
        }),
        Comes::Usual { status, body } => Ok(Response {
            status: STATUSES[usize::from(*status) % STATUSES.len()],
            body: bytes(body, key),
            retry_after: None,
            cut: None,
        }),
        Comes::Fails(fails) => Err(failure(fails, key)),
    }
}

fn failure(fails: &Fails<'_>, key: &str) -> Failure {
    let kind = match fails.kind {
        Why::NotSent => FailureKind::NotSent,
        Why::AbortedBefore => FailureKind::AbortedBefore,
        Why::Aborted => FailureKind::Aborted,
        Why::Timeout => FailureKind::Timeout,
        Why::Connection => FailureKind::Connection,
        Why::TooLarge => FailureKind::TooLarge,
    };
    let echo = if fails.echoes { key } else { "" };
    Failure::new(kind, fails.reason.map(|reason| [reason, echo, reason].concat()))
}

fn bytes(body: &Body<'_>, key: &str) -> Vec<u8> {
    match body {
        Body::Any(bytes) => bytes.to_vec(),
        Body::Echo { before, padding, after, field, escapes } => {
            let padding = ".".repeat(usize::from(padding % 600));
            let echoed = [before, &*padding, key, after].concat();
            let json = match field % 7 {
                0 => json!({ "detail": [{ "msg": echoed, "type": "x" }] }),
                1 => json!({ "detail": echoed }),
                2 => json!({ "error": { "message": echoed, "code": key } }),
                3 => json!({ "error": echoed }),
                4 => json!({ "message": echoed, "code": echoed }),
                5 => json!({ "checkout_session": { "checkout_session_id": 7, "status": echoed } }),
                _ => return echoed.into_bytes(),
            };
            let json = json.to_string();
            if *escapes { json.replace(key, &escaped(key)) } else { json }.into_bytes()
        }
        Body::Gateway { kind, outcome, code } => {
            let kind = KINDS[usize::from(*kind) % KINDS.len()];
            let outcome = OUTCOMES[usize::from(*outcome) % OUTCOMES.len()];
            let error = json!({ "kind": kind.as_str(), "outcome": outcome.as_str(), "code": code });
            json!({ "error": error }).to_string().into_bytes()
        }
    }
}

fn escaped(key: &str) -> String {
    key.bytes().map(|byte| format!("\\u{byte:04x}")).collect()
}

fn check_requests(input: &Input<'_>, answers: &Answers, comes: &[Result<Response, Failure>]) {
    let requests = answers.requests.borrow();
    assert!(requests.len() <= usize::from(input.max_retries % 5) + 1);
    let mut is_applied = false;
    let mut keys: Vec<&str> = Vec::new();
    for (index, request) in requests.iter().enumerate() {
        let headers = request.headers();
        keys.extend(headers.filter(|(name, _)| *name == "idempotency-key").map(|(_, key)| key));
        if input.retrieves || is_applied {
            assert_eq!(request.method(), Method::Get);
        } else if request.method() == Method::Post {
            let response = comes.get(index);
            is_applied = matches!(response, Some(Ok(reply)) if (200..300).contains(&reply.status));
        }
    }
    keys.dedup();
    assert!(keys.len() <= 1, "one call, one key");
}

fn check_outcome(
    input: &Input<'_>,
    answers: &Answers,
    comes: &[Result<Response, Failure>],
    error: &Error,
) {
    if input.retrieves {
        assert_eq!((error.outcome(), error.idempotency_key()), (Outcome::None, None));
        return;
    }
    assert!(error.idempotency_key().is_some(), "there is a key to repeat the call with");
    let requests = answers.requests.borrow();
    let posts = requests.iter().enumerate().filter(|(_, request)| request.method() == Method::Post);
    let gravest = posts.map(|(index, _)| match comes.get(index) {
        Some(Ok(reply)) => outcome(reply, input.key.is_none()),
        Some(Err(failure)) => match failure.kind {
            FailureKind::NotSent | FailureKind::AbortedBefore => Outcome::NotSent,
            _ => Outcome::Unknown,
        },
        None => Outcome::Unknown,
    });
    let gravest = gravest.max().unwrap_or(Outcome::NotSent).max(Outcome::NotSent);
    assert_eq!(error.outcome(), gravest, "{comes:?}");
}

fn outcome(reply: &Response, is_gateway: bool) -> Outcome {
    let by_status = match reply.status {
        200..=299 => return Outcome::Applied,
        408 => Outcome::Unknown,
        400..=499 => Outcome::Rejected,
        _ => Outcome::Unknown,
    };
    // A client of a gateway trusts the gateway's own outcome.
    let body: Option<Value> = serde_json::from_slice(&reply.body).ok().filter(|_| is_gateway);
    let stated = |name: &str| Some(body.as_ref()?.get("error")?.get(name)?.as_str()?.to_owned());
    let outcome = stated("outcome")
        .and_then(|outcome| OUTCOMES.into_iter().find(|known| known.as_str() == outcome));
    match (stated("kind"), outcome) {
        (Some(kind), Some(outcome)) if ErrorKind::named(&kind).is_some() => outcome,
        _ => by_status,
    }
}

fn check_texts(key: &str, error: &Error, comes: &[Result<Response, Failure>]) {
    let whole = [
        error.to_string(),
        format!("{error:?}"),
        error.message().to_owned(),
        error.code().unwrap_or_default().to_owned(),
        error.path().unwrap_or_default().to_owned(),
        error.body().unwrap_or_default().into_owned(),
    ];
    for string in whole {
        assert!(!string.contains(key), "{string}");
    }
    let most = &key[..key.len() - 1];
    // A truncated body may end within an echo, and then shows only `fsk_test_` and a few characters.
    assert!(most.len() < 12 || !error.body().unwrap_or_default().ends_with(most));
    // The client truncates messages itself, and must not do so within a key.
    let has_most = |string: &[u8]| {
        let string = String::from_utf8_lossy(string).replace(key, "");
        let string = string.replace(&escaped(key), "");
        string.contains(most) || string.contains(&escaped(most)[..])
    };
    let is_sent = comes.iter().any(|come| match come {
        Ok(reply) => has_most(&reply.body),
        Err(failure) => has_most(failure.reason.as_deref().unwrap_or_default().as_bytes()),
    });
    assert!(is_sent || !error.message().contains(most), "{}", error.message());
    assert!(error.code().is_none_or(|code| code.len() <= 100));
    // However much a server writes: only a platform's own message is quoted in full.
    let reasons = comes.iter().map(|come| match come {
        Ok(reply) => reply.cut.as_ref().and_then(|failure| failure.reason.as_ref()),
        Err(failure) => failure.reason.as_ref(),
    });
    let longest = reasons.flatten().map(String::len).max().unwrap_or(0);
    assert!(error.message().chars().count() < longest + 1200, "{}", error.message());
}
