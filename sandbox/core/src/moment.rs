//! Clock readings and randomness supplied by the caller.

use std::cell::Cell;

use crate::clock::LAST_TIME;
use crate::ids::{encode, scramble};

/// The time and the randomness of one step.
#[derive(Debug)]
pub struct Moment {
    /// Milliseconds since 1970.
    pub(crate) now_ms: i64,
    random: Cell<u64>,
}

impl Moment {
    /// Takes a time in milliseconds since 1970, and 64 random bits that no other moment of the
    /// sandbox has.
    #[must_use]
    pub fn new(now_ms: i64, random: u64) -> Moment {
        Moment { now_ms: now_ms.clamp(0, LAST_TIME), random: Cell::new(random) }
    }

    /// Creates an id. `prefix` is without its underscore.
    pub(crate) fn new_id(&self, prefix: &str) -> String {
        let random = scramble(self.random.get());
        self.random.set(random);
        let time = u128::from(self.now_ms.unsigned_abs());
        let low = u128::from(scramble(random) & 0xFFFF);
        format!("{prefix}_{}", encode((time << 80) | (u128::from(random) << 16) | low))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_differ() {
        let moment = Moment::new(1_800_000_000_000, 1);
        let ids: std::collections::HashSet<_> = (0..1000).map(|_| moment.new_id("fpi")).collect();
        assert_eq!(ids.len(), 1000);
    }
}
