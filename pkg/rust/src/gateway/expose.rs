//! The places that a gateway lets through although their marks withhold them.

use std::fmt;

/// Places in a checkout session by their field names, `customer.email`: each leaves whole, with all that
/// is in it. Lists have no index: `captures.metadata` is the metadata of every capture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expose {
    paths: Vec<Vec<String>>,
}

/// A path that names no place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPath {
    /// Which of the paths it is, from 0.
    pub index: usize,
}

impl Expose {
    /// Reads paths of field names with dots between them.
    ///
    /// # Errors
    ///
    /// If one of them has an empty name in it, or one with a character that no field of Flex's has.
    pub fn new<'p>(paths: impl IntoIterator<Item = &'p str>) -> Result<Self, NoPath> {
        let paths = paths.into_iter().enumerate().map(|(index, path)| {
            let names: Vec<String> = path.split('.').map(String::from).collect();
            if names.iter().all(|name| is_name(name)) { Ok(names) } else { Err(NoPath { index }) }
        });
        Ok(Self { paths: paths.collect::<Result<_, _>>()? })
    }

    pub(super) fn all(&self) -> Named<'_> {
        Named { paths: self.paths.iter().map(Vec::as_slice).collect() }
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

impl fmt::Display for NoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a path is field names with dots between them, such as customer.email")
    }
}

impl std::error::Error for NoPath {}

/// What is named below one place.
#[derive(Clone, Debug, Default)]
pub(super) struct Named<'e> {
    paths: Vec<&'e [String]>,
}

impl<'e> Named<'e> {
    pub(super) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// What is named below a field of this place; `None` if the field itself is, and so leaves whole.
    pub(super) fn below(&self, is: impl Fn(&str) -> bool) -> Option<Named<'e>> {
        let mut below = Named::default();
        for path in &self.paths {
            let Some((first, rest)) = path.split_first() else { continue };
            if !is(first) {
                continue;
            }
            if rest.is_empty() {
                return None;
            }
            below.paths.push(rest);
        }
        Some(below)
    }
}
