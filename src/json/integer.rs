//! Integers in any of JSON's notations.

/// JavaScript's `Number.MAX_SAFE_INTEGER`, 2^53 - 1.
pub(crate) const MAX_SAFE_INTEGER: u64 = 9_007_199_254_740_991;

/// Returns true if a JSON number is a short series of digits, which is always a safe integer.
pub(crate) fn is_plain(number: &[u8]) -> bool {
    number.len() <= 15 && number.iter().all(u8::is_ascii_digit)
}

/// Parses an integer: `100`, `100.0` and `1e2` are the same. `None` if it has a fraction, or is beyond
/// [`MAX_SAFE_INTEGER`].
pub(crate) fn parse(number: &[u8]) -> Option<i64> {
    let (negative, magnitude) = match number {
        [b'-', magnitude @ ..] => (true, magnitude),
        magnitude => (false, magnitude),
    };
    let (mantissa, exponent) = match magnitude.iter().position(|byte| matches!(byte, b'e' | b'E')) {
        Some(e) => (magnitude.get(..e)?, parse_exponent(magnitude.get(e..)?.get(1..)?)),
        None => (magnitude, 0),
    };
    let (whole, fraction) = match mantissa.iter().position(|byte| *byte == b'.') {
        Some(point) => (mantissa.get(..point)?, mantissa.get(point..)?.get(1..)?),
        None => (mantissa, &[][..]),
    };

    // The value is `digits` times ten to the power of `shift`.
    let mut shift = exponent.saturating_sub(i64::try_from(fraction.len()).ok()?);
    let mut digits = 0_u64;
    let mut pending_zeros = 0_u32;
    for byte in whole.iter().chain(fraction) {
        let digit = u64::from(byte.wrapping_sub(b'0'));
        if digit == 0 {
            // Zeros count only if another digit follows: `1.000` must not overflow or have a fraction.
            pending_zeros = pending_zeros.saturating_add(1);
            continue;
        }
        digits = scale(digits, pending_zeros.saturating_add(1))?.checked_add(digit)?;
        pending_zeros = 0;
    }
    if digits == 0 {
        return Some(0);
    }
    shift = shift.saturating_add(i64::from(pending_zeros));
    let value = scale(digits, u32::try_from(shift).ok()?)?;
    let value = i64::try_from(value).ok().filter(|_| value <= MAX_SAFE_INTEGER)?;
    Some(if negative { value.wrapping_neg() } else { value })
}

fn scale(mut digits: u64, powers: u32) -> Option<u64> {
    for _ in 0..if digits == 0 { 0 } else { powers } {
        // Without the 128-bit multiplication of `checked_mul`.
        if digits > MAX_SAFE_INTEGER {
            return None;
        }
        digits = digits.wrapping_mul(10);
    }
    Some(digits)
}

/// Parses an exponent, saturated.
fn parse_exponent(text: &[u8]) -> i64 {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] | digits => (false, digits),
    };
    let size = digits.iter().fold(0_i64, |size, byte| {
        size.saturating_mul(10).saturating_add(i64::from(byte.wrapping_sub(b'0')))
    });
    if negative { size.saturating_neg() } else { size }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn reads_whole_numbers_in_every_notation() {
        for (text, value) in [
            ("0", 0),
            ("-0", 0),
            ("0.000", 0),
            ("0e999999999999999999999", 0),
            ("7", 7),
            ("-7", -7),
            ("100.0", 100),
            ("1e2", 100),
            ("1E+2", 100),
            ("12.50e1", 125),
            ("1000000e-6", 1),
            ("0.001e3", 1),
            ("1.0000000000000000000000000", 1),
            ("9007199254740991", 9_007_199_254_740_991),
            ("-9007199254740991.0", -9_007_199_254_740_991),
        ] {
            assert_eq!(parse(text.as_bytes()), Some(value), "{text}");
        }
    }

    #[test]
    fn refuses_fractions_and_numbers_that_javascript_cannot_hold() {
        for text in [
            "1.5",
            "0.1",
            "1e-1",
            "105e-1",
            "9007199254740992",
            "1e16",
            "1e400",
            "1e99999999999999999999",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
    }
}
