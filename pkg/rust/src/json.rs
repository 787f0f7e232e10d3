//! A JSON writer for values sent to JavaScript. `serde_json` would add more than 1 KB, compressed.

use flex_checkout::internal::digits;

/// A value that can be written as JSON.
pub(crate) trait ToJson {
    /// Appends the value to `json`.
    fn write(&self, json: &mut Vec<u8>);

    /// Returns true if a field with this value is omitted.
    fn is_absent(&self) -> bool {
        false
    }
}

/// Writer of an object.
pub(crate) struct Fields<'j> {
    json: &'j mut Vec<u8>,
    opening: u8,
}

impl<'j> Fields<'j> {
    pub(crate) fn new(json: &'j mut Vec<u8>) -> Self {
        Self { json, opening: b'{' }
    }

    /// Writes a field unless its value is absent.
    pub(crate) fn field(&mut self, name: &str, value: &dyn ToJson) -> &mut Self {
        if !value.is_absent() {
            self.json.push(std::mem::replace(&mut self.opening, b','));
            name.write(self.json);
            self.json.push(b':');
            value.write(self.json);
        }
        self
    }

    /// Closes the object, which must have at least one field.
    pub(crate) fn end(&mut self) {
        self.json.push(b'}');
    }
}

impl ToJson for str {
    fn write(&self, json: &mut Vec<u8>) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        json.push(b'"');
        let mut rest = self.as_bytes();
        while let Some(plain) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1F))
        {
            let Some((before, [byte, after @ ..])) = rest.split_at_checked(plain) else { break };
            json.extend_from_slice(before);
            if *byte < 0x20 {
                json.extend_from_slice(if *byte < 0x10 { b"\\u000" } else { b"\\u001" });
                json.extend(HEX.get(usize::from(byte % 16)));
            } else {
                json.extend_from_slice(&[b'\\', *byte]);
            }
            rest = after;
        }
        json.extend_from_slice(rest);
        json.push(b'"');
    }
}

impl ToJson for String {
    fn write(&self, json: &mut Vec<u8>) {
        (**self).write(json);
    }
}

impl ToJson for i64 {
    fn write(&self, json: &mut Vec<u8>) {
        if *self < 0 {
            json.push(b'-');
        }
        json.extend_from_slice(digits(self.unsigned_abs()).as_bytes());
    }
}

impl ToJson for u64 {
    fn write(&self, json: &mut Vec<u8>) {
        json.extend_from_slice(digits(*self).as_bytes());
    }
}

impl ToJson for u16 {
    fn write(&self, json: &mut Vec<u8>) {
        u64::from(*self).write(json);
    }
}

impl ToJson for u32 {
    fn write(&self, json: &mut Vec<u8>) {
        i64::from(*self).write(json);
    }
}

impl ToJson for bool {
    fn write(&self, json: &mut Vec<u8>) {
        json.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, json: &mut Vec<u8>) {
        match self {
            Some(value) => value.write(json),
            None => json.extend_from_slice(b"null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: ToJson> ToJson for [T] {
    fn write(&self, json: &mut Vec<u8>) {
        json.push(b'[');
        for (index, value) in self.iter().enumerate() {
            if index > 0 {
                json.push(b',');
            }
            value.write(json);
        }
        json.push(b']');
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn write(&self, json: &mut Vec<u8>) {
        self.as_slice().write(json);
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn write(&self, json: &mut Vec<u8>) {
        (**self).write(json);
    }
}

#[cfg(test)]
mod tests {
    use super::Fields;

    #[test]
    fn writes_valid_json() {
        let strings = ["", "plain", "a\"b\\c", "\u{0}\u{f}\u{10}\u{1f} \n", "é \u{1F600}", "\""];
        let mut json = Vec::new();
        Fields::new(&mut json)
            .field("strings", &strings.as_slice())
            .field("least", &i64::MIN)
            .field("most", &u32::MAX)
            .field("truth", &true)
            .field("absent", &None::<u32>)
            .end();
        let read: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let expected = serde_json::json!({
            "strings": strings, "least": i64::MIN, "most": u32::MAX, "truth": true,
        });
        assert_eq!(read, expected);
    }
}
