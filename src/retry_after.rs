//! The wait that a server asks for.

use std::time::{Duration, SystemTime};

/// Reads the wait that a response asks for from its headers `retry-after` (seconds, or a date) and
/// `retry-after-ms` (milliseconds), which takes precedence. `now` is the current time.
///
/// A date has one of HTTP's three forms, or ISO 8601's. Of a year of two digits the nearest one counts.
///
/// Returns `None` if neither header is a valid wait.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use flex_checkout::retry_after;
///
/// let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
/// assert_eq!(retry_after(Some("1.5"), None, now), Some(Duration::from_millis(1_500)));
/// assert_eq!(retry_after(Some("7"), Some("250"), now), Some(Duration::from_millis(250)));
/// for date in ["Sun, 06 Nov 1994 08:49:40 GMT", "1994-11-06T08:49:40Z"] {
///     assert_eq!(retry_after(Some(date), None, now), Some(Duration::from_secs(3)));
/// }
/// assert_eq!(retry_after(Some("soon"), None, now), None);
/// ```
#[must_use]
pub fn retry_after(
    retry_after: Option<&str>,
    retry_after_ms: Option<&str>,
    now: SystemTime,
) -> Option<Duration> {
    let Wait { ms, .. } = Wait::read(retry_after, retry_after_ms, |date| until(date, now));
    ms.map(|ms| Duration::from_millis(ms.into()))
}

/// The wait that a response asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wait {
    /// The wait in milliseconds; `None` without a valid one.
    pub ms: Option<u32>,
    /// The header's value that is not a valid wait.
    pub ignored: Option<String>,
}

impl Wait {
    /// Reads the wait from both headers. `until` returns the milliseconds until a date.
    #[must_use]
    pub fn read(
        retry_after: Option<&str>,
        retry_after_ms: Option<&str>,
        until: impl FnOnce(&str) -> Option<u32>,
    ) -> Self {
        let ms = retry_after_ms.and_then(|ms| decimal(ms, 0));
        if ms.is_some() {
            return Self { ms, ignored: None };
        }
        let ms = retry_after.and_then(|wait| decimal(wait, 3).or_else(|| until(wait)));
        let ignored = if ms.is_some() { retry_after_ms } else { retry_after.or(retry_after_ms) };
        let ignored = ignored.map(str::trim_ascii).filter(|value| !value.is_empty());
        Self { ms, ignored: ignored.map(str::to_owned) }
    }
}

/// The length of a day, and the mean one of a year.
const DAY: i64 = 86_400_000;
const YEAR: i64 = DAY * 146_097 / 400;

/// Returns the milliseconds until a date in any of HTTP's forms, or of ISO 8601; 0 if it has passed. It is in UTC unless
/// it has an offset. White space may have any length, because a header may be folded over lines.
///
/// The npm package saves 0.7 KB of WebAssembly by [`platform_until`].
pub(crate) fn until(date: &str, now: SystemTime) -> Option<u32> {
    let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(now.as_millis()).ok()?;
    let date = date.trim_ascii().as_bytes();
    let is_iso = matches!(date, [_, _, _, _, b'-', _, _, b'-', ..]);
    let sign = date.iter().rposition(|byte| matches!(byte, b'+' | b'-'));
    let sign = sign.filter(|at| is_iso && *at > 10).unwrap_or(date.len());
    let (date, offset) = date.split_at_checked(sign)?;
    let date = Fields::read(date)?;
    let [first, second, third, fourth, fifth, sixth, fraction] = date.numbers;
    let (year, month, day, hour, minute, second) = match date {
        Fields { count: 3 | 5..=7, month: 0, words: 0 | 1, .. } if is_iso => {
            (first, second, third, fourth, fifth, sixth)
        }
        // "Sun, 06 Nov 1994 08:49:37 GMT" and "Sunday, 06-Nov-94 08:49:37 GMT".
        Fields { count: 5, month, before_month: 1, words: 1, is_utc: true, .. } => {
            (second, month, first, third, fourth, fifth)
        }
        // "Sun Nov  6 08:49:37 1994".
        Fields { count: 5, month, before_month: 0, words: 1, is_utc: false, .. } => {
            (fifth, month, first, second, third, fourth)
        }
        _ => return None,
    };
    // The last second may be a leap second.
    if !(hour < 24 && minute < 60 && second <= 60) {
        return None;
    }
    let minutes = hour.wrapping_mul(60).wrapping_add(minute).wrapping_sub(minutes_of(offset)?);
    let second = minutes.wrapping_mul(60).wrapping_add(second);
    // A fraction is rounded up, so that a wait is never too short.
    let time = second.wrapping_add(fraction.min(1)).wrapping_mul(1000).wrapping_sub(now);
    let wait = |year: i64| Some(day_of(year, month, day)?.wrapping_mul(DAY).wrapping_add(time));
    let wait = match year {
        1000.. => wait(year)?,
        100.. => return None,
        _ => {
            // RFC 9110, section 5.6.7: the latest such year that is not more than 50 years ahead.
            let latest = (now / YEAR).wrapping_add(1970 + 51);
            let year = latest.wrapping_sub(latest.wrapping_sub(year) % 100);
            wait(year).filter(|ms| *ms <= 50 * YEAR).or_else(|| wait(year.wrapping_sub(100)))?
        }
    };
    Some(u32::try_from(wait.max(0)).unwrap_or(u32::MAX))
}

