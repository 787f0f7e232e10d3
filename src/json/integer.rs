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
    // The value is `digits` times ten to the power of `shift`.
    let mut digits = 0_u64;
    let mut shift = 0_i32;
    let mut in_fraction = false;
    let mut pending_zeros = 0_i32;
    let mut rest = number.iter();
    for byte in rest.by_ref() {
        match byte {
            b'-' => continue,
            b'.' => {
                in_fraction = true;
                continue;
            }
            b'e' | b'E' => break,
            // Zeros count only if another digit follows: `1.000` must not overflow or have a fraction.
            b'0' => pending_zeros = pending_zeros.saturating_add(1),
            digit => {
                digits = scale(digits, pending_zeros.saturating_add(1))?
                    .checked_add(u64::from(digit.wrapping_sub(b'0')))?;
                pending_zeros = 0;
            }
        }
        shift = shift.saturating_sub(i32::from(in_fraction));
    }
    shift = shift.saturating_add(pending_zeros).saturating_add(exponent(rest.as_slice()));
    let value = scale(digits, shift).filter(|value| *value <= MAX_SAFE_INTEGER)?;
    let value = i64::try_from(value).ok()?;
    let is_negative = matches!(number, [b'-', ..]);
    Some(if is_negative { value.wrapping_neg() } else { value })
}

/// Multiplies by ten to a power. `None` beyond [`MAX_SAFE_INTEGER`], and for a fraction.
fn scale(mut digits: u64, powers: i32) -> Option<u64> {
    if digits == 0 {
        return Some(0);
    }
    if powers < 0 {
        return None;
    }
    for _ in 0..powers {
        // Without the 128-bit multiplication of `checked_mul`.
        digits = digits.wrapping_mul(10);
        if digits > MAX_SAFE_INTEGER {
            return None;
        }
    }
    Some(digits)
}

/// Parses an exponent, saturated.
fn exponent(text: &[u8]) -> i32 {
    let size = text.iter().filter(|byte| byte.is_ascii_digit()).fold(0_i32, |size, digit| {
        size.saturating_mul(10).saturating_add(i32::from(digit.wrapping_sub(b'0')))
    });
    if text.first() == Some(&b'-') { size.saturating_neg() } else { size }
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
