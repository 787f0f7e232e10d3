//! Looks up values in JSON of any shape.

use std::borrow::Cow;

use super::scan::{Kind, Literal, Result, Scanner};

/// Returns the string at a path, which may lead through arrays with the step `[]`: the first element.
/// `None` if there is no string.
#[must_use]
pub fn lookup<'a>(json: &'a str, path: &[&str]) -> Option<Cow<'a, str>> {
    string(find(json.as_bytes(), path)?)
}

/// Returns the text of the value at a path. `None` if there is no value, or the JSON before it is invalid.
#[must_use]
pub fn find<'a>(json: &'a [u8], path: &[&str]) -> Option<&'a [u8]> {
    descend(&mut Scanner::new(json), path).ok().flatten()
}

/// Returns the text of a field's value.
#[inline(never)]
#[must_use]
pub fn member<'a>(json: &'a [u8], name: &str) -> Option<&'a [u8]> {
    find(json, &[name])
}

/// Returns the value of a JSON string; `None` for any other JSON.
#[must_use]
pub fn string(json: &[u8]) -> Option<Cow<'_, str>> {
    let mut scanner = Scanner::new(json);
    let literal = matches!(scanner.kind(), Ok(Kind::String)).then(|| scanner.string());
    literal?.ok().map(Literal::unescape)
}

/// Calls a function with the text of each element of an array. `None` if the JSON is no array, or the
/// function returns `None`.
pub fn elements<'a>(json: &'a [u8], read: &mut dyn FnMut(&'a [u8]) -> Option<()>) -> Option<()> {
    let mut scanner = Scanner::new(json);
    if scanner.kind() != Ok(Kind::Array) {
        return None;
    }
    let mut items = scanner.open().ok()?;
    while scanner.next_element(&mut items).ok()? {
        read(scanner.skip().ok()?)?;
    }
    Some(())
}

fn descend<'a>(scanner: &mut Scanner<'a>, path: &[&str]) -> Result<Option<&'a [u8]>> {
    let kind = scanner.kind()?;
    match (path, kind) {
        ([], _) => scanner.skip().map(Some),
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
