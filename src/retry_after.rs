//! The wait that a server asks for.

#[cfg(any(feature = "fetch", not(target_arch = "wasm32")))]
use std::time::{Duration, SystemTime};

#[cfg(any(feature = "fetch", not(target_arch = "wasm32")))]
use crate::config::milliseconds;

/// Reads the wait that a response asks for from its headers `retry-after` (seconds, or an HTTP date) and
/// `retry-after-ms` (milliseconds), which takes precedence. `now` is the current time.
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
/// let date = Some("Sun, 06 Nov 1994 08:49:40 GMT");
/// assert_eq!(retry_after(date, None, now), Some(Duration::from_secs(3)));
/// assert_eq!(retry_after(Some("soon"), None, now), None);
/// ```
#[cfg(any(feature = "fetch", not(target_arch = "wasm32")))]
#[must_use]
pub fn retry_after(
    retry_after: Option<&str>,
    retry_after_ms: Option<&str>,
    now: SystemTime,
) -> Option<Duration> {
    decimal_wait(retry_after, retry_after_ms).map(|ms| Duration::from_millis(ms.into())).or_else(
        || {
            let date = http_date(retry_after?.trim_ascii())?;
            let wait = date.duration_since(now).unwrap_or_default();
            Some(Duration::from_millis(milliseconds(wait).into()))
        },
    )
}

#[cfg(not(target_arch = "wasm32"))]
fn http_date(date: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(date).ok()
}

/// Parses an HTTP date with the platform's `Date`, which saves 4 KB of compressed WebAssembly. The oldest of
/// the three forms lacks the zone, which is GMT.
#[cfg(all(feature = "fetch", target_arch = "wasm32"))]
fn http_date(date: &str) -> Option<SystemTime> {
    let without_zone = date.strip_suffix(" GMT").unwrap_or(date);
    let ms = js_sys::Date::parse(&[without_zone, " GMT"].concat());
    let since_1970 = Duration::try_from_secs_f64(ms / 1000.0).ok()?;
    is_http_date(date).then(|| SystemTime::UNIX_EPOCH.checked_add(since_1970))?
}

/// Returns true for the three forms of dates in HTTP. JavaScript's parser accepts more.
#[must_use]
pub fn is_http_date(date: &str) -> bool {
    let is_time = |text: &[u8]| matches!(text, [.., b':', b'0'..=b'9', b'0'..=b'9']);
    let starts_with_day = matches!(date.as_bytes(), [b'A'..=b'Z', ..]);
    starts_with_day
        && match date.as_bytes() {
            [before @ .., b' ', b'G', b'M', b'T'] => is_time(before),
            [before @ .., b' ', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9', b'0'..=b'9'] => {
                is_time(before)
            }
            _ => false,
        }
}

/// Reads a wait in milliseconds from headers with numbers.
#[must_use]
pub fn decimal_wait(retry_after: Option<&str>, retry_after_ms: Option<&str>) -> Option<u32> {
    retry_after_ms.and_then(|ms| decimal(ms, 0)).or_else(|| decimal(retry_after?, 3))
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
    fn ignores_invalid_headers() {
        for header in [
            "", " ", "-1", "+1", "NaN", "Infinity", "1e400", "1e2", "0x10", ".5", "1,5", "1.2.3",
            "soon",
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
