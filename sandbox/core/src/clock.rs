//! Times in Flex's formats.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use humantime::{format_rfc3339_micros, parse_rfc3339};
use serde::Deserialize;

use crate::moment::Moment;

pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// The end of the year 9999, in milliseconds since 1970.
pub(crate) const LAST_TIME: i64 = 253_402_300_799_999;

/// A session's clock: the sandbox's plus a test's offset, and from some time on faster.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Clock {
    #[serde(default)]
    ahead_ms: i64,
    /// The time from which it runs faster, in milliseconds since 1970.
    #[serde(default)]
    from_ms: i64,
    #[serde(default = "usual")]
    speed: i64,
}

const fn usual() -> i64 {
    1
}

impl Default for Clock {
    fn default() -> Self {
        Self { ahead_ms: 0, from_ms: 0, speed: usual() }
    }
}

impl Clock {
    /// The time in some seconds, in ISO 8601 with microseconds.
    pub(crate) fn iso(self, now: &Moment, seconds_from_now: i64) -> String {
        self.iso_ms(now, seconds_from_now * 1000)
    }

    /// The time in some milliseconds, in ISO 8601 with microseconds.
    pub(crate) fn iso_ms(self, now: &Moment, milliseconds_from_now: i64) -> String {
        let milliseconds = self.at(now, milliseconds_from_now).unsigned_abs();
        format_rfc3339_micros(UNIX_EPOCH + Duration::from_millis(milliseconds)).to_string()
    }

    /// The time in some seconds, in Unix seconds.
    pub(crate) fn unix(self, now: &Moment, seconds_from_now: i64) -> i64 {
        self.at(now, seconds_from_now * 1000) / 1000
    }

    /// Returns how long ago a time is, in milliseconds; `None` if it is invalid.
    pub(crate) fn since(self, now: &Moment, time: &str) -> Option<i64> {
        let time: SystemTime = parse_rfc3339(time).ok()?;
        let time = time.duration_since(UNIX_EPOCH).ok()?.as_millis();
        Some(self.at(now, 0) - i64::try_from(time).ok()?)
    }

    /// The time in some milliseconds, in milliseconds since 1970. A time outside of the years 1970 to
    /// 9999 falls back to now.
    fn at(self, now: &Moment, milliseconds_from_now: i64) -> i64 {
        let now = now.now_ms;
        let gained = now.saturating_sub(self.from_ms).saturating_mul(self.speed.saturating_sub(1));
        let moved = self.ahead_ms.saturating_add(milliseconds_from_now).saturating_add(gained);
        let time = now.saturating_add(moved);
        if (0..=LAST_TIME).contains(&time) { time } else { now }
    }
}

/// The time in some seconds by the sandbox's clock, in ISO 8601 with microseconds.
pub(crate) fn iso(now: &Moment, seconds_from_now: i64) -> String {
    Clock::default().iso(now, seconds_from_now)
}

/// The time in some seconds by the sandbox's clock, in Unix seconds.
pub(crate) fn unix(now: &Moment, seconds_from_now: i64) -> i64 {
    Clock::default().unix(now, seconds_from_now)
}
