//! Looks up values in JSON of any shape.

use std::borrow::Cow;

use super::scan::{Kind, Literal, Scanner};

/// Returns the string at a path, such as `detail.[].type`: names with dots between them, where `[]` is the first
/// element of an array. `None` if there is no string.
#[must_use]
pub fn lookup<'a>(json: &'a str, path: &str) -> Option<Cow<'a, str>> {
    string(member(json.as_bytes(), path)?)
}

/// Returns the text of the value at a path. `None` if there is no value, or the JSON before it is invalid.
#[inline(never)]
#[must_use]
pub fn member<'a>(json: &'a [u8], path: &str) -> Option<&'a [u8]> {
    descend(&mut Scanner::new(json), path.as_bytes())
}

/// Returns the value of a JSON string; `None` for any other JSON.
#[must_use]
pub fn string(json: &[u8]) -> Option<Cow<'_, str>> {
    let mut scanner = Scanner::new(json);
    let literal = matches!(scanner.kind(), Some(Kind::String)).then(|| scanner.string());
    literal?.map(Literal::unescape)
}

/// Calls a function with the text of each element of an array. `None` if the JSON is no array, or the
/// function returns `None`.
pub fn elements<'a>(json: &'a [u8], read: &mut dyn FnMut(&'a [u8]) -> Option<()>) -> Option<()> {
    let mut scanner = Scanner::new(json);
    if scanner.kind() != Some(Kind::Array) {
        return None;
    }
    let mut items = scanner.open()?;
    while scanner.next_element(&mut items)? {
        read(scanner.skip()?)?;
    }
    Some(())
}

fn descend<'a>(scanner: &mut Scanner<'a>, path: &[u8]) -> Option<&'a [u8]> {
    let kind = scanner.kind()?;
    if path.is_empty() {
        return scanner.skip();
    }
    let end = path.iter().position(|byte| *byte == b'.').unwrap_or(path.len());
    let (step, rest) = path.split_at_checked(end)?;
    let rest = rest.get(1..).unwrap_or_default();
    if kind == Kind::Object {
        let mut items = scanner.open()?;
        while let Some(key) = scanner.next_key(&mut items)? {
            if key.is(step) {
                return descend(scanner, rest);
            }
            scanner.skip()?;
        }
    } else if kind == Kind::Array && step == b"[]" {
        let mut items = scanner.open()?;
        if scanner.next_element(&mut items)? {
            return descend(scanner, rest);
        }
    }
    None
}
