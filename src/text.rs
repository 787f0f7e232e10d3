//! Texts put together without the standard library's formatting and joining, whose panics alone bring
//! several KB of WebAssembly.

/// The parts in one text.
pub fn join(parts: &[&str]) -> String {
    let mut text = String::new();
    for part in parts {
        text.push_str(part);
    }
    text
}

/// A number in decimal digits.
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
