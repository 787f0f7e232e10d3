//! Times in ISO 8601, as Flex's objects and this package's webhooks write them. The crate jiff does the same
//! with 142 KB more in the module; the tests compare both.

/// Returns the milliseconds since 1970 of a time such as `2024-04-23T14:14:16.029253Z`, with or without a
/// fraction, with an offset or, read as UTC (inferred), without one. Years before 1970 are refused.
pub(crate) fn parse(text: &str) -> Option<u64> {
    let mut reader = Reader { rest: text.trim().as_bytes() };
    let year = reader.number(4, 1970..=9999)?;
    reader.one_of(b"-")?;
    let month = reader.number(2, 1..=12)?;
    reader.one_of(b"-")?;
    let day = reader.number(2, 1..=31)?;
    reader.one_of(b"Tt ")?;
    let hours = reader.number(2, 0..=23)?;
    reader.one_of(b":")?;
    let minutes = reader.number(2, 0..=59)?;
    let seconds = match reader.one_of(b":") {
        // 60 is a leap second.
        Some(_) => reader.number(2, 0..=60)?,
        None => 0,
    };
    let fraction = match reader.one_of(b".,") {
        Some(_) => reader.milliseconds()?,
        None => 0,
    };
    let offset = reader.offset()?;
    reader.rest.is_empty().then_some(())?;
    // The 31st of April is read as the first of May.
    let date = days(year, month.checked_sub(1)?, day);
    let clock = hours.saturating_mul(3600).saturating_add(minutes.saturating_mul(60));
    let seconds = date.saturating_mul(86_400).saturating_add(clock).saturating_add(seconds);
    seconds.saturating_mul(1000).saturating_add(fraction).checked_add_signed(offset)
}

/// Formats a time to the millisecond, in UTC.
pub(crate) fn format(milliseconds: u64) -> String {
    let (seconds, fraction) = (milliseconds / 1000, milliseconds % 1000);
    let (date, clock) = (seconds / 86_400, seconds % 86_400);
    // In years that begin in March, as `days` counts: a leap day is the last of its year.
    let since_year_0 = date.saturating_add(719_468);
    let (era, of_era) = (since_year_0 / 146_097, since_year_0 % 146_097);
    let leap_days = (of_era / 36_524).saturating_sub(of_era / 146_096);
    let year_of_era = of_era.saturating_sub(of_era / 1460).saturating_add(leap_days) / 365;
    let before_year = (year_of_era.saturating_mul(365))
        .saturating_add(year_of_era / 4)
        .saturating_sub(year_of_era / 100);
    let of_year = of_era.saturating_sub(before_year);
    let from_march = of_year.saturating_mul(5).saturating_add(2) / 153;
    let before_month = from_march.saturating_mul(153).saturating_add(2) / 5;
    let day = of_year.saturating_sub(before_month).saturating_add(1);
    let (month, next_year) = if from_march < 10 {
        (from_march.saturating_add(3), 0)
    } else {
        (from_march.saturating_sub(9), 1)
    };
    let year = era.saturating_mul(400).saturating_add(year_of_era).saturating_add(next_year);
    let (hours, minutes, seconds) = (clock / 3600, clock / 60 % 60, clock % 60);
    format!("{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{seconds:02}.{fraction:03}Z")
}

/// Returns the days from 1970-01-01 to a later day of the Gregorian calendar, with months from 0. Years are
/// counted from March, so that a leap day is the last day of its year.
fn days(year: u64, month: u64, day: u64) -> u64 {
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

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn number(&mut self, digits: usize, range: std::ops::RangeInclusive<u64>) -> Option<u64> {
        let (number, rest) = self.rest.split_at_checked(digits)?;
        self.rest = rest;
        let number = number.iter().try_fold(0_u64, |number, digit| {
            let digit = digit.is_ascii_digit().then(|| digit.wrapping_sub(b'0'))?;
            number.checked_mul(10)?.checked_add(digit.into())
        })?;
        range.contains(&number).then_some(number)
    }

    fn one_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (byte, rest) = self.rest.split_first()?;
        bytes.contains(byte).then(|| {
            self.rest = rest;
            *byte
        })
    }

    /// The digits of a fraction, as milliseconds.
    fn milliseconds(&mut self) -> Option<u64> {
        let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (fraction, rest) = self.rest.split_at_checked(digits)?;
        self.rest = rest;
        let digit = |place: usize| {
            fraction.get(place).map_or(0, |digit| u64::from(digit.wrapping_sub(b'0')))
        };
        let hundreds = digit(0).saturating_mul(100).saturating_add(digit(1).saturating_mul(10));
        (digits > 0).then_some(hundreds.saturating_add(digit(2)))
    }

    /// What is to be added to come to UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.one_of(b"Zz+-") {
            None | Some(b'Z' | b'z') => return Some(0),
            Some(sign) => sign,
        };
        let hours = self.number(2, 0..=23)?;
        self.one_of(b":");
        let minutes = if self.rest.is_empty() { 0 } else { self.number(2, 0..=59)? };
        let minutes = hours.saturating_mul(60).saturating_add(minutes);
        let offset = i64::try_from(minutes).ok()?.saturating_mul(60_000);
        Some(if sign == b'-' { offset } else { offset.saturating_neg() })
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::{format, parse};

    #[test]
    fn reads_what_flex_writes() {
        assert_eq!(parse("2024-04-23T14:14:16.029253Z"), Some(1_713_881_656_029));
        for text in [
            "2024-04-23T14:14:16Z",
            "2024-04-23T14:14:16",
            "2024-04-23 14:14:16+00:00",
            "2024-04-23T16:14:16.0+0200",
            "2024-04-23t10:14:16-04",
            " 2024-04-23T14:14:16z ",
        ] {
            assert_eq!(parse(text), Some(1_713_881_656_000), "{text}");
        }
        assert_eq!(parse("1970-01-01T00:00Z"), Some(0));
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "<string>",
            "1713881656",
            "2024-04-23",
            "2024-13-23T14:14:16Z",
            "2024-04-32T14:14:16Z",
            "2024-04-23T24:14:16Z",
            "2024-04-23T14:14:16.Z",
            "2024-04-23T14:14:16Zulu",
            "2024-04-23T14:14:16+2:00",
            "1969-12-31T23:59:59Z",
            "0000-00-00T00:00:00Z",
            "1970-01-01T00:00:00+01:00",
            "Tue, 23 Apr 2024 14:14:16 GMT",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn reads_and_writes_every_time_as_jiff_does(milliseconds in 0..253_402_300_800_000_i64) {
            let time = Timestamp::from_millisecond(milliseconds).unwrap();
            let milliseconds = u64::try_from(milliseconds).unwrap();
            prop_assert_eq!(parse(&time.to_string()), Some(milliseconds));
            let text = format(milliseconds);
            prop_assert_eq!(text.parse::<Timestamp>().unwrap(), time, "{}", text);
            prop_assert_eq!(parse(&text), Some(milliseconds));
        }
    }
}