/// Returns the milliseconds until a date that JavaScript's `Date` has parsed; `None` for a text that only JavaScript takes
/// for a date.
#[must_use]
pub fn platform_until(date: &str, milliseconds: i64) -> Option<u32> {
    let is_time = |text: &[u8]| matches!(text, [.., b':', b'0'..=b'9', b'0'..=b'9']);
    let mut milliseconds = milliseconds;
    match date.trim_ascii().as_bytes() {
        [_, _, _, _, b'-', _, _, b'-', _, _, ..]
        | [b'A'..=b'Z', .., b' ', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9'] => {}
        [b'A'..=b'Z', date @ .., b' ', b'G', b'M', b'T'] if is_time(date.trim_ascii_end()) => {
            // A year of two digits: JavaScript takes those from 50 for years of the last century.
            let is_far = milliseconds < -50 * YEAR;
            if is_far && date.split(|byte| *byte == b'-').count() == 3 {
                milliseconds = milliseconds.wrapping_add(36_525 * DAY);
            }
        }
        _ => return None,
    }
    Some(u32::try_from(milliseconds.max(0)).unwrap_or(u32::MAX))
}

/// Returns the minutes of an offset, "+05:30", "+0530" or "+05".
fn minutes_of(offset: &[u8]) -> Option<i64> {
    let Fields { numbers: [hours, minutes, ..], count, words: 0, .. } = Fields::read(offset)?
    else {
        return None;
    };
    let minutes = match (offset.len(), count) {
        (0, _) => 0,
        (5, 1) => (hours / 100).wrapping_mul(60).wrapping_add(hours % 100),
        (3, 1) | (6, 2) => hours.wrapping_mul(60).wrapping_add(minutes),
        _ => return None,
    };
    Some(if offset.first() == Some(&b'-') { minutes.wrapping_neg() } else { minutes })
}

/// The numbers and words of a date.
#[derive(Default)]
struct Fields {
    numbers: [i64; 7],
    count: usize,
    /// The month that a word names; 0 without one.
    month: i64,
    /// Count of the numbers before it.
    before_month: usize,
    /// Count of the other words, without the one that names the zone.
    words: usize,
    /// Set by a last word that is a zone.
    is_utc: bool,
}

impl Fields {
    fn read(mut rest: &[u8]) -> Option<Self> {
        let mut fields = Self::default();
        while let Some(start) = rest.iter().position(u8::is_ascii_alphanumeric) {
            rest = rest.get(start..)?;
            let is_number = rest.first()?.is_ascii_digit();
            let in_field =
                |byte: &u8| byte.is_ascii_alphanumeric() && byte.is_ascii_digit() == is_number;
            let length = rest.iter().position(|byte| !in_field(byte)).unwrap_or(rest.len());
            let (field, after) = rest.split_at_checked(length)?;
            rest = after;
            if is_number {
                *fields.numbers.get_mut(fields.count)? =
                    field.iter().fold(0, |value: i64, digit| {
                        value.saturating_mul(10).saturating_add(i64::from(digit.wrapping_sub(b'0')))
                    });
                fields.count = fields.count.wrapping_add(1);
            } else if let Some(month) = month(field) {
                (fields.month, fields.before_month) = (month, fields.count);
            } else if rest.is_empty() && matches!(field, b"GMT" | b"UTC" | b"Z" | b"z") {
                fields.is_utc = true;
            } else {
                fields.words = fields.words.wrapping_add(1);
            }
        }
        Some(fields)
    }
}

fn month(word: &[u8]) -> Option<i64> {
    (1..=12_u8).find_map(|month| {
        let start = usize::from(month).wrapping_mul(3);
        let name = b"...JanFebMarAprMayJunJulAugSepOctNovDec".get(start..start.wrapping_add(3));
        (name == Some(word)).then_some(month.into())
    })
}

/// Returns the number of a day since 1970; `None` if its month has no such day.
fn day_of(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1..=12).contains(&month) {
        return None;
    }
    // The year begins in March, so that a leap day ends it.
    let first_of = |month: i64| {
        let since_march = month.wrapping_add(9) % 12;
        let year = year.wrapping_sub(i64::from(month < 3));
        let leaps = (year / 4).wrapping_sub(year / 100).wrapping_add(year / 400);
        let before = year.wrapping_mul(365).wrapping_add(leaps).wrapping_sub(719_468);
        since_march.wrapping_mul(153).wrapping_add(2).wrapping_div(5).wrapping_add(before)
    };
    let (first, next) = (first_of(month), first_of(month.wrapping_add(1)));
    let number = first.wrapping_add(day).wrapping_sub(1);
    (first..next).contains(&number).then_some(number)
}

