//! The effects of options, and their `Debug`.

use std::time::Duration;

use crate::scripted::{Scripted, asks_to_wait, fails, reply, run};
use flex_checkout::{
    Answer, ApiKey, Call, Config, Error, ErrorKind, Event, Failure, FailureKind, FlexClient,
    Header, Outcome, Platform, Reply, Request,
};

const SESSION: &str = include_str!("../fixtures/unexpanded.json");

fn config() -> Config {
    Config::new(ApiKey::new("fsk_test_1").expect("the key is fine"))
}

fn reauth(platform: &Scripted, config: Config, call: &Call) -> Result<Answer, Error> {
    run(FlexClient::with_platform(config, platform).reauth_with("fcs_1", call))
}

#[test]
fn limits_waits_to_max_retry_delay() {
    let with_limit = |ms| config().max_retry_delay(Duration::from_millis(ms));
    let platform = Scripted::new([asks_to_wait(429, 20)]);
    let error = reauth(&platform, with_limit(19_999), &Call::new()).expect_err("429");
    assert_eq!((error.attempts(), error.retry_after()), (1, Some(Duration::from_secs(20))));
    let platform = Scripted::new([asks_to_wait(429, 20), reply(200, SESSION)]);
    assert!(reauth(&platform, with_limit(20_000), &Call::new()).is_ok());
}

#[test]
fn passes_max_response_bytes_to_the_platform() {
    let platform = Scripted::new([reply(200, SESSION)]);
    reauth(&platform, config().max_response_bytes(100_000), &Call::new()).expect("a session");
    assert_eq!(platform.requests.borrow()[0].max_response_bytes(), 100_000);
}

#[test]
fn applies_a_calls_timeouts_and_retries() {
    let ms = Duration::from_millis;
    let config = || config().timeout(ms(1_000)).deadline(ms(60_000)).max_retries(2);
    let platform = Scripted::new([reply(503, "")]);
    let call = Call::new().timeout(ms(70)).max_retries(0);
    assert_eq!(reauth(&platform, config(), &call).expect_err("503").attempts(), 1);
    assert_eq!(platform.requests.borrow()[0].timeout(), ms(70));

    let platform = Scripted::new([reply(200, SESSION)]);
    reauth(&platform, config(), &Call::new().deadline(ms(300))).expect("a session");
    assert_eq!(platform.requests.borrow()[0].timeout(), ms(300));

    // A timeout of zero would never send, and a fraction of a millisecond is rounded up.
    for (timeout, expected) in [(Duration::ZERO, 1), (Duration::from_micros(2_001), 3)] {
        let platform = Scripted::new([reply(200, SESSION)]);
        reauth(&platform, config(), &Call::new().timeout(timeout)).expect("a session");
        assert_eq!(platform.requests.borrow()[0].timeout(), ms(expected));
    }
}

#[test]
fn sends_nothing_without_random_bytes() {
    let platform = Scripted { has_no_random: true, ..Scripted::new([reply(200, SESSION)]) };
    let error = reauth(&platform, config(), &Call::new()).expect_err("no random bytes");
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::NotSent));
    assert_eq!(
        error.message(),
        "there is no source of random bytes for an idempotency key; pass `idempotency_key`."
    );
    assert!(platform.requests.borrow().is_empty());
    // The caller's own key needs none.
    let call = Call::new().idempotency_key("order-1042").expect("it is fine");
    assert!(reauth(&platform, config(), &call).is_ok());
}

#[test]
fn claims_nothing_about_earlier_calls_when_it_could_not_send() {
    let platform = Scripted::new([fails(FailureKind::NotSent)]);
    let call = Call::new().idempotency_key("the-key-of-an-earlier-call").expect("it is fine");
    let error = reauth(&platform, config(), &call).expect_err("nothing was sent");
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.message().contains("an earlier one with its idempotency key may have"));
}

/// A platform with only the required methods.
struct Least<'a>(&'a Scripted);

impl Platform for Least<'_> {
    async fn send(&self, request: &Request) -> Result<Reply, Failure> {
        self.0.send(request).await
    }

    async fn sleep(&self, duration: Duration) -> Result<(), Failure> {
        self.0.sleep(duration).await
    }

    fn now(&self) -> Duration {
        self.0.now()
    }

    fn random(&self) -> Result<[u8; 16], Failure> {
        self.0.random()
    }
}

#[test]
fn works_without_an_observer() {
    let platform = Scripted::new([reply(503, ""), reply(200, SESSION)]);
    let client = FlexClient::with_platform(config(), Least(&platform));
    assert_eq!(run(client.reauth("fcs_1")).expect("a session").attempts(), 2);
    assert!(platform.events.borrow().is_empty());
}

#[test]
fn sends_nothing_once_the_caller_has_aborted() {
    let platform = Scripted { aborts_after: Some(0), ..Scripted::new([]) };
    let error = reauth(&platform, config(), &Call::new()).expect_err("aborted");
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Aborted, Outcome::NotSent));
    assert_eq!((error.attempts(), platform.requests.borrow().len()), (0, 0));
    assert!(
        matches!(platform.events.borrow()[..], [Event::Start(_), Event::End(_)]),
        "an attempt that was not made has no event"
    );

    let platform = Scripted { aborts_after: Some(1), ..Scripted::new([reply(503, "")]) };
    let error = reauth(&platform, config(), &Call::new()).expect_err("aborted");
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Aborted, Outcome::Unknown));
    assert_eq!((error.attempts(), platform.requests.borrow().len()), (1, 1));
}

#[test]
fn hides_header_values_and_the_body() {
    let header = Header::new("x-shop", "secret").expect("it is fine");
    assert_eq!(format!("{header:?}"), "Header { name: \"x-shop\", .. }");
    let body = SESSION.replace("12999", "4242");
    let platform = Scripted::new([reply(200, &body)]);
    let answer = format!("{:?}", reauth(&platform, config(), &Call::new()).expect("a session"));
    assert!(answer.starts_with("Answer { status: 200, attempts: 1, "), "{answer}");
    assert!(answer.contains("payment_intent_id") && !answer.contains("4242"), "{answer}");
}
