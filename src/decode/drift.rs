//! Drift: paths at which a response departs from the models.

use std::fmt;

use super::table::{self, Packed};
use crate::define::report;
use crate::json::scan::Kind;
use crate::text::{digits, join};

report! {
    /// A path at which a response departs from the models.
    ///
    /// The call succeeds anyway, because the money is held by then. A strict client rejects the response.
    ///
    /// ```
    /// use flex_checkout::{Answer, Drift};
    ///
    /// fn report(answer: &Answer) {
    ///     for Drift { path, expected, found, .. } in answer.drifts() {
    ///         eprintln!("{path} is {found} instead of {expected}");
    ///     }
    ///     if let Some(first) = answer.drift() {
    ///         eprintln!("{first}"); // "checkout_session.mode: expected string, found number"
    ///     }
    /// }
    /// ```
    pub struct Drift {
        /// The path, such as `checkout_session.captures[7].amount_captured`.
        pub path: String,
        /// The expected type: `string`, `integer`, `boolean`, `object`, `array` or `string or object`; of the
        /// session's own id: `the id that was asked for`.
        pub expected: &'static str,
        /// The type found: `null`, `boolean`, `number`, `string`, `array`, `object`, `absent`, or `another id`.
        pub found: &'static str,
    }
}

impl Drift {
    /// Returns the message of a strict client's error.
    pub(crate) fn sentence(&self) -> String {
        join(&[&self.path, ": expected ", self.expected, ", found ", self.found, "."])
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.path, self.expected, self.found)
    }
}

impl Packed {
    pub(super) fn expected(self) -> &'static str {
        match self.kind() {
            table::BOOLEAN => "boolean",
            table::INTEGER => "integer",
            table::STRING => "string",
            table::OBJECT => "object",
            table::EXPANDABLE => "string or object",
            table::LIST | table::EXPANDABLES => "array",
            _ => "anything",
        }
    }
}

impl Kind {
    pub(super) fn found(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Number => "number",
            Self::String => "string",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// A path in a response, as a chain of steps on the stack: it costs nothing until a drift is found.
#[derive(Clone, Copy)]
pub(super) struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: Step<'p>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Field(&'p [u8]),
    Index(u32),
}

impl<'p> Path<'p> {
    pub(super) const fn root(name: &'p [u8]) -> Self {
        Self { parent: None, step: Step::Field(name) }
    }

    pub(super) const fn field(&'p self, name: &'p [u8]) -> Self {
        Self { parent: Some(self), step: Step::Field(name) }
    }

    pub(super) const fn index(&'p self, index: u32) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    pub(super) fn dotted(&self) -> String {
        let mut path = self.parent.map_or_else(String::new, Path::dotted);
        match self.step {
            Step::Field(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(std::str::from_utf8(name).unwrap_or_default());
            }
            Step::Index(index) => {
                path.push('[');
                path.push_str(&digits(index));
                path.push(']');
            }
        }
        path
    }
}
