//! Times in Flex's formats.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 60 * MINUTE;
pub(crate) const DAY: i64 = 24 * HOUR;

/// A session's clock: the machine's plus a test's offset, and from some time on faster.
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
    pub(crate) fn iso(self, seconds_from_now: i64) -> String {
        self.iso_ms(seconds_from_now * 1000)
    }

    /// The time in some milliseconds, in ISO 8601 with microseconds.
    pub(crate) fn iso_ms(self, milliseconds_from_now: i64) -> String {
        format!("{:.6}", self.at(milliseconds_from_now))
    }

    /// The time in some seconds, in Unix seconds.
    pub(crate) fn unix(self, seconds_from_now: i64) -> i64 {
        self.at(seconds_from_now * 1000).as_second()
    }

    /// Returns how long ago a time is, in milliseconds; `None` if it is invalid.
    pub(crate) fn since(self, time: &str) -> Option<i64> {
        let time: Timestamp = time.parse().ok()?;
        Some(self.at(0).as_millisecond() - time.as_millisecond())
    }

    fn at(self, milliseconds_from_now: i64) -> Timestamp {
        let now = Timestamp::now();
        let gained = (now.as_millisecond() - self.from_ms).saturating_mul(self.speed - 1);
        let moved = self.ahead_ms.saturating_add(milliseconds_from_now).saturating_add(gained);
        // A time beyond the calendar falls back to now.
        now.checked_add(SignedDuration::from_millis(moved)).unwrap_or(now)
    }
}

/// The time in some seconds by the machine's clock, in ISO 8601 with microseconds.
pub(crate) fn iso(seconds_from_now: i64) -> String {
    Clock::default().iso(seconds_from_now)
}

/// The time in some seconds by the machine's clock, in Unix seconds.
pub(crate) fn unix(seconds_from_now: i64) -> i64 {
    Clock::default().unix(seconds_from_now)
}
