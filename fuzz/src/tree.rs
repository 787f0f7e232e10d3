//! JSON as `serde_json` reads it, with what no `Value` keeps: the order of keys, those that occur
//! twice, and the text of every key and value as it came.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value as Json;
use serde_json::value::RawValue;

/// How deep the product opens arrays and objects. It skips values of any depth.
pub const MAX_DEPTH: usize = 128;

/// A value and its text.
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

/// Why there is no tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoTree {
    /// The text ends in the middle of a value.
    Ends,
    /// It breaks the grammar.
    Broken,
    /// It is JSON that nests too deep.
    Deep,
}

/// Reads a text.
///
/// # Errors
///
/// If it is no JSON, or nests deeper than the product reads.
pub fn read(text: &str) -> Result<Tree<'_>, NoTree> {
    // This way to read checks the grammar and nothing else: no limit of depth, none of numbers, and
    // half a surrogate pair is as good as any.
    match serde_json::from_str::<IgnoredAny>(text) {
        Err(error) if error.is_eof() => return Err(NoTree::Ends),
        // Of a number without its last digits it says that it is none.
        Err(_) => return Err(if goes_on(text) { NoTree::Ends } else { NoTree::Broken }),
        Ok(_) => {}
    }
    if depth(text) > MAX_DEPTH {
        return Err(NoTree::Deep);
    }
    let raw: &RawValue = serde_json::from_str(text).expect("it was read before");
    Ok(tree(raw))
}

/// Whether a text needs a digit to go on.
fn goes_on(text: &str) -> bool {
    text.ends_with(['.', 'e', 'E', '+', '-'])
        && match serde_json::from_str::<IgnoredAny>(&[text, "0"].concat()) {
            Err(error) => error.is_eof(),
            Ok(_) => true,
        }
}

/// How deep a text nests, as far as its brackets say.
pub fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    let mut is_text = false;
    let mut bytes = text.bytes();
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

/// The string that a text in quotes stands for, with U+FFFD for every half of a surrogate pair.
fn text(raw: &str) -> String {
    struct Wtf8;

    impl Visitor<'_> for Wtf8 {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_bytes<E>(self, bytes: &[u8]) -> Result<String, E> {
            let mut text = Vec::with_capacity(bytes.len());
            let mut rest = bytes;
            while let [first, after @ ..] = rest {
                // Where bytes are asked for, `serde_json` writes a half as if it were a character.
                if let [0xED, 0xA0..=0xBF, _, after @ ..] = rest {
                    text.extend_from_slice("\u{FFFD}".as_bytes());
                    rest = after;
                } else {
                    text.push(*first);
                    rest = after;
                }
            }
            Ok(String::from_utf8(text).expect("all else is UTF-8"))
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
    /// The word for what stands here.
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

    /// A field, as `JSON.parse` sees it: of several with one name the last one.
    pub fn field(&self, name: &str) -> Option<&Self> {
        let Value::Object(members) = &self.value else { return None };
        members.iter().rfind(|member| member.key == name).map(|member| &member.value)
    }

    /// The string that stands here.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The whole number that stands here, if JavaScript's numbers hold it exactly.
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
        let text = [significant, &"0".repeat(zeros)].concat();
        let value: i64 = text.parse().ok()?;
        (value < 1 << 53).then_some(if negative { -value } else { value })
    }

    /// The value as Rust holds it: half a surrogate pair is U+FFFD, and a number beyond an `f64` null.
    pub fn json(&self) -> Json {
        match &self.value {
            Value::Text(text) => text.as_str().into(),
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
