//! Times in ISO 8601, the format of Flex's objects and the keeper's notices. The wasm module uses JavaScript's
//! `Date`. Native tests and tools use jiff, which would add 142 KB to the module.

/// Largest time of a `Date`, in milliseconds since 1970.
pub(crate) const LAST_TIME: u64 = 8_640_000_000_000_000;

/// Parses a time such as `2024-04-23T14:14:16.029253Z` into milliseconds since 1970; `None` for earlier times. A
/// time without an offset is in UTC (inferred).
pub(crate) fn parse(time: &str) -> Option<u64> {
    let time = time.trim();
    // `Date.parse` accepts many other formats.
    let (year, rest) = time.split_at_checked(4)?;
    let begins_with_year = year.bytes().all(|byte| byte.is_ascii_digit()) && rest.starts_with('-');
    if begins_with_year { platform::parse(time) } else { None }
}

/// Formats a time to the millisecond, in UTC.
pub(crate) fn format(milliseconds: u64) -> String {
    platform::format(milliseconds.min(LAST_TIME))
}

#[cfg(target_arch = "wasm32")]
mod platform {
    use js_sys::Date;

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "times of `Date` are whole numbers in this range"
    )]
    pub(super) fn parse(time: &str) -> Option<u64> {
        // Workers run in UTC, which applies to times without an offset.
        let milliseconds = Date::parse(time);
        (milliseconds >= 0.0).then_some(milliseconds as u64)
    }

    #[expect(clippy::cast_precision_loss, reason = "times of `Date` are exact")]
    pub(super) fn format(milliseconds: u64) -> String {
        Date::new(&(milliseconds as f64).into()).to_iso_string().into()
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod platform {
    use jiff::Timestamp;
    use jiff::civil::DateTime;
    use jiff::tz::TimeZone;

    pub(super) fn parse(time: &str) -> Option<u64> {
        let time: Timestamp = time
            .parse()
            .or_else(|_| Ok(time.parse::<DateTime>()?.to_zoned(TimeZone::UTC)?.timestamp()))
            .map_err(|_: jiff::Error| ())
            .ok()?;
        u64::try_from(time.as_millisecond()).ok()
    }

    pub(super) fn format(milliseconds: u64) -> String {
        let time = i64::try_from(milliseconds).ok();
        let time = time.and_then(|time| Timestamp::from_millisecond(time).ok());
        time.map_or_else(String::new, |time| format!("{time:.3}"))
    }
}

#[cfg(test)]
mod tests {
    use super::{format, parse};

    #[test]
    fn parses_flexs_formats() {
        assert_eq!(parse("2024-04-23T14:14:16.029253Z"), Some(1_713_881_656_029));
        for time in ["2024-04-23T14:14:16Z", "2024-04-23T14:14:16", " 2024-04-23 14:14:16+00:00 "] {
            assert_eq!(parse(time), Some(1_713_881_656_000), "{time}");
        }
    }

    #[test]
    fn refuses_other_formats() {
        for time in
            ["", "<string>", "1713881656", "2024-13-23T14:14:16Z", "Tue, 23 Apr 2024 14:14:16 GMT"]
        {
            assert_eq!(parse(time), None, "{time}");
        }
        assert_eq!(parse("1969-12-31T23:59:59Z"), None);
    }

    #[test]
    fn formats_to_the_millisecond() {
        assert_eq!(format(1_713_881_656_029), "2024-04-23T14:14:16.029Z");
        assert_eq!(format(0), "1970-01-01T00:00:00.000Z");
    }
}
