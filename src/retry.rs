//! The retry policy: decides the step after a failed attempt, without a clock, I/O or randomness.

/// Class of a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// A retry would fail too.
    Final,
    /// A retry may succeed.
    Transient,
    /// A 2xx arrived with a truncated body.
    Cut,
}

/// Limits of a call's retries. Times are in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    /// Largest number of attempts after the first one.
    pub(crate) max_retries: u32,
    /// Longest wait before an attempt.
    pub(crate) max_retry_delay: u32,
}

/// Situation of a call after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Situation {
    /// Class of the attempt.
    pub(crate) class: Class,
    /// Set if any attempt received a 2xx: the hold is placed.
    pub(crate) applied: bool,
    /// Number of attempts, this one included.
    pub(crate) attempts: u32,
    /// Wait that the server asked for, in milliseconds.
    pub(crate) retry_after: Option<u32>,
    /// Time left until the deadline, in milliseconds.
    pub(crate) remaining: Option<u32>,
}

/// The next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Report the failure.
    Stop,
    /// Wait so many milliseconds, then repeat the request with the same idempotency key.
    Repeat(u32),
    /// Wait so many milliseconds, then read the session by GET.
    Read(u32),
}

/// Upper bound of jitter before the first retry, in milliseconds. It doubles with each further one.
const FIRST_DELAY: u32 = 500;

/// Upper bound of jitter before any retry, in milliseconds.
const MAX_JITTER: u32 = 8_000;

/// Decides the step after a failed attempt. `random` is uniformly distributed.
pub(crate) fn next(policy: Policy, situation: Situation, random: u32) -> Next {
    let Situation { class, applied, attempts, retry_after, remaining } = situation;
    if class == Class::Final || attempts > policy.max_retries {
        return Next::Stop;
    }
    let asked = retry_after.unwrap_or(0);
    let delay = jitter(attempts, random).min(policy.max_retry_delay).max(asked);
    if asked > policy.max_retry_delay || remaining.is_some_and(|remaining| delay >= remaining) {
        return Next::Stop;
    }
    if applied || class == Class::Cut { Next::Read(delay) } else { Next::Repeat(delay) }
}

