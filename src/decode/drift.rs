//! Where a response departs from the models.

use std::fmt;

use crate::define::report;
use crate::json::scan::Kind;
use crate::schema::Shape;
use crate::text::{digits, join};

report! {
    /// The first place, in reading order, where a response departs from the models.
    ///
    /// The session is returned all the same, because by then the money is held; a strict client
    /// makes it an error.
    pub struct Drift {
        /// The place, `checkout_session.captures[7].amount_captured`.
        pub path: String,
        /// What the models expect there: `string`, `integer`, `boolean`, `object`, `array` or
        /// `string or object`.
        pub expected: &'static str,
        /// What stands there: `null`, `boolean`, `number`, `string`, `array`, `object`, or `absent`.
        pub found: &'static str,
    }
}

impl Drift {
    /// What a strict client says of it.
    pub(crate) fn sentence(&self) -> String {
        join(&[
            &self.path,
            " is not what its model says: expected ",
            self.expected,
            ", found ",
            self.found,
            ".",
        ])
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: expected {}, found {}", self.path, self.expected, self.found)
    }
}

impl Shape {
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::String | Self::Enum(_) => "string",
            Self::Object(_) => "object",
            Self::Expandable(_) => "string or object",
            Self::List(_) => "array",
            Self::Any => "anything",
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

/// A place in a response, as the chain of steps that leads to it; it lives on the stack, so that
/// naming places costs nothing until one is wrong.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: Step,
}

#[derive(Clone, Copy)]
enum Step {
    Field(&'static str),
    Index(u32),
}

impl<'p> Place<'p> {
    pub(super) const fn root(name: &'static str) -> Self {
        Self { parent: None, step: Step::Field(name) }
    }

    pub(super) const fn field(&'p self, name: &'static str) -> Self {
        Self { parent: Some(self), step: Step::Field(name) }
    }

    pub(super) const fn index(&'p self, index: u32) -> Self {
        Self { parent: Some(self), step: Step::Index(index) }
    }

    pub(super) fn path(&self) -> String {
        let mut path = self.parent.map_or_else(String::new, Place::path);
        match self.step {
            Step::Field(name) => {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(name);
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
