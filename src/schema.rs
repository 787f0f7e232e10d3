//! The models as data.
//!
//! Every model in [`models`](crate::models) has a static table of its fields, written by the macro that
//! writes the struct. The client checks responses against these tables. With the feature `schema` they also
//! hold names, docs and known values: the source of the npm package's types and of the tables in the docs.

use std::time::Duration;

use serde::{Serialize, Serializer};

/// One Flex object: its fields, in the order in which Flex sends them.
#[derive(Debug)]
#[non_exhaustive]
pub struct Object {
    /// The fields that the models know. Others may occur on the wire.
    pub fields: &'static [Field],
    /// Name of the type, such as `PaymentIntent`.
    #[cfg(feature = "schema")]
    pub name: &'static str,
    /// Description of the object, in Markdown.
    #[cfg(feature = "schema")]
    pub doc: &'static str,
    /// Value of the field `type`, if the object has one.
    #[cfg(feature = "schema")]
    pub tag: Option<&'static str>,
}

impl Object {
    #[doc(hidden)]
    #[must_use]
    #[cfg_attr(not(feature = "schema"), expect(unused_variables, reason = "generators read them"))]
    pub const fn new(
        fields: &'static [Field],
        name: &'static str,
        doc: &'static str,
        tag: Option<&'static str>,
    ) -> Self {
        Self {
            fields,
            #[cfg(feature = "schema")]
            name,
            #[cfg(feature = "schema")]
            doc: without_examples(doc),
            #[cfg(feature = "schema")]
            tag,
        }
    }
}

/// One field of an object.
#[derive(Debug)]
#[non_exhaustive]
pub struct Field {
    /// Name on the wire, and in Rust and TypeScript.
    pub name: &'static str,
    /// Shape of the value.
    pub shape: Shape,
    /// Set if Flex is expected to send the field in every object, and never null (inferred).
    pub always: bool,
    /// Set if front ends may see the field.
    pub exposure: Exposure,
    /// Description of the field, in Markdown.
    #[cfg(feature = "schema")]
    pub doc: &'static str,
    /// The field's type in Rust as it is written: `Option<Cents>` names the unit too.
    #[cfg(feature = "schema")]
    pub rust_type: &'static str,
}

impl Field {
    #[doc(hidden)]
    #[must_use]
    #[cfg_attr(not(feature = "schema"), expect(unused_variables, reason = "generators read them"))]
    pub const fn new(
        name: &'static str,
        shape: Shape,
        always: bool,
        marks: &[&str],
        doc: &'static str,
        rust_type: &'static str,
    ) -> Self {
        Self {
            name,
            shape,
            always: always || matches!(marks, [mark, ..] if matches!(mark.as_bytes(), b"always")),
            exposure: Exposure::marked(marks),
            #[cfg(feature = "schema")]
            doc: without_examples(doc),
            #[cfg(feature = "schema")]
            rust_type,
        }
    }
}

/// Visibility of a field to front ends that may see its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// Front ends may see it.
    Public,
    /// It stays on the server, unless a gateway is configured to expose it.
    Withheld,
    /// Undecided: it stays on the server.
    Unmarked,
}

impl Exposure {
    const fn marked(marks: &[&str]) -> Self {
        match marks {
            [.., mark] if matches!(mark.as_bytes(), b"public") => Self::Public,
            [.., mark] if matches!(mark.as_bytes(), b"withheld") => Self::Withheld,
            _ => Self::Unmarked,
        }
    }
}

/// Shape of a value on the wire.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// `true` or `false`.
    Boolean,
    /// An integer between -(2^53 - 1) and 2^53 - 1, in any notation: `100`, `100.0`, `1e2`.
    Integer,
    /// A string.
    String,
    /// A string with known values.
    Enum(&'static Enum),
    /// An object of a known type.
    Object(Reference),
    /// An object, or its id.
    Expandable(Reference),
    /// An array of elements of one shape.
    List(&'static Shape),
    /// Any JSON.
    Any,
}

/// The object type that a field refers to.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// Returns the type's table. A function, because tables refer to each other in cycles, which the
    /// compiler does not evaluate as constants.
    pub object: fn() -> &'static Object,
    /// Name of the type.
    pub(crate) name: &'static str,
    /// Set if Flex may send `{}` instead, to end a recursion.
    pub may_be_cut: bool,
}

/// A set of known strings.
#[derive(Debug)]
#[non_exhaustive]
pub struct Enum {
    /// Name of the type, `PaymentIntentStatus`.
    #[cfg(feature = "schema")]
    pub name: &'static str,
    /// Description of the set, in Markdown.
    #[cfg(feature = "schema")]
    pub doc: &'static str,
    /// The known values, each with its doc.
    #[cfg(feature = "schema")]
    pub known: &'static [(&'static str, &'static str)],
    /// Set if other values may occur, which are kept.
    #[cfg(feature = "schema")]
    pub open: bool,
}

impl Enum {
    #[doc(hidden)]
    #[must_use]
    #[cfg_attr(not(feature = "schema"), expect(unused_variables, reason = "generators read them"))]
    pub const fn new(
        name: &'static str,
        doc: &'static str,
        known: &'static [(&'static str, &'static str)],
        open: bool,
    ) -> Self {
        Self {
            #[cfg(feature = "schema")]
            name,
            #[cfg(feature = "schema")]
            doc: without_examples(doc),
            #[cfg(feature = "schema")]
            known,
            #[cfg(feature = "schema")]
            open,
        }
    }
}

/// A type of a model's field.
pub trait Wire: Serialize {
    /// Shape on the wire.
    const SHAPE: Shape;
    /// Set if a field of this type is always present.
    const ALWAYS: bool = true;

    /// Returns true if the value is left out when its object is written.
    fn is_absent(&self) -> bool {
        false
    }

    /// Writes the value as it is on the wire.
    ///
    /// # Errors
    ///
    /// Returns the serializer's error.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

/// A type that is an object on the wire.
pub trait Model {
    /// Reference from a field to the object.
    const REFERENCE: Reference =
        Reference { object: Self::object, name: Self::NAME, may_be_cut: false };
    /// Name of the type, such as `PaymentIntent`.
    const NAME: &'static str;
    /// The fields that the models know, in the order in which Flex sends them.
    const FIELDS: &'static [Field];

    /// Returns the table of the object's fields.
    fn object() -> &'static Object;
}

/// Returns the part of a doc before its examples, which are for Rust programs only.
#[cfg(feature = "schema")]
const fn without_examples(doc: &str) -> &str {
    let mut rest = doc.as_bytes();
    loop {
        match rest {
            [b'`', b'`', b'`', ..] => return doc.split_at(doc.len().saturating_sub(rest.len())).0,
            [_, after @ ..] => rest = after,
            [] => return doc,
        }
    }
}

impl Wire for bool {
    const SHAPE: Shape = Shape::Boolean;
}

impl Wire for String {
    const SHAPE: Shape = Shape::String;
}

impl Wire for &'static str {
    const SHAPE: Shape = Shape::String;
}

impl Wire for u16 {
    const SHAPE: Shape = Shape::Integer;
}

impl Wire for u32 {
    const SHAPE: Shape = Shape::Integer;
}

/// In milliseconds.
impl Wire for Duration {
    const SHAPE: Shape = Shape::Integer;

    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(u64::try_from(self.as_millis()).unwrap_or(u64::MAX))
    }
}

impl Wire for serde_json::Value {
    const SHAPE: Shape = Shape::Any;
}

impl<T: Wire> Wire for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const ALWAYS: bool = false;

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Wire + 'static> Wire for Vec<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
}
