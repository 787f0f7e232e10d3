//! A wait is the server's value: an exact decimal, or the time until a date. It is never shortened, and a
//! call never waits longer than its caller allows.
#![no_main]

use std::time::{Duration, SystemTime};

use arbitrary::Arbitrary;
use flex_checkout::{ApiKey, Config, FlexClient, Reply, retry_after};
use flex_checkout_fuzz::answers::{Answers, run};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use libfuzzer_sys::fuzz_target;

#[derive(Arbitrary, Debug)]
struct Input<'a> {
    unix_seconds: u32,
    subsec_ms: u16,
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
    Date(u64, Format),
    /// A date with one byte changed.
    NearDate(u64, Format, u8, u8),
}

/// The formats of a date in HTTP (RFC 9110, section 5.6.7).
#[derive(Arbitrary, Clone, Copy, Debug)]
enum Format {
    Imf,
    Rfc850,
    Asctime,
}

impl Text<'_> {
    fn text(&self) -> String {
        match self {
            Self::Any(string) => (*string).to_owned(),
            Self::Number(number) => number.to_string(),
            Self::Decimal(whole, fraction) => format!("{whole}.{fraction}"),
            Self::Date(number, format) => format.write(*number),
            Self::NearDate(number, format, at, byte) => {
                let mut date = format.write(*number).into_bytes();
                let at = usize::from(*at) % date.len();
                date[at] = byte & 0x7F;
                String::from_utf8(date).expect("ASCII")
            }
        }
    }
}

impl Format {
    /// Returns the second that a number selects, from 1970 to the last one that the format can express.
    fn second(self, number: u64) -> i64 {
        let after_last = match self {
            Self::Imf | Self::Asctime => 253_402_207_200,
            // Two digits of the year: 2069.
            Self::Rfc850 => 3_155_760_000,
        };
        i64::try_from(number % after_last).expect("it is below the last one")
    }

    fn write(self, number: u64) -> String {
        let time = Timestamp::from_second(self.second(number)).expect("a time");
        let format = match self {
            Self::Imf => "%a, %d %b %Y %H:%M:%S GMT",
            Self::Rfc850 => "%A, %d-%b-%y %H:%M:%S GMT",
            Self::Asctime => "%a %b %e %H:%M:%S %Y",
        };
        time.strftime(format).to_string()
    }
}

fuzz_target!(|input: Input<'_>| {
    let header = input.seconds_or_date.as_ref().map(Text::text);
    let header_ms = input.milliseconds.as_ref().map(Text::text);
    let unix_ms = u64::from(input.unix_seconds) * 1000 + u64::from(input.subsec_ms % 1000);
    let now = SystemTime::UNIX_EPOCH + Duration::from_millis(unix_ms);
    let wait = retry_after(header.as_deref(), header_ms.as_deref(), now);
    check_wait(&input, wait, unix_ms);

    let longest = Duration::from_millis(input.longest.into());
    let answers = Answers::default();
    for _ in 0..2 {
        let reply = Reply::new(input.status as u16, "").with_retry_after(wait);
        answers.answers.borrow_mut().push_back(Ok(reply));
    }
    let key = ApiKey::new("fsk_test_fuzz").expect("a key");
    let config = Config::new(key).max_retries(1).max_retry_delay(longest);
    let error = run(FlexClient::with_platform(config, &answers).reauth("fcs_1"))
        .expect_err("the server asks to wait");
    assert_eq!(error.retry_after(), wait);
    for waited in answers.waits.borrow().iter() {
        assert!(*waited <= longest && *waited >= wait.unwrap_or_default(), "{waited:?}");
    }
    let retries = answers.waits.borrow().len();
    assert_eq!(retries, usize::from(wait.unwrap_or_default() <= longest));
});

fn check_wait(input: &Input<'_>, wait: Option<Duration>, unix_ms: u64) {
    let ms = wait.map(|wait| u32::try_from(wait.as_millis()).expect("milliseconds in 32 bits"));
    let until = |second: i64| {
        let wait = (i128::from(second) * 1000 - i128::from(unix_ms)).max(0);
        u32::try_from(wait).unwrap_or(u32::MAX)
    };
    if let Some(expected) = input.milliseconds.as_ref().and_then(|ms| decimal(&ms.text(), 0)) {
        assert_eq!(ms, Some(expected), "{input:?}");
        return;
    }
    let Some(header) = &input.seconds_or_date else {
        assert_eq!(ms, None, "{input:?}");
        return;
    };
    let string = header.text();
    let expected = match header {
        Text::Date(number, Format::Rfc850) => {
            Some(until(nearest(Format::Rfc850.second(*number), unix_ms)))
        }
        Text::Date(number, format) => Some(until(format.second(*number))),
        _ => decimal(&string, 3),
    };
    // A date has at least six parts.
    let parts = string.split([' ', ',', '-', ':']).filter(|part| !part.is_empty());
    if expected.is_some() || parts.count() < 6 {
        assert_eq!(ms, expected, "{input:?}");
    } else if let (Some(ms), Ok(date)) = (ms, rfc2822::parse(string.trim()))
        // A year such as 0031 may also be read as one of two digits.
        && date.year() >= 1000
    {
        assert_eq!(ms, until(date.timestamp().as_second()), "{input:?}");
    }
}

/// The latest second with this date in any century that is at most 50 mean years ahead (RFC 9110, section 5.6.7).
fn nearest(second: i64, unix_ms: u64) -> i64 {
    const FIFTY_YEARS: i128 = 50 * 31_556_952_000;
    let date = Timestamp::from_second(second).expect("a time").to_zoned(TimeZone::UTC).datetime();
    (-1..=2)
        .filter_map(|centuries| date.with().year(date.year() + 100 * centuries).build().ok())
        .map(|date| date.to_zoned(TimeZone::UTC).expect("a time").timestamp().as_second())
        .filter(|second| i128::from(*second) * 1000 - i128::from(unix_ms) <= FIFTY_YEARS)
        .max()
        .expect("an earlier century has the date")
}

/// A plain decimal number times ten to the power of `scale`, rounded up.
fn decimal(string: &str, scale: usize) -> Option<u32> {
    let string = string.trim_matches([' ', '\t', '\n', '\r', '\u{c}']);
    let (whole, fraction) = string.split_once('.').unwrap_or((string, ""));
    let is_number = |string: &str| string.bytes().all(|byte| byte.is_ascii_digit());
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
