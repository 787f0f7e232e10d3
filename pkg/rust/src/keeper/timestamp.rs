//! Times in ISO 8601, as Flex's objects and this package's webhooks write them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

/// Returns the milliseconds since 1970 of a time such as `2024-04-23T14:14:16.029253Z`, with an offset
/// or, read as UTC (inferred), without one. Years before 1970 are not times of a payment.
pub(crate) fn parse(text: &str) -> Option<u64> {
    // A date alone is not a time.
    let text = Some(text.trim()).filter(|text| text.contains(':'))?;
    let time = text.parse::<Timestamp>().or_else(|_| {
        let time = text.parse::<DateTime>()?;
        Offset::UTC.to_timestamp(time)
    });
    u64::try_from(time.ok()?.as_millisecond()).ok()
}

/// Formats milliseconds since 1970, in UTC.
pub(crate) fn format(milliseconds: u64) -> String {
    let milliseconds = i64::try_from(milliseconds).unwrap_or(i64::MAX);
    let time = Timestamp::from_millisecond(milliseconds).unwrap_or(Timestamp::MAX);
    format!("{time:.3}")
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
