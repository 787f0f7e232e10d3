//! Strings without the standard library's formatting and joining, whose panics alone add several KB of
//! WebAssembly.

/// Joins strings.
#[must_use]
pub fn join(parts: &[&str]) -> String {
    let mut joined = String::new();
    for part in parts {
        joined.push_str(part);
    }
    joined
}

/// Writes a number in decimal digits.
#[must_use]
pub fn digits(number: impl Into<u64>) -> String {
    let mut digits = String::new();
    push(&mut digits, number.into());
    digits
}

fn push(digits: &mut String, number: u64) {
    if number >= 10 {
        push(digits, number / 10);
    }
    let digit = u8::try_from(number % 10).unwrap_or_default();
    digits.push(char::from(digit.wrapping_add(b'0')));
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn writes_every_digit() {
        for (number, expected) in
            [(0, "0"), (7, "7"), (10, "10"), (u64::MAX, "18446744073709551615")]
        {
            assert_eq!(digits(number), expected);
        }
    }
}
