//! How long to wait before something is tried again.

const SECOND: u64 = 1000;
const MINUTE: u64 = 60 * SECOND;

/// The wait in milliseconds after so many failures in a row, 1 for the first: from half a minute, twice
/// as long each time, to an hour, a tenth more or less by chance so that the sessions of a merchant do
/// not all come back at once. Never less than was asked for by `retry_after`, and never more than six
/// hours, whoever asks.
pub(crate) fn after(failures: u32, random: u32, retry_after: Option<u64>) -> u64 {
    let doublings = failures.saturating_sub(1).min(7);
    let base = (30 * SECOND).saturating_mul(1 << doublings).min(60 * MINUTE);
    let fifth = base / 5;
    let spread = fifth.saturating_mul(u64::from(random)) >> u32::BITS;
    let wait = base.saturating_sub(fifth / 2).saturating_add(spread);
    wait.max(retry_after.unwrap_or(0)).min(6 * 60 * MINUTE)
}

#[cfg(test)]
mod tests {
    use super::{MINUTE, SECOND, after};

    #[test]
    fn grows_to_an_hour_and_no_further() {
        let middle = u32::MAX / 2;
        let waits: Vec<u64> =
            (1..=9).map(|failures| after(failures, middle, None).div_ceil(SECOND)).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(after(0, middle, None).div_ceil(SECOND), 30);
        assert_eq!(after(u32::MAX, 0, None), 54 * MINUTE);
        assert_eq!(after(u32::MAX, u32::MAX, None), 66 * MINUTE - 1);
    }

    #[test]
    fn waits_as_long_as_it_is_asked_to_within_reason() {
        assert_eq!(after(1, 0, Some(10 * MINUTE)), 10 * MINUTE);
        assert_eq!(after(8, 0, Some(1)), 54 * MINUTE);
        assert_eq!(after(1, 0, Some(u64::MAX)), 360 * MINUTE);
    }
}
