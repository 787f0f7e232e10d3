//! Ids in Flex's form: a prefix and a ULID.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Creates an id. `prefix` is without its underscore.
pub(crate) fn new_id(prefix: &str) -> String {
    static MADE: AtomicU64 = AtomicU64::new(0);
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let scrambled = scramble(MADE.fetch_add(1, Ordering::Relaxed));
    let ulid = (since_epoch.as_millis() << 80)
        | (u128::from(scrambled) << 16)
        | u128::from(since_epoch.subsec_nanos() & 0xFFFF);
    format!("{prefix}_{}", encode(ulid))
}

/// Spreads a counter over 64 bits (splitmix64). It is a bijection, so ids never collide.
fn scramble(count: u64) -> u64 {
    let mut z = count.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn encode(ulid: u128) -> String {
    (0..26).rev().map(|digit| char::from(ALPHABET[(ulid >> (5 * digit) & 31) as usize])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_a_ulid_as_specified() {
        assert_eq!(encode(0), "00000000000000000000000000");
        assert_eq!(encode(u128::MAX), "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    }

    #[test]
    fn ids_differ() {
        let ids: std::collections::HashSet<_> = (0..1000).map(|_| new_id("fpi")).collect();
        assert_eq!(ids.len(), 1000);
    }
}
