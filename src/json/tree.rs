//! JSON as a tree of values.

use serde_json::{Map, Number, Value};

use super::scan::{Kind, Result, Scanner};

/// Parses JSON; null if it is invalid.
///
/// `serde_json` rejects two inputs that [`check`](crate::decode::check) and `JSON.parse` accept: half a
/// surrogate pair, which becomes U+FFFD here, and a number beyond an `f64`, which becomes null.
pub(crate) fn parse(json: &str) -> Value {
    value(&mut Scanner::new(json.as_bytes())).unwrap_or_default()
}

fn value(scanner: &mut Scanner<'_>) -> Result<Value> {
    Ok(match scanner.kind()? {
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

    use super::parse;

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

    proptest! {
        #[test]
        fn reads_every_number_as_serde_json_does(number in "-?(0|[1-9][0-9]{0,24})(\\.[0-9]{1,20})?(e[+-]?[0-9]{1,2})?") {
            prop_assert_eq!(parse(&number), serde_json::from_str::<serde_json::Value>(&number).unwrap());
        }
    }
}