/// Draws a wait between 0 and a bound that doubles, so that clients that failed together do not retry
/// together.
fn jitter(attempts: u32, random: u32) -> u32 {
    let doublings = attempts.saturating_sub(1).min(16);
    let bound = FIRST_DELAY.saturating_mul(1 << doublings).min(MAX_JITTER);
    let share = u64::from(random).wrapping_mul(u64::from(bound).wrapping_add(1)) >> 32;
    u32::try_from(share).unwrap_or(bound)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const POLICY: Policy = Policy { max_retries: 2, max_retry_delay: 60_000 };
    const FIRST: Situation = Situation {
        class: Class::Transient,
        applied: false,
        attempts: 1,
        retry_after: None,
        remaining: None,
    };

    #[test]
    fn decides_by_the_class_of_the_failure() {
        use Class::{Cut, Final, Transient};
        for (class, applied, attempts, expected) in [
            (Transient, false, 1, Next::Repeat(0)),
            (Transient, false, 2, Next::Repeat(0)),
            (Transient, false, 3, Next::Stop),
            (Transient, true, 2, Next::Read(0)),
            (Cut, true, 1, Next::Read(0)),
            (Cut, true, 3, Next::Stop),
            (Final, false, 1, Next::Stop),
            (Final, true, 1, Next::Stop),
        ] {
            let state = Situation { class, applied, attempts, ..FIRST };
            assert_eq!(next(POLICY, state, 0), expected, "{state:?}");
        }
    }

    #[test]
    fn waits_as_long_as_the_server_asks_and_never_longer_than_allowed() {
        for (retry_after, remaining, expected) in [
            (Some(1_000), None, Next::Repeat(1_000)),
            (Some(60_000), None, Next::Repeat(60_000)),
            (Some(60_001), None, Next::Stop),
            (Some(0), None, Next::Repeat(0)),
            (Some(1_000), Some(1_000), Next::Stop),
            (Some(1_000), Some(1_001), Next::Repeat(1_000)),
            (None, Some(0), Next::Stop),
        ] {
            let state = Situation { retry_after, remaining, ..FIRST };
            assert_eq!(next(POLICY, state, 0), expected, "{state:?}");
        }
    }

    #[test]
    fn draws_from_a_bound_that_doubles_up_to_eight_seconds() {
        for (attempts, bound) in
            [(1, 500), (2, 1_000), (3, 2_000), (4, 4_000), (5, 8_000), (6, 8_000), (99, 8_000)]
        {
            assert_eq!(jitter(attempts, 0), 0);
            assert_eq!(jitter(attempts, u32::MAX), bound, "{attempts}");
        }
    }

    #[test]
    fn draws_evenly_up_to_the_bound() {
        for (random, delay) in
            [(0, 0), (1 << 30, 125), (1 << 31, 250), (3 << 30, 375), (u32::MAX, 500)]
        {
            assert_eq!(jitter(1, random), delay);
        }
    }

    fn states() -> impl Strategy<Value = (Policy, Situation, u32)> {
        let class = prop_oneof![Just(Class::Final), Just(Class::Transient), Just(Class::Cut)];
        let policy = (0..10_u32, 1..100_000_u32)
            .prop_map(|(max_retries, max_retry_delay)| Policy { max_retries, max_retry_delay });
        let state =
            (
                class,
                any::<bool>(),
                1..12_u32,
                proptest::option::of(any::<u32>()),
                proptest::option::of(0..100_000_u32),
            )
                .prop_map(|(class, applied, attempts, retry_after, remaining)| {
                    Situation { class, applied, attempts, retry_after, remaining }
                });
        (policy, state, any::<u32>())
    }

    proptest! {
        #[test]
        fn never_waits_too_long_or_past_the_deadline((policy, state, random) in states()) {
            if let Next::Repeat(delay) | Next::Read(delay) = next(policy, state, random) {
                prop_assert!(delay <= policy.max_retry_delay);
                prop_assert!(state.remaining.is_none_or(|remaining| delay < remaining));
                prop_assert!(state.retry_after.is_none_or(|wait| delay >= wait));
                prop_assert!(delay <= MAX_JITTER.max(state.retry_after.unwrap_or(0)));
            }
        }

        #[test]
        fn never_retries_after_a_final_outcome((policy, state, random) in states()) {
            let state = Situation { class: Class::Final, ..state };
            prop_assert_eq!(next(policy, state, random), Next::Stop);
        }

        #[test]
        fn never_makes_more_attempts_than_allowed((policy, state, random) in states()) {
            if next(policy, state, random) != Next::Stop {
                prop_assert!(state.attempts <= policy.max_retries);
            }
        }

        #[test]
        fn never_posts_again_once_a_hold_is_placed((policy, state, random) in states()) {
            let state = Situation { applied: true, ..state };
            prop_assert!(!matches!(next(policy, state, random), Next::Repeat(_)));
        }

        #[test]
        fn ends_within_the_deadline(deadline in 1..60_000_u32, timeout in 1..60_000_u32, draws in proptest::collection::vec(any::<u32>(), 20)) {
            let policy = Policy { max_retries: 20, max_retry_delay: 60_000 };
            let mut now = 0_u32;
            for (attempts, random) in (1_u32..).zip(draws) {
                // An attempt takes all the time that it may.
                now += timeout.min(deadline - now);
                let state = Situation { attempts, remaining: Some(deadline - now), ..FIRST };
                match next(policy, state, random) {
                    Next::Repeat(delay) | Next::Read(delay) => now += delay,
                    Next::Stop => break,
                }
                prop_assert!(now < deadline);
            }
            prop_assert!(now <= deadline);
        }
    }
}
