//! A writer of JSON for what goes to JavaScript. `serde_json` writes the same in three times the
//! WebAssembly.

use crate::text::digits;

/// A value that goes to JavaScript.
pub(crate) trait ToJson {
    /// Adds the value to a text.
    fn write(&self, json: &mut String);

    /// Whether a field with this value is left out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// An object that is being written.
pub(crate) struct Fields<'j> {
    json: &'j mut String,
    opening: char,
}

impl<'j> Fields<'j> {
    pub(crate) fn new(json: &'j mut String) -> Self {
        Self { json, opening: '{' }
    }

    /// Writes a field, unless its value is absent.
    pub(crate) fn field(&mut self, name: &str, value: &dyn ToJson) -> &mut Self {
        if !value.is_absent() {
            self.json.push(std::mem::replace(&mut self.opening, ','));
            name.write(self.json);
            self.json.push(':');
            value.write(self.json);
        }
        self
    }

    /// Ends an object of which at least one field was written.
    pub(crate) fn end(&mut self) {
        self.json.push('}');
    }
}

/// An option that is written as `null` where there is nothing.
pub(super) struct Nullable<'a, T>(pub(super) &'a Option<T>);

impl ToJson for str {
    fn write(&self, json: &mut String) {
        json.push('"');
        for char in self.chars() {
            match char {
                '"' | '\\' => json.push('\\'),
                '\0'..='\x1F' => {
                    json.push_str(if char < '\x10' { "\\u000" } else { "\\u001" });
                    let digit = char::from_digit(u32::from(char) % 16, 16);
                    json.push(digit.unwrap_or_default());
                    continue;
                }
                _ => {}
            }
            json.push(char);
        }
        json.push('"');
    }
}

impl ToJson for &str {
    fn write(&self, json: &mut String) {
        (**self).write(json);
    }
}

impl ToJson for String {
    fn write(&self, json: &mut String) {
        (**self).write(json);
    }
}

impl ToJson for i64 {
    fn write(&self, json: &mut String) {
        if *self < 0 {
            json.push('-');
        }
        json.push_str(&digits(self.unsigned_abs()));
    }
}

impl ToJson for u32 {
    fn write(&self, json: &mut String) {
        i64::from(*self).write(json);
    }
}

impl ToJson for bool {
    fn write(&self, json: &mut String) {
        json.push_str(if *self { "true" } else { "false" });
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn write(&self, json: &mut String) {
        match self {
            Some(value) => value.write(json),
            None => json.push_str("null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: ToJson> ToJson for Nullable<'_, T> {
    fn write(&self, json: &mut String) {
        self.0.write(json);
    }
}

impl<T: ToJson> ToJson for [T] {
    fn write(&self, json: &mut String) {
        json.push('[');
        for (index, value) in self.iter().enumerate() {
            if index > 0 {
                json.push(',');
            }
            value.write(json);
        }
        json.push(']');
    }
}

impl<T: ToJson> ToJson for &[T] {
    fn write(&self, json: &mut String) {
        (**self).write(json);
    }
}
