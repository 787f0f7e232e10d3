//! The models as data.
//!
//! Every model in [`models`](crate::models) carries a static table of its fields, written by the
//! macro that writes the struct. [`decode`](crate::decode) reads response bytes along these tables.
//! With the feature `schema` they also hold names, docs and known values: the source of the npm
//! package's types and of the tables in the docs.

use std::time::Duration;

use serde::{Serialize, Serializer};

/// One Flex object: its fields, in the order in which Flex prints them.
#[derive(Debug)]
#[non_exhaustive]
pub struct Object {
    /// The fields that the models know. Others may occur on the wire.
    pub fields: &'static [Field],
    /// Name of the type, `PaymentIntent`.
    #[cfg(feature = "schema")]
    pub name: &'static str,
    /// Description of the object, in Markdown.
    #[cfg(feature = "schema")]
    pub doc: &'static str,
    /// The value of its field `type`, where it has one.
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
            doc,
            #[cfg(feature = "schema")]
            tag,
        }
    }
}

/// One field of an object.
#[derive(Debug)]
#[non_exhaustive]
pub struct Field {
    /// The name on the wire, which is the name in Rust and TypeScript too.
    pub name: &'static str,
    /// Shape of its value.
    pub shape: Shape,
    /// Set if Flex is expected to send it in every object, never null (inferred).
    pub always: bool,
    /// Meaning of the name for holds.
    pub(crate) mark: Mark,
    /// Set if front ends may see the field.
    pub exposure: Exposure,
    /// Description of the field, in Markdown.
    #[cfg(feature = "schema")]
    pub doc: &'static str,
    /// The field's type in Rust, as written there: `Option<Cents>` names the unit too.
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
            mark: Mark::of(name),
            exposure: Exposure::marked(marks),
            #[cfg(feature = "schema")]
            doc,
            #[cfg(feature = "schema")]
            rust_type,
        }
    }
}

/// Whether front ends may see a field, where they may see its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exposure {
    /// Front ends may see it.
    Public,
    /// It stays on the server, unless a gateway is told to expose it.
    Withheld,
    /// Not decided: it stays on the server.
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

/// Meaning of a field's name for holds. The tables store it, so that reading compares no names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Mark {
    None,
    CheckoutSessionId,
    PaymentIntent,
    SplitCart,
    EligibleCart,
    NonEligibleCart,
    Invoice,
    Subscription,
    LatestInvoice,
    PaymentIntentId,
    Status,
    Amount,
    AmountCapturable,
    CreatedAt,
}

impl Mark {
    const fn of(name: &str) -> Self {
        match name.as_bytes() {
            b"checkout_session_id" => Self::CheckoutSessionId,
            b"payment_intent" => Self::PaymentIntent,
            b"split_cart" => Self::SplitCart,
            b"eligible_cart" => Self::EligibleCart,
            b"non_eligible_cart" => Self::NonEligibleCart,
            b"invoice" => Self::Invoice,
            b"subscription" => Self::Subscription,
            b"latest_invoice" => Self::LatestInvoice,
            b"payment_intent_id" => Self::PaymentIntentId,
            b"status" => Self::Status,
            b"amount" => Self::Amount,
            b"amount_capturable" => Self::AmountCapturable,
            b"created_at" => Self::CreatedAt,
            _ => Self::None,
        }
    }
}

/// Shape of a value on the wire.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// `true` or `false`.
    Boolean,
    /// A whole number between -(2^53 - 1) and 2^53 - 1, in any notation: `100`, `100.0`, `1e2`.
    Integer,
    /// A string.
    String,
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
    /// Set if `{}` stands for it where Flex cuts a recursion short.
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
    /// The values known today, each with its doc.
    #[cfg(feature = "schema")]
    pub known: &'static [(&'static str, &'static str)],
    /// Set if other values may occur, which are then kept as they came.
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
            doc,
            #[cfg(feature = "schema")]
            known,
            #[cfg(feature = "schema")]
            open,
        }
    }
}

/// A type that a model's field can have.
pub trait Wire: Serialize {
    /// Its shape on the wire.
    const SHAPE: Shape;
    /// Set if a field of this type is always there.
    const ALWAYS: bool = true;

    /// Returns true if this value is left out when its object is written.
    fn is_absent(&self) -> bool {
        false
    }

    /// Writes this value as it is on the wire.
    ///
    /// # Errors
    ///
    /// If the serializer fails.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

/// A type that is an object on the wire.
pub trait Model {
    /// The way a field refers to it.
    const REFERENCE: Reference = Reference { object: Self::object, may_be_cut: false };

    /// Returns its table of fields.
    fn object() -> &'static Object;
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

/// Whole milliseconds.
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
