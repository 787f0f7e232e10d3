//! Checks response bytes: the session's holds, and the paths at which it departs from the models.
//!
//! One pass over the bytes finds them and builds nothing, so that a WebAssembly module needs no parser
//! for it. [`Answer::session`](crate::Answer::session) makes the typed session.

mod check;
mod drift;

pub use check::{Checked, check, drifts};
pub use drift::Drift;

use crate::json::scan::Fault;
use crate::text::{digits, join};

/// Why a response holds no session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoSession {
    /// It is not JSON.
    NotJson {
        /// How many bytes of it are.
        offset: usize,
        /// What is wrong after them.
        fault: NotJson,
    },
    /// It is JSON, but not an object with a `checkout_session`.
    NotThere {
        /// The place where something else stands.
        path: &'static str,
        /// What is expected there.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
}

/// What is wrong with a text that is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotJson {
    /// There is no text.
    Empty,
    /// It ends in the middle of a value.
    Cut,
    /// A byte has no place there.
    Byte,
    /// Its arrays and objects nest deeper than 128 levels.
    Depth,
    /// It is not UTF-8.
    Utf8,
}

impl NoSession {
    /// Whether the text stopped too early, so that the rest may be had by asking again.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        matches!(self, Self::NotJson { fault: NotJson::Cut, .. })
    }

    /// The place that is wrong, where there is JSON to name it in.
    #[must_use]
    pub fn path(&self) -> Option<&'static str> {
        match self {
            Self::NotJson { .. } => None,
            Self::NotThere { path, .. } => Some(path),
        }
    }

    /// What is wrong, as the rest of a sentence that begins with "the body".
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::NotJson { offset, fault } => {
                let fault = match fault {
                    NotJson::Empty => return "is empty".into(),
                    NotJson::Cut => "is cut off",
                    NotJson::Byte => "is not JSON",
                    NotJson::Depth => "nests deeper than 128 levels",
                    NotJson::Utf8 => "is not UTF-8",
                };
                join(&[fault, " at byte ", &digits(u64::try_from(*offset).unwrap_or(u64::MAX))])
            }
            Self::NotThere { path, expected, found } => {
                join(&["holds no session: expected ", expected, " at ", path, ", found ", found])
            }
        }
    }
}

impl NotJson {
    fn at(fault: Fault, offset: usize) -> NoSession {
        let fault = match fault {
            Fault::End if offset == 0 => Self::Empty,
            Fault::End => Self::Cut,
            Fault::Byte => Self::Byte,
            Fault::Depth => Self::Depth,
        };
        NoSession::NotJson { offset, fault }
    }
}

/// The text of a body: UTF-8 without its byte order mark.
///
/// # Errors
///
/// If the bytes are not UTF-8.
pub fn text(body: &[u8]) -> Result<&str, NoSession> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    std::str::from_utf8(body).map_err(|error| NoSession::NotJson {
        offset: error.valid_up_to(),
        // Cut in the middle of a character, it is cut like any other text.
        fault: if error.error_len().is_none() { NotJson::Cut } else { NotJson::Utf8 },
    })
}
