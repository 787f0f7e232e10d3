//! What a server asks to wait is read as it is written, is never cut short, and never makes a call wait
//! longer than its caller allows.
#![no_main]

use std::time::{Duration, UNIX_EPOCH};

use arbitrary::Arbitrary;
use flex_checkout::{ApiKey, Config, FlexClient, Reply, RetryAfter};
use flex_checkout_fuzz::answers::{Answers, reply, run};
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    unix_seconds: u32,
    seconds_or_date: Option<Text<'a>>,
    milliseconds: Option<Text<'a>>,
    longest: u16,
    status: Status,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Status {
    RequestTimeout = 408,
    TooEarly = 425,
    TooMany = 429,
    Unavailable = 503,
}

#[derive(Arbitrary, Debug)]
enum Text<'a> {
    Any(&'a str),
    Number(u64),
    Decimal(u32, u64),
    Date(u64),
    /// A date with a few bytes changed.
    NearDate(u64, u8, u8),
}

impl Text<'_> {
    fn text(&self) -> String {
        const LAST: u64 = 253_402_300_800;
        let date =
            |seconds| httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds % LAST));
        match self {
            Self::Any(text) => (*text).to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Decimal(whole, fraction) => format!("{whole}.{fraction}"),
            Self::Date(seconds) => date(*seconds),
            Self::NearDate(seconds, at, byte) => {
                let mut date = date(*seconds).into_bytes();
                let at = usize::from(*at) % date.len();
                date[at] = byte & 0x7F;
                String::from_utf8(date).expect("ASCII")
            }
        }
    }
}

fuzz_target!(|input: Input<'_>| {
    let retry_after = RetryAfter {
        seconds_or_date: input.seconds_or_date.as_ref().map(Text::text),
        milliseconds: input.milliseconds.as_ref().map(Text::text),
    };
    let unix_time = u64::from(input.unix_seconds) * 1000;
    let longest = u32::from(input.longest);
    let answers = Answers { unix_time, ..Answers::default() };
    for _ in 0..2 {
        let reply = Reply { retry_after: retry_after.clone(), ..reply(input.status as u16, b"") };
        answers.answers.borrow_mut().push_back(Ok(reply));
    }
    let key = ApiKey::new("fsk_test_fuzz").expect("a key");
    let config = Config::new(key).max_retries(1).max_retry_delay(longest);
    let error = run(FlexClient::with_platform(config, &answers).reauth("fcs_1"))
        .expect_err("the server asks to wait");

    let wait = error.retry_after();
    match expected(&retry_after, unix_time) {
        Expected::Wait(expected) => assert_eq!(wait, expected, "{retry_after:?}"),
        // A date that is written in a way that servers do not write it.
        Expected::Unsure => {}
    }
    for waited in answers.waits.borrow().iter() {
        assert!(*waited <= longest && wait.is_none_or(|wait| *waited >= wait), "{retry_after:?}");
    }
    let retries = answers.waits.borrow().len();
    assert_eq!(retries, usize::from(wait.unwrap_or(0) <= longest), "{retry_after:?}");
});

enum Expected {
    Wait(Option<u32>),
    Unsure,
}

fn expected(asked: &RetryAfter, unix_time: u64) -> Expected {
    if let Some(wait) = asked.milliseconds.as_deref().and_then(|text| decimal(text, 0)) {
        return Expected::Wait(Some(wait));
    }
    let Some(text) = asked.seconds_or_date.as_deref() else { return Expected::Wait(None) };
    if let Some(wait) = decimal(text, 3) {
        return Expected::Wait(Some(wait));
    }
    if let Ok(date) = httpdate::parse_http_date(text) {
        // Before 1970 there is no such time to wait for.
        let Ok(since) = date.duration_since(UNIX_EPOCH) else { return Expected::Unsure };
        let wait = (u128::from(since.as_secs()) * 1000).saturating_sub(unix_time.into());
        return Expected::Wait(Some(u32::try_from(wait).unwrap_or(u32::MAX)));
    }
    // A date has letters and more than one part.
    if text.split([' ', ',', '-', ':']).filter(|part| !part.is_empty()).count() < 6 {
        return Expected::Wait(None);
    }
    Expected::Unsure
}

/// A plain decimal number times ten to the power of `scale`, rounded up.
fn decimal(text: &str, scale: usize) -> Option<u32> {
    let text = text.trim_matches([' ', '\t', '\n', '\r', '\u{c}']);
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let (kept, rest) = fraction.split_at(scale.min(fraction.len()));
    let digits = format!("{whole}{kept:0<scale$}");
    let digits = digits.trim_start_matches('0');
    if digits.len() > 15 {
        return Some(u32::MAX);
    }
    let number: u64 = if digits.is_empty() { 0 } else { digits.parse().expect("digits") };
    let rounds_up = rest.bytes().any(|digit| digit != b'0');
    Some(u32::try_from(number + u64::from(rounds_up)).unwrap_or(u32::MAX))
}
