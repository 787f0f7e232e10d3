//! JSON as a tree of values.

use serde_json::{Map, Number, Value};

use super::scan::{Kind, Scanner};

/// Parses JSON; null if it is invalid.
///
/// `serde_json` rejects two inputs that [`check`](crate::decode::check) and `JSON.parse` accept: half a
/// surrogate pair, which becomes U+FFFD here, and a number beyond an `f64`, which becomes null.
pub(crate) fn parse(json: &str) -> Value {
    value(&mut Scanner::new(json.as_bytes())).unwrap_or_default()
}

/// Parses bytes as `JSON.parse` parses what `TextDecoder` makes of them: a byte order mark is skipped, and
/// bytes that are not UTF-8 become U+FFFD. `None` if they are not JSON. Values that nest deeper than
/// [`MAX_DEPTH`](super::scan::MAX_DEPTH) become null.
#[must_use]
pub fn parse_bytes(json: &[u8]) -> Option<Value> {
    let json = String::from_utf8_lossy(json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json));
    let mut scanner = Scanner::new(json.as_bytes());
    let value = value(&mut scanner)?;
    scanner.end()?;
    Some(value)
}

fn value(scanner: &mut Scanner<'_>) -> Option<Value> {
    Some(match scanner.kind()? {
        Kind::Array | Kind::Object if scanner.is_deep() => {
            scanner.skip()?;
            Value::Null
        }
        Kind::String => Value::String(scanner.string()?.unescape().into_owned()),
        Kind::Number => number(scanner.number()?.raw()),
        Kind::Boolean => Value::Bool(scanner.skip()? == b"true"),
        Kind::Null => {
            scanner.skip()?;
            Value::Null
        }
        Kind::Array => {
            let mut array = Vec::new();
            let mut items = scanner.open()?;
            while scanner.next_element(&mut items)? {
                array.push(value(scanner)?);
            }
            Value::Array(array)
        }
        Kind::Object => {
            let mut object = Map::new();
            let mut items = scanner.open()?;
            while let Some(key) = scanner.next_key(&mut items)? {
                // Of two fields of one name the last one counts, as in `JSON.parse`.
                object.insert(key.unescape().into_owned(), value(scanner)?);
            }
            Value::Object(object)
        }
    })
}

fn number(literal: &[u8]) -> Value {
    let Ok(literal) = std::str::from_utf8(literal) else { return Value::Null };
    // Negative zero is a float.
    if literal != "-0" {
        if let Ok(number) = literal.parse::<i64>() {
            return number.into();
        }
        if let Ok(number) = literal.parse::<u64>() {
            return number.into();
        }
    }
    literal.parse().ok().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::{parse, parse_bytes};

    #[test]
    fn reads_text_that_serde_json_refuses() {
        let body = r#"{"a": ["\ud83d", "\u00e9\n", -1e400, 1.50], "b\udc00": {}, "c": [], "d": [null, true]}"#;
        assert_eq!(
            parse(body),
            json!({ "a": ["\u{fffd}", "é\n", null, 1.5], "b\u{fffd}": {}, "c": [], "d": [null, true] })
        );
        let deep = format!("{}{}", "[".repeat(128), "]".repeat(128));
        assert_eq!(parse(&deep).to_string(), deep);
        let deeper = format!("[{deep}, 1]");
        assert_eq!(parse(&deeper)[1], 1);
    }

    #[test]
    fn reads_the_bytes_that_json_parse_reads() {
        let cases: &[(&[u8], Option<serde_json::Value>)] = &[
            (b"\xEF\xBB\xBF {} ", Some(json!({}))),
            (b"[\"\xE2\", \"\xC3(\"]", Some(json!(["\u{fffd}", "\u{fffd}("]))),
            (br#"{"a": 1, "a": 2}"#, Some(json!({ "a": 2 }))),
            (b"\xEF\xBB\xBF\xEF\xBB\xBF{}", None),
            (b"{\xFF}", None),
            (b"{}{}", None),
            (b"{", None),
            (b"", None),
            (b"{\x00}\x00", None),
        ];
        for (bytes, expected) in cases {
            assert_eq!(&parse_bytes(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    proptest! {
        #[test]
        fn reads_every_number_as_serde_json_does(number in "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,20})?(e[+-]?[0-9]{1,2})?") {
            prop_assert_eq!(parse(&number), serde_json::from_str::<serde_json::Value>(&number).unwrap());
        }
    }
}
