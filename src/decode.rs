//! Checks response bytes: finds the session's holds, and the paths at which it departs from the models.
//!
//! One pass over the bytes builds no tree, so that a WebAssembly module needs no other parser.
//! [`Answer::session`](crate::Answer::session) makes the typed session.

mod check;
mod drift;
mod table;

pub use check::{Checked, Inspected, check, inspect};
pub(crate) use check::{departure, drifts};
pub use drift::Drift;

use crate::json::scan::Fault;
use crate::text::{digits, join};

/// The object that a 2xx contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Envelope {
    /// A session.
    Session,
    /// A payment intent.
    PaymentIntent,
    /// An array of payment intents.
    PaymentIntents,
    /// An array of allocations.
    Allocations,
    /// An array of sessions.
    Sessions,
}

impl Envelope {
    /// Returns the name of the field that holds the object.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Session => "checkout_session",
            Self::PaymentIntent => "payment_intent",
            Self::PaymentIntents => "payment_intents",
            Self::Allocations => "allocations",
            Self::Sessions => "checkout_sessions",
        }
    }

    /// Returns the name of the field that holds the object's own id; `None` for an array.
    #[must_use]
    pub fn id_field(self) -> Option<&'static str> {
        match self {
            Self::Session => Some("checkout_session_id"),
            Self::PaymentIntent => Some("payment_intent_id"),
            _ => None,
        }
    }

    /// Returns the path of the object's own id.
    fn id_path(self) -> &'static str {
        match self {
            Self::PaymentIntent => "payment_intent.payment_intent_id",
            _ => "checkout_session.checkout_session_id",
        }
    }
}

/// Reason why a response contains no session, or no other object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoSession {
    /// It is not JSON.
    NotJson {
        /// Number of valid bytes.
        offset: usize,
        /// The fault after them.
        fault: NotJson,
    },
    /// It is JSON, but not an object with such a field.
    NotThere {
        /// The object that is missing.
        envelope: Envelope,
        /// The path of the missing value.
        path: &'static str,
        /// The expected type.
        expected: &'static str,
        /// The type found.
        found: &'static str,
    },
}

/// Fault in a body that is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotJson {
    /// The body is empty.
    Empty,
    /// It ends in the middle of a value.
    Cut,
    /// A byte breaks the grammar.
    Byte,
    /// Its arrays and objects nest deeper than 128 levels.
    Depth,
    /// It is not UTF-8.
    Utf8,
}

impl NoSession {
    /// Returns true if the body is truncated, so that a retry may return all of it.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        matches!(self, Self::NotJson { fault: NotJson::Cut, .. })
    }

    /// Returns the path of the missing value; `None` if the body is not JSON.
    #[must_use]
    pub fn path(&self) -> Option<&'static str> {
        match self {
            Self::NotJson { .. } => None,
            Self::NotThere { path, .. } => Some(path),
        }
    }

    /// Describes the fault, as the end of a sentence that begins with "the body".
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
            Self::NotThere { envelope, path, expected, found } => {
                let object = match envelope {
                    Envelope::Session => "session",
                    _ => envelope.name(),
                };
                join(&[
                    "contains no ",
                    object,
                    ": expected ",
                    expected,
                    " at ",
                    path,
                    ", found ",
                    found,
                ])
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

/// Returns a body as a string, without its byte order mark.
///
/// # Errors
///
/// Returns an error if the bytes are not UTF-8.
pub fn text(body: &[u8]) -> Result<&str, NoSession> {
    let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    std::str::from_utf8(body).map_err(|error| NoSession::NotJson {
        offset: error.valid_up_to(),
        // A body truncated within a character is truncated like any other.
        fault: if error.error_len().is_none() { NotJson::Cut } else { NotJson::Utf8 },
    })
}
