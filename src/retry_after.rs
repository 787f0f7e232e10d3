//! How long a server asks to wait, in any of the forms in which servers ask.

use crate::http_date;

/// The headers of an answer that say when to come back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RetryAfter {
    /// `retry-after`: seconds, or an HTTP date.
    pub seconds_or_date: Option<String>,
    /// `retry-after-ms`: milliseconds.
    pub milliseconds: Option<String>,
}

impl RetryAfter {
    /// The wait in milliseconds; `None` where there is none or it makes no sense. `unix_ms` is the
    /// time now, in milliseconds since 1970.
    pub(crate) fn wait(&self, unix_ms: u64) -> Option<u32> {
        if let Some(wait) = self.milliseconds.as_deref().and_then(|ms| decimal(ms, 0)) {
            return Some(wait);
        }
        let text = self.seconds_or_date.as_deref()?;
        decimal(text, 3).or_else(|| {
            let date = http_date::parse(text)?.saturating_mul(1000);
            let wait = date.saturating_sub(unix_ms);
            Some(u32::try_from(wait).unwrap_or(u32::MAX))
        })
    }
}

/// A decimal number times ten to the power of `scale`, rounded up, so that a wait is never cut
/// short. No sign, no exponent: a server that writes `1e400` does not mean it.
fn decimal(text: &str, scale: u32) -> Option<u32> {
    let mut value = 0_u32;
    let mut has_digits = false;
    // How many digits the fraction has, once there is a point.
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
mod tests {
    use super::RetryAfter;

    /// Sun, 06 Nov 1994 08:49:37 GMT.
    const NOW: u64 = 784_111_777_000;

    #[track_caller]
    fn test(seconds_or_date: &str, expected: Option<u32>) {
        let headers =
            RetryAfter { seconds_or_date: Some(seconds_or_date.into()), milliseconds: None };
        assert_eq!(headers.wait(NOW), expected, "{seconds_or_date}");
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
        test("99999999999999999999", Some(u32::MAX));
    }

    #[test]
    fn reads_http_dates() {
        test("Sun, 06 Nov 1994 08:49:40 GMT", Some(3_000));
        test("Sunday, 06-Nov-94 08:49:40 GMT", Some(3_000));
        test("Sun Nov  6 08:49:40 1994", Some(3_000));
        test("Sun, 06 Nov 1994 08:49:00 GMT", Some(0));
        test("Fri, 31 Dec 9999 23:59:59 GMT", Some(u32::MAX));
    }

    #[test]
    fn ignores_nonsense() {
        for text in [
            "", " ", "-1", "+1", "NaN", "Infinity", "1e400", "1e2", "0x10", ".5", "1,5", "1.2.3",
            "soon",
        ] {
            test(text, None);
        }
    }

    #[test]
    fn prefers_milliseconds_where_they_make_sense() {
        let both = |milliseconds: &str| RetryAfter {
            seconds_or_date: Some("7".into()),
            milliseconds: Some(milliseconds.into()),
        };
        assert_eq!(both("250").wait(NOW), Some(250));
        assert_eq!(both("250.5").wait(NOW), Some(251));
        assert_eq!(both("-250").wait(NOW), Some(7_000));
        assert_eq!(both("").wait(NOW), Some(7_000));
    }
}
