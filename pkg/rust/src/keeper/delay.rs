//! Backoff of retries.

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;

/// Returns the delay in milliseconds after a number of consecutive failures, 1 for the first. It doubles from
/// 30 seconds to an hour, with a jitter of 10 % so that a merchant's sessions spread out. It is at least
/// `retry_after` and at most six hours.
pub(crate) fn retry_delay(failures: u32, random: u32, retry_after: Option<u64>) -> u64 {
    let doublings = failures.saturating_sub(1).min(7);
    let base = (30 * SECOND).saturating_mul(1 << doublings).min(60 * MINUTE);
    let fifth = base / 5;
    let spread = fifth.saturating_mul(u64::from(random)) >> u32::BITS;
    let wait = base.saturating_sub(fifth / 2).saturating_add(spread);
    wait.max(retry_after.unwrap_or(0)).min(6 * 60 * MINUTE)
}

#[cfg(test)]
mod tests {
    use super::{MINUTE, SECOND, retry_delay};

    #[test]
    fn doubles_the_delay_up_to_an_hour() {
        let middle = u32::MAX / 2;
        let waits: Vec<u64> =
            (1..=9).map(|failures| retry_delay(failures, middle, None).div_ceil(SECOND)).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(retry_delay(0, middle, None).div_ceil(SECOND), 30);
        assert_eq!(retry_delay(u32::MAX, 0, None), 54 * MINUTE);
        assert_eq!(retry_delay(u32::MAX, u32::MAX, None), 66 * MINUTE - 1);
    }

    #[test]
    fn honors_retry_after_up_to_six_hours() {
        assert_eq!(retry_delay(1, 0, Some(10 * MINUTE)), 10 * MINUTE);
        assert_eq!(retry_delay(8, 0, Some(1)), 54 * MINUTE);
        assert_eq!(retry_delay(1, 0, Some(u64::MAX)), 360 * MINUTE);
    }
}
