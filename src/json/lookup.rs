//! One string of a text whose shape nobody promises.

use std::borrow::Cow;

use super::scan::{Kind, Literal, Result, Scanner};

/// The string at a path of keys, where `[]` is the first element of an array; `None` if there is
/// none, or the text up to it is not JSON.
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
