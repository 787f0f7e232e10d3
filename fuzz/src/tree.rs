//! JSON as `serde_json` reads it, with what `Value` drops: the order of keys, duplicate keys, and the
//! source of every key and value.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value as Json;
use serde_json::value::RawValue;

/// The depth limit of the arrays and objects that the product opens. It skips values of any depth.
pub const MAX_DEPTH: usize = 128;

/// A value and its source.
#[derive(Debug)]
pub struct Tree<'a> {
    pub raw: &'a str,
    pub value: Value<'a>,
}

#[derive(Debug)]
pub enum Value<'a> {
    Null,
    Boolean,
    Number,
    Text(String),
    Array(Vec<Tree<'a>>),
    Object(Vec<Member<'a>>),
}

/// A member of an object.
#[derive(Debug)]
pub struct Member<'a> {
    /// The key with its quotes.
    pub raw_key: &'a str,
    pub key: String,
    pub value: Tree<'a>,
}

/// The reason why there is no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTree {
    /// The source ends in the middle of a value.
    Ends,
    /// The source is not JSON.
    Broken,
    /// The source is JSON that nests too deep.
    Deep,
}

/// Parses JSON.
///
/// # Errors
///
/// If it is not JSON, or nests deeper than the product reads.
pub fn read(source: &str) -> Result<Tree<'_>, NoTree> {
    // `IgnoredAny` checks only the grammar: no limit of depth or of numbers, and half a surrogate pair is
    // accepted.
    match serde_json::from_str::<IgnoredAny>(source) {
        Err(error) if error.is_eof() => return Err(NoTree::Ends),
        // For a number without its last digits it reports an invalid one.
        Err(_) => return Err(if goes_on(source) { NoTree::Ends } else { NoTree::Broken }),
        Ok(_) => {}
    }
    if depth(source) > MAX_DEPTH {
        return Err(NoTree::Deep);
    }
    let raw: &RawValue = serde_json::from_str(source).expect("it was read before");
    Ok(tree(raw))
}

/// Returns true if the source is valid with another digit.
fn goes_on(source: &str) -> bool {
    source.ends_with(['.', 'e', 'E', '+', '-'])
        && match serde_json::from_str::<IgnoredAny>(&[source, "0"].concat()) {
            Err(error) => error.is_eof(),
            Ok(_) => true,
        }
}

/// Returns the depth of a source's brackets.
pub fn depth(source: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    let mut is_text = false;
    let mut bytes = source.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if is_text => drop(bytes.next()),
            b'"' => is_text = !is_text,
            _ if is_text => {}
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

fn tree(raw: &RawValue) -> Tree<'_> {
    let raw = raw.get();
    let value = match raw.as_bytes()[0] {
        b'n' => Value::Null,
        b't' | b'f' => Value::Boolean,
        b'"' => Value::Text(text(raw)),
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(raw).expect("it was read before");
            Value::Array(items.into_iter().map(tree).collect())
        }
        b'{' => {
            let Members(members) = serde_json::from_str(raw).expect("it was read before");
            Value::Object(members.into_iter().map(member).collect())
        }
        _ => Value::Number,
    };
    Tree { raw, value }
}

fn member<'a>((key, value): (&'a RawValue, &'a RawValue)) -> Member<'a> {
    Member { raw_key: key.get(), key: text(key.get()), value: tree(value) }
}

/// Decodes a quoted string, with U+FFFD for every half of a surrogate pair.
fn text(raw: &str) -> String {
    struct Wtf8;

    impl Visitor<'_> for Wtf8 {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_bytes<E>(self, bytes: &[u8]) -> Result<String, E> {
            let mut source = Vec::with_capacity(bytes.len());
            let mut rest = bytes;
            while let [first, after @ ..] = rest {
                // As bytes, `serde_json` encodes a half like a character.
                if let [0xED, 0xA0..=0xBF, _, after @ ..] = rest {
                    source.extend_from_slice("\u{FFFD}".as_bytes());
                    rest = after;
                } else {
                    source.push(*first);
                    rest = after;
                }
            }
            Ok(String::from_utf8(source).expect("all else is UTF-8"))
        }
    }

    let mut json = serde_json::Deserializer::from_str(raw);
    json.deserialize_bytes(Wtf8).expect("it was read before")
}

struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'a> Deserialize<'a> for Members<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'a> Visitor<'a> for Pairs {
            type Value = Members<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Members<'a>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}

impl Tree<'_> {
    /// Returns the name of the value's kind.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Boolean => "boolean",
            Value::Number => "number",
            Value::Text(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        }
    }

    /// Returns a field as `JSON.parse` does: the last one of duplicates.
    pub fn field(&self, name: &str) -> Option<&Self> {
        let Value::Object(members) = &self.value else { return None };
        members.iter().rfind(|member| member.key == name).map(|member| &member.value)
    }

    /// Returns the value if it is a string.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(source) => Some(source),
            _ => None,
        }
    }

    /// Returns the value as a whole number, if JavaScript's numbers represent it exactly.
    pub fn integer(&self) -> Option<i64> {
        if !matches!(self.value, Value::Number) {
            return None;
        }
        let (negative, number) = match self.raw.strip_prefix('-') {
            Some(number) => (true, number),
            None => (false, self.raw),
        };
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let exponent = exponent.parse::<i128>().unwrap_or(if exponent.starts_with('-') {
            i128::MIN / 2
        } else {
            i128::MAX / 2
        });
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = [whole, fraction].concat();
        let digits = digits.trim_start_matches('0');
        let significant = digits.trim_end_matches('0');
        if significant.is_empty() {
            return Some(0);
        }
        let zeros = i128::try_from(digits.len() - significant.len()).ok()?
            - i128::try_from(fraction.len()).ok()?
            + exponent;
        let zeros = usize::try_from(zeros).ok()?;
        if significant.len().checked_add(zeros)? > 16 {
            return None;
        }
        let source = [significant, &"0".repeat(zeros)].concat();
        let value: i64 = source.parse().ok()?;
        (value < 1 << 53).then_some(if negative { -value } else { value })
    }

    /// Returns the value as Rust represents it: half a surrogate pair is U+FFFD, and a number beyond an
    /// `f64` null.
    pub fn json(&self) -> Json {
        match &self.value {
            Value::Text(source) => source.as_str().into(),
            Value::Array(items) => items.iter().map(Self::json).collect(),
            Value::Object(members) => {
                let members = members.iter();
                members.map(|member| (member.key.clone(), member.value.json())).collect()
            }
            Value::Null | Value::Boolean | Value::Number => {
                serde_json::from_str(self.raw).unwrap_or_default()
            }
        }
    }
}
