//! The wait that a response asks for, from its headers to the caller.

use std::time::{Duration, SystemTime};

use crate::scripted::{Scripted, reply, run};
use flex_checkout::{ApiKey, Config, Event, FlexClient, Reply, retry_after};

const SESSION: &str = include_str!("../fixtures/unexpanded.json");

/// Half a second past Sun, 06 Nov 1994 08:49:37 GMT.
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(784_111_777_500)
}

#[test]
fn reads_dates_in_each_format_of_http() {
    for date in [
        "Sun, 06 Nov 1994 08:49:40 GMT",
        "Sunday, 06-Nov-94 08:49:40 GMT",
        "Sun Nov  6 08:49:40 1994",
        "\tSun, 06 Nov 1994 08:49:40 GMT ",
    ] {
        let wait = retry_after(Some(date), None, now());
        assert_eq!(wait, Some(Duration::from_millis(2_500)), "{date}");
    }
}

#[test]
fn ignores_a_date_in_the_past() {
    for date in ["Sun, 06 Nov 1994 08:49:37 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"] {
        assert_eq!(retry_after(Some(date), None, now()), Some(Duration::ZERO), "{date}");
    }
}

#[test]
fn ignores_strings_that_are_not_dates() {
    for date in [
        "Sun, 06 Nov 1994 08:49:40",
        "Sun, 06 Nov 1994 08:49:40 CET",
        "Sun, 31 Nov 1994 08:49:40 GMT",
        "Sun, 06 Nov 1994 24:49:40 GMT",
        "Sun, 06 Nov 1994 08:49:40 +0500",
        "in 12",
        "wait until 2099",
        "Retry in 2 GMT",
        "tomorrow",
    ] {
        assert_eq!(retry_after(Some(date), None, now()), None, "{date}");
    }
}

#[test]
fn prefers_milliseconds_to_a_date() {
    let date = Some("Sun, 06 Nov 1994 08:49:40 GMT");
    assert_eq!(retry_after(date, Some("70"), now()), Some(Duration::from_millis(70)));
    assert_eq!(retry_after(date, Some("soon"), now()), Some(Duration::from_millis(2_500)));
}

#[test]
fn reports_the_value_that_it_ignored() {
    let long = "x".repeat(300);
    let echo = format!("{}fsk_test_1", "x".repeat(195));
    for (retry_after, ms, ignored) in [
        (Some("soon"), None, Some("soon")),
        (Some(" soon\r\n "), Some("later"), Some("soon")),
        (Some("0"), Some("later"), Some("later")),
        (None, Some("later"), Some("later")),
        (Some("Sun, 31 Nov 1994 08:49:40 GMT"), None, Some("Sun, 31 Nov 1994 08:49:40 GMT")),
        (Some("5, 10"), None, Some("5, 10")),
        (Some(&*long), None, Some(&long[..200])),
        (Some(&*echo), None, Some(&*format!("{}[reda", &echo[..195]))),
        (Some("soon"), Some("0"), None),
        (Some("0"), None, None),
        (Some("Sun, 06 Nov 1994 08:49:37 GMT"), None, None),
        (Some(" "), Some(""), None),
        (None, None, None),
    ] {
        let busy = Ok(Reply::new(503, "").with_retry_headers(retry_after, ms, now()));
        let platform = Scripted::new([busy, reply(200, SESSION)]);
        let config = Config::new(ApiKey::new("fsk_test_1").expect("the key is fine"));
        run(FlexClient::with_platform(config, &platform).reauth("fcs_1")).expect("a session");
        let events = platform.events.borrow();
        let retries = events.iter().filter_map(|event| match event {
            Event::Retry(retry) => Some(retry.ignored.as_deref()),
            _ => None,
        });
        assert_eq!(retries.collect::<Vec<_>>(), [ignored], "{retry_after:?}, {ms:?}");
    }
}

#[test]
fn waits_until_the_date() {
    let wait = retry_after(Some("Sun, 06 Nov 1994 08:49:40 GMT"), None, now());
    let busy = Ok(Reply::new(503, "").with_retry_after(wait));
    let platform = Scripted::new([busy, reply(200, SESSION)]);
    let config = Config::new(ApiKey::new("fsk_test_1").expect("the key is fine"));
    run(FlexClient::with_platform(config, &platform).reauth("fcs_1")).expect("a session");
    assert_eq!(*platform.waits.borrow(), [Duration::from_millis(2_500)]);
}
