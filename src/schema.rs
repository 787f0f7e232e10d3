//! The models as data.
//!
//! Every model in [`models`](crate::models) carries a static table of its fields, written by the
//! same macro that writes the struct. [`decode`](crate::decode) walks response bytes along these
//! tables, and with the `schema` feature they also hold names, docs and known values, from which
//! the TypeScript types and the docs' tables are generated.

use crate::holds::Mark;

/// One Flex object: its fields, in the order in which Flex prints them.
#[derive(Debug)]
pub struct Object {
    /// The fields that the models know. Others may occur on the wire.
    pub fields: &'static [Field],
    /// Name of the type, `PaymentIntent`.
    #[cfg(feature = "schema")]
    pub name: &'static str,
    /// What the object is, in Markdown.
    #[cfg(feature = "schema")]
    pub doc: &'static str,
    /// The value of a field `type` by which it is told from others, where it has one.
    #[cfg(feature = "schema")]
    pub tag: Option<&'static str>,
}

/// One field of an object.
#[derive(Debug)]
pub struct Field {
    /// The name on the wire, which is the name in Rust and TypeScript too.
    pub name: &'static str,
    /// What its value looks like.
    pub shape: Shape,
    /// Whether Flex is expected to send it in every object, never null (inferred).
    pub always: bool,
    /// What the name means for holds.
    pub(crate) mark: Mark,
    /// Whether a gateway lets the field through to front ends.
    #[cfg(feature = "server")]
    pub exposure: Exposure,
    /// What the field means, in Markdown.
    #[cfg(feature = "schema")]
    pub doc: &'static str,
    /// The field's type in Rust, as it is written there: `Option<Cents>` says the unit too.
    #[cfg(feature = "schema")]
    pub rust_type: &'static str,
}

/// Whether a gateway lets a field through, where it lets its object through.
#[cfg(feature = "server")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// Front ends see it.
    Public,
    /// It stays on the server, unless the gateway is told to expose it.
    Withheld,
    /// Nobody has decided: it stays on the server.
    Unmarked,
}

#[cfg(feature = "server")]
impl Exposure {
    pub(crate) const fn marked(mark: &[&str]) -> Self {
        match mark {
            [mark] if matches!(mark.as_bytes(), b"public") => Self::Public,
            [mark] if matches!(mark.as_bytes(), b"withheld") => Self::Withheld,
            _ => Self::Unmarked,
        }
    }
}

/// What a value looks like on the wire.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// `true` or `false`.
    Boolean,
    /// A whole number between -(2^53 - 1) and 2^53 - 1, in any notation: `100`, `100.0`, `1e2`.
    Integer,
    /// A string.
    Text,
    /// A string of which some values are known.
    Enum(&'static Enum),
    /// An object of a known type.
    Object(Reference),
    /// An id, or the object that has it.
    Expandable(Reference),
    /// An array whose elements have one shape.
    List(&'static Shape),
    /// Any JSON at all.
    Any,
}

/// The object type that a field refers to.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// The type's table. A function, because tables refer to each other in circles, which the
    /// compiler does not evaluate as constants.
    pub object: fn() -> &'static Object,
    /// Whether `{}` stands for it where Flex cuts a recursion short.
    pub may_be_cut: bool,
}

/// A set of known strings.
#[derive(Debug)]
pub struct Enum {
    /// Name of the type, `PaymentIntentStatus`.
    #[cfg(feature = "schema")]
    pub name: &'static str,
    /// What the values say, in Markdown.
    #[cfg(feature = "schema")]
    pub doc: &'static str,
    /// The values known today, each with its doc.
    #[cfg(feature = "schema")]
    pub known: &'static [(&'static str, &'static str)],
    /// Whether other values may occur, which are then kept as they came.
    #[cfg(feature = "schema")]
    pub open: bool,
}

/// A type that may stand in a model's field.
pub trait Wire {
    /// What it looks like on the wire.
    const SHAPE: Shape;
    /// Whether a field of this type is expected to be there, and not null.
    const ALWAYS: bool = true;

    /// Whether this value is left out when its object is written.
    fn is_absent(&self) -> bool {
        false
    }
}

/// A type that is an object on the wire.
pub trait Model {
    /// How a field refers to it.
    const REFERENCE: Reference = Reference { object: Self::object, may_be_cut: false };

    /// Its table of fields.
    fn object() -> &'static Object;
}

impl Wire for bool {
    const SHAPE: Shape = Shape::Boolean;
}

impl Wire for String {
    const SHAPE: Shape = Shape::Text;
}

impl Wire for &'static str {
    const SHAPE: Shape = Shape::Text;
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
