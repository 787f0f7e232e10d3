//! Times as Flex writes them.

use jiff::{SignedDuration, Timestamp};

pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Now and some seconds, in ISO 8601 with microseconds.
pub(crate) fn iso(seconds_from_now: i64) -> String {
    format!("{:.6}", at(seconds_from_now))
}

/// Now and some seconds, in Unix seconds.
pub(crate) fn unix(seconds_from_now: i64) -> i64 {
    at(seconds_from_now).as_second()
}

fn at(seconds_from_now: i64) -> Timestamp {
    Timestamp::now() + SignedDuration::from_secs(seconds_from_now)
}
