//! Looks up one string in JSON of any shape.

use std::borrow::Cow;

use super::scan::{Kind, Literal, Result, Scanner};

/// Returns the string at a path of keys, where `[]` is the first element of an array; `None` if it is
/// missing, or if the text before it is not JSON.
#[must_use]
pub fn lookup<'a>(json: &'a str, path: &[&str]) -> Option<Cow<'a, str>> {
    descend(&mut Scanner::new(json.as_bytes()), path).ok().flatten().map(Literal::unescape)
}

fn descend<'a>(scanner: &mut Scanner<'a>, path: &[&str]) -> Result<Option<Literal<'a>>> {
    let kind = scanner.kind()?;
    match (path, kind) {
        ([], Kind::String) => scanner.string().map(Some),
        ([step, rest @ ..], Kind::Object) => {
            let mut items = scanner.open()?;
            while let Some(key) = scanner.next_key(&mut items)? {
                if key.is(step) {
                    return descend(scanner, rest);
                }
                scanner.skip()?;
            }
            Ok(None)
        }
        (["[]", rest @ ..], Kind::Array) => {
            let mut items = scanner.open()?;
            if scanner.next_element(&mut items)? { descend(scanner, rest) } else { Ok(None) }
        }
        _ => Ok(None),
    }
}