/// Parses a decimal number times ten to the power of `scale`, rounded up, so that a wait is never too short.
/// A sign or an exponent is invalid.
fn decimal(text: &str, scale: u32) -> Option<u32> {
    let mut value = 0_u32;
    let mut has_digits = false;
    // Number of digits in the fraction, once there is a point.
    let mut fraction: Option<u32> = None;
    let mut rounds_up = false;
    for byte in text.trim_ascii().bytes() {
        match (byte, fraction) {
            (b'.', None) if has_digits => fraction = Some(0),
            (b'0'..=b'9', Some(digits)) if digits >= scale => rounds_up |= byte != b'0',
            (b'0'..=b'9', _) => {
                has_digits = true;
                value = push_digit(value, byte);
                fraction = fraction.map(|digits| digits.saturating_add(1));
            }
            _ => return None,
        }
    }
    for _ in fraction.unwrap_or(0)..scale {
        value = push_digit(value, b'0');
    }
    has_digits.then(|| value.saturating_add(u32::from(rounds_up)))
}

fn push_digit(value: u32, digit: u8) -> u32 {
    value.saturating_mul(10).saturating_add(u32::from(digit.wrapping_sub(b'0')))
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::retry_after;

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    fn now() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
    }

    #[track_caller]
    fn test(header: &str, expected: Option<u64>) {
        let expected = expected.map(Duration::from_millis);
        assert_eq!(retry_after(Some(header), None, now()), expected, "{header}");
    }

    #[test]
    fn reads_seconds_with_decimals() {
        test("0", Some(0));
        test("2", Some(2_000));
        test(" 2 ", Some(2_000));
        test("0.25", Some(250));
        test("1.5", Some(1_500));
        test("0.0001", Some(1));
        test("1.", Some(1_000));
        test("99999999999999999999", Some(u32::MAX.into()));
    }

    #[test]
    fn reads_http_dates() {
        test("Sun, 06 Nov 1994 08:49:40 GMT", Some(3_000));
        test("Sunday, 06-Nov-94 08:49:40 GMT", Some(3_000));
        test("Sun Nov  6 08:49:40 1994", Some(3_000));
        test("Sun, 06 Nov 1994 08:49:00 GMT", Some(0));
        test("Fri, 31 Dec 9999 23:59:59 GMT", Some(u32::MAX.into()));
    }

    #[test]
    fn reads_iso_dates() {
        for date in [
            "1994-11-06T08:49:40Z",
            "1994-11-06t08:49:40z",
            "1994-11-06T08:49:40",
            "1994-11-06 08:49:40",
            "1994-11-06T08:49:40+00:00",
            "1994-11-06T10:19:40+01:30",
            "1994-11-06T03:49:40-0500",
            "1994-11-06T03:49:40-05",
            "1994-11-07T00:49:40+16:00",
            "1994-11-06T08:49:40.000Z",
        ] {
            test(date, Some(3_000));
        }
        test("1994-11-06T08:49:39.001Z", Some(3_000));
        test("1994-11-06T08:50Z", Some(23_000));
        test("1994-11-07", Some(54_623_000));
        test("1994-11-06", Some(0));
    }

    #[test]
    fn reads_dates_that_were_folded_over_lines() {
        test("Sun, 06 Nov 1994\r\n 08:49:40 GMT", Some(3_000));
        test("Sun,\t06  Nov 1994  \t 08:49:40   GMT", Some(3_000));
        test("Sun Nov 6\r\n\t08:49:40 1994", Some(3_000));
        test("\r\n Sunday,\r\n 06-Nov-94 08:49:40 GMT", Some(3_000));
        test("1994-11-06\r\n 08:49:40Z", Some(3_000));
        test("\r\n 1994-11-06T08:49:40Z\r\n ", Some(3_000));
        test(" \r\n\t2 \r\n ", Some(2_000));
    }

    /// Seconds from `now` until the first second of a year of two digits.
    fn wait(now: u64, year: u32) -> u64 {
        let header = format!("Friday, 01-Jan-{year:02} 00:00:00 GMT");
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(now);
        retry_after(Some(&header), None, now).expect("a date").as_millis().try_into().unwrap()
    }

    #[test]
    fn takes_a_year_of_two_digits_for_the_nearest() {
        // 2026-11-28T00:00:00Z, and 2080-01-01T00:00:00Z.
        let (now, later) = (1_795_824_000, 3_471_292_800);
        // In 2026 the year 75 is 2075, 76 is 2076, and 77 is 1977.
        assert_eq!(wait(now, 27), 34 * 86_400_000);
        for year in [28, 74, 75, 76] {
            assert_eq!(wait(now, year), u64::from(u32::MAX), "{year}");
        }
        for year in [0, 20, 26, 77, 94, 99] {
            assert_eq!(wait(now, year), 0, "{year}");
        }
        // In 2080 the year 20 is 2120.
        assert_eq!([wait(later, 20), wait(later, 79)], [u64::from(u32::MAX), 0]);
        // 50 years and some hours ahead are too many.
        assert_eq!(wait(now - 333 * 86_400, 76), 0);
    }

    proptest::proptest! {
        #[test]
        fn reads_dates_as_httpdate_does(seconds in 0..253_402_300_800_u64, wait in 0..4_000_000_u32) {
            let date = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            let now = date.checked_sub(Duration::from_secs(wait.into())).unwrap_or(date);
            let expected = date.duration_since(now).ok().filter(|_| now >= SystemTime::UNIX_EPOCH);
            if let Some(expected) = expected {
                let header = httpdate::fmt_http_date(date);
                proptest::prop_assert_eq!(retry_after(Some(&header), None, now), Some(expected));
            }
        }
    }

    #[test]
    fn ignores_invalid_headers() {
        for header in [
            "",
            " ",
            "-1",
            "+1",
            "NaN",
            "Infinity",
            "1e400",
            "1e2",
            "0x10",
            ".5",
            "1,5",
            "1.2.3",
            "soon",
            "5, 10",
            "1000, 2000, 3000",
            "2000, 10, 20",
            "20261128T000000Z",
            "1994-11-31",
            "1994-02-29",
            "1994-13-01",
            "1994-11-06T24:00:00Z",
            "1994-11-06T08:60:00Z",
            "1994-11-06T08:49:40X",
            "1994-11-06T08:49:40+5",
            "1994-11-06T08:49:40Z.",
            "94-11-06",
            "Sun, 31 Nov 1994 08:49:40 GMT",
            "Sun, 06 Nov 1994 08:49:40",
            "Sun, 06 Nov 199 08:49:40 GMT",
            "Sun, 06 November 1994 08:49:40 GMT",
            "Sunday, 06-Nov-94 08:49:40",
            "Sun Nov 6 08:49:40 94x",
            "T",
            "Z",
            "-",
            "é",
            "Sun,",
            "Sun, 06 Nov",
        ] {
            test(header, None);
        }
    }

    #[test]
    fn prefers_valid_milliseconds() {
        let wait = |ms: &str| retry_after(Some("7"), Some(ms), now()).map(|wait| wait.as_millis());
        assert_eq!(wait("250"), Some(250));
        assert_eq!(wait("250.5"), Some(251));
        assert_eq!(wait("-250"), Some(7_000));
        assert_eq!(wait(""), Some(7_000));
    }
}
