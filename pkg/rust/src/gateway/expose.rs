//! Fields that a gateway returns although the models withhold them.

use std::fmt;

/// Paths of fields in a checkout session, such as `customer.email`. Each field is returned completely. Lists
/// have no index: `captures.metadata` is the metadata of every capture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expose {
    paths: Vec<Vec<String>>,
}

/// A path that is not field names separated by dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidPath {
    /// Its index among the paths.
    pub index: usize,
}

impl Expose {
    /// Parses paths of field names separated by dots.
    ///
    /// # Errors
    ///
    /// Returns an error if a name is empty or has a character other than letters, digits, `_` and `-`.
    pub fn new<'p>(paths: impl IntoIterator<Item = &'p str>) -> Result<Self, InvalidPath> {
        let paths = paths.into_iter().enumerate().map(|(index, path)| {
            let names: Vec<String> = path.split('.').map(String::from).collect();
            if names.iter().all(|name| is_name(name)) {
                Ok(names)
            } else {
                Err(InvalidPath { index })
            }
        });
        Ok(Self { paths: paths.collect::<Result<_, _>>()? })
    }

    pub(super) fn all(&self) -> Exposed<'_> {
        Exposed { paths: self.paths.iter().map(Vec::as_slice).collect() }
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

impl fmt::Display for InvalidPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "path {} is not field names separated by dots, such as customer.email",
            self.index
        )
    }
}

impl std::error::Error for InvalidPath {}

/// The exposed paths below one field.
#[derive(Clone, Debug, Default)]
pub(super) struct Exposed<'e> {
    paths: Vec<&'e [String]>,
}

impl<'e> Exposed<'e> {
    pub(super) fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Returns the paths below a field; `None` if the field itself is exposed.
    pub(super) fn below(&self, is: impl Fn(&str) -> bool) -> Option<Exposed<'e>> {
        let mut below = Exposed::default();
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
