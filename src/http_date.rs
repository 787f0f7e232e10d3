//! Dates as HTTP writes them.

const MONTHS: &[u8] = b"janfebmaraprmayjunjulaugsepoctnovdec";

/// Seconds since 1970 of a date in any of the three forms that a recipient has to read (RFC 9110,
/// section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`,
/// `Sun Nov  6 08:49:37 1994`.
///
/// The crate `httpdate` reads them too, with 1.6 of 24 KB of compressed WebAssembly; it is what the
/// tests hold this against.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let mut parts = text
        .as_bytes()
        .split(|byte| matches!(byte, b' ' | b',' | b'-' | b':'))
        .filter(|part| !part.is_empty());
    let mut part = || parts.next();
    let weekday = part()?;
    let (first, second) = (part()?, part()?);
    let (day, month, year, clock) = if let Some(month) = month(first) {
        let clock = [part()?, part()?, part()?];
        (second, month, part()?, clock)
    } else {
        let (month, year) = (month(second)?, part()?);
        let clock = [part()?, part()?, part()?];
        (part()? == b"GMT").then_some((first, month, year, clock))?
    };
    if part().is_some() || !weekday.iter().all(u8::is_ascii_alphabetic) {
        return None;
    }
    let year = match (year.len(), number(year, 0, 9999)?) {
        // Two digits are of the century in which the date is nearest to when it was written.
        (2, year @ 0..70) => year.saturating_add(2000),
        (2, year) => year.saturating_add(1900),
        (_, year) => Some(year).filter(|year| *year >= 1970)?,
    };
    let [hours, minutes, seconds] = clock;
    let (hours, minutes) = (number(hours, 0, 23)?, number(minutes, 0, 59)?);
    // 60 is a leap second.
    let seconds = number(seconds, 0, 60)?;
    let days = days(year, month, number(day, 1, 31)?);
    let clock = hours.saturating_mul(3600).saturating_add(minutes.saturating_mul(60));
    Some(days.saturating_mul(86_400).saturating_add(clock).saturating_add(seconds))
}

/// The month's number, from 0.
fn month(name: &[u8]) -> Option<u64> {
    let mut months = (0..).zip(MONTHS.chunks_exact(3));
    months.find(|(_, month)| month.eq_ignore_ascii_case(name)).map(|(number, _)| number)
}

fn number(digits: &[u8], least: u64, most: u64) -> Option<u64> {
    let number = digits.iter().try_fold(0_u64, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| digit.wrapping_sub(b'0'))?;
        number.checked_mul(10)?.checked_add(digit.into())
    });
    number.filter(|number| (least..=most).contains(number))
}

/// Days from 1970-01-01 to a day of the Gregorian calendar from 1970 on. Counted in years that begin
/// in March, so that a leap day is the last of its year.
pub(crate) fn days(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month < 2 {
        (year.saturating_sub(1), month.saturating_add(10))
    } else {
        (year, month.saturating_sub(2))
    };
    let leap_days = (year / 4).saturating_sub(year / 100).saturating_add(year / 400);
    // Five months from March on have 153 days, and so have the next five.
    let before_month = month.saturating_mul(153).saturating_add(2) / 5;
    let since_year_0 =
        year.saturating_mul(365).saturating_add(leap_days).saturating_add(before_month);
    since_year_0.saturating_add(day).saturating_sub(719_469)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use proptest::prelude::*;

    use super::parse;

    #[test]
    fn reads_all_three_forms() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(parse(text), Some(784_111_777), "{text}");
        }
        assert_eq!(parse("Friday, 01-Jan-27 00:00:00 GMT"), Some(1_798_761_600));
        assert_eq!(parse("Thu, 29 Feb 2024 23:59:60 GMT"), Some(1_709_251_200));
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "soon",
            "-5",
            "1e400",
            "2026-11-23T10:00:00Z",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1994 08:49:37 GMT+1",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nub 1994 08:49:37 GMT",
            "Sun, 06 Nov 1969 08:49:37 GMT",
            "Sun, 06 Nov 99999999999999999999 08:49:37 GMT",
            "7, 06 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        #[allow(clippy::arithmetic_side_effects)]
        fn reads_every_date_that_the_httpdate_crate_writes(seconds in 0..253_402_300_800_u64) {
            let text = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds));
            prop_assert_eq!(parse(&text), Some(seconds));
        }
    }
}
