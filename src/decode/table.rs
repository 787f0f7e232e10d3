//! The fields of the models in a compact form, written at compile time from [`Model::FIELDS`]: in a WebAssembly
//! module the fields themselves take three times as much.
//!
//! A field is four bytes and its name: the kind of its value, the number of its object, its [`Mark`] and the
//! length of the name.

#![expect(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "at compile time"
)]
#![expect(
    clippy::copy_iterator,
    clippy::inline_always,
    reason = "checking takes twice as long without, and more bytes"
)]

use super::Envelope;
use crate::holds::Mark;
use crate::models::{
    Allocation, Capture, CaptureItem, Cart, CheckoutSession, Customer, Defaults, Invoice,
    PaymentIntent, Price, Product, Recurring, Refund, SetupIntent, ShippingAddress,
    ShippingOptions, SplitCart, Subscription, SubscriptionClientSecret, SubscriptionData,
    SubscriptionItem, TaxRate, TotalDetails, TransferData,
};
use crate::params::{CaptureLineItem, CaptureParams};
use crate::schema::{Field, Model, Reference, Shape, Wire};

macro_rules! tables {
    ($($model:ident)*) => {
        /// Names of the objects, by their numbers.
        const NAMES: &[&str] = &[$(<$model as Model>::NAME),*];

        static TABLES: &[&[u8]] = &[$({
            const LENGTH: usize = length(<$model as Model>::FIELDS);
            &packed::<LENGTH>(<$model as Model>::FIELDS)
        }),*];
    };
}

tables! {
    CheckoutSession Capture CaptureItem Cart Customer Defaults Invoice PaymentIntent Price Product Recurring
    Refund SetupIntent ShippingAddress ShippingOptions SplitCart Subscription SubscriptionClientSecret
    SubscriptionData SubscriptionItem TaxRate TotalDetails TransferData Allocation CaptureParams CaptureLineItem
}

/// Fields of an object that are not read yet.
#[derive(Clone, Copy)]
pub(super) struct Fields(&'static [u8]);

/// A field.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) name: &'static [u8],
    pub(super) shape: Packed,
    mark: u8,
}

/// The shape of a field's value.
#[derive(Clone, Copy)]
pub(super) struct Packed {
    flags: u8,
    /// The number of the object, or of an array's objects.
    object: u8,
}

pub(super) const ANY: u8 = 0;
pub(super) const BOOLEAN: u8 = 1;
pub(super) const INTEGER: u8 = 2;
pub(super) const STRING: u8 = 3;
pub(super) const OBJECT: u8 = 4;
pub(super) const EXPANDABLE: u8 = 5;
/// An array of objects.
pub(super) const LIST: u8 = 6;
/// An array of objects, or their ids.
pub(super) const EXPANDABLES: u8 = 7;

/// The bits of the flags that hold one of these.
const KIND: u8 = 7;
const ALWAYS: u8 = 8;
const MAY_BE_CUT: u8 = 16;

impl Packed {
    /// A field that must be absent.
    pub(super) const ABSENT: Self = Self { flags: ANY, object: 0 };
    /// The parameters of a capture.
    pub(super) const CAPTURE: Self = Self::new(CaptureParams::SHAPE);

    /// Returns the shape of the value in an envelope.
    pub(super) fn of(envelope: Envelope) -> Self {
        const SHAPES: [Packed; 5] = [
            Packed::new(CheckoutSession::SHAPE),
            Packed::new(PaymentIntent::SHAPE),
            Packed::new(<Vec<PaymentIntent>>::SHAPE),
            Packed::new(<Vec<Allocation>>::SHAPE),
            Packed::new(<Vec<CheckoutSession>>::SHAPE),
        ];
        SHAPES.get(envelope as usize).copied().unwrap_or(SHAPES[0])
    }

    pub(super) fn kind(self) -> u8 {
        self.flags & KIND
    }

    /// Returns the shape of an array's elements.
    pub(super) fn element(self) -> Self {
        Self { flags: if self.kind() == LIST { OBJECT } else { EXPANDABLE }, ..self }
    }

    /// Returns the fields of the object.
    pub(super) fn fields(self) -> Fields {
        Fields(TABLES.get(usize::from(self.object)).copied().unwrap_or_default())
    }

    /// Returns true if Flex may send `{}` instead of the object.
    pub(super) fn may_be_cut(self) -> bool {
        self.flags & MAY_BE_CUT != 0
    }

    const fn new(shape: Shape) -> Self {
        let (flags, object) = match shape {
            Shape::Any => (ANY, 0),
            Shape::Boolean => (BOOLEAN, 0),
            Shape::Integer => (INTEGER, 0),
            Shape::String | Shape::Enum(_) => (STRING, 0),
            Shape::Object(to) => (OBJECT | cut(to), number(to)),
            Shape::Expandable(to) => (EXPANDABLE | cut(to), number(to)),
            Shape::List(Shape::Object(to)) => (LIST, number(*to)),
            Shape::List(Shape::Expandable(to)) => (EXPANDABLES, number(*to)),
            Shape::List(_) => panic!("an array of something else than objects"),
        };
        Self { flags, object }
    }
}

impl Known {
    /// Returns true if Flex is expected to send the field in every object, and never null.
    pub(super) fn always(self) -> bool {
        self.shape.flags & ALWAYS != 0
    }

    pub(super) fn mark(self) -> Mark {
        Mark::numbered(self.mark)
    }
}

impl Iterator for Fields {
    type Item = Known;

    #[inline(always)]
    fn next(&mut self) -> Option<Known> {
        let ([flags, object, mark, length], rest) = self.0.split_first_chunk()?;
        let (name, rest) = rest.split_at_checked(usize::from(*length))?;
        self.0 = rest;
        Some(Known { name, shape: Packed { flags: *flags, object: *object }, mark: *mark })
    }
}

const fn cut(to: Reference) -> u8 {
    if to.may_be_cut { MAY_BE_CUT } else { 0 }
}

/// Returns the number of an object.
const fn number(to: Reference) -> u8 {
    let mut number = 0;
    while !is_same(NAMES[number], to.name) {
        number += 1;
    }
    number as u8
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}

/// Returns false for a field of any type, about which there is nothing to check. `metadata` is common: to know it is
/// faster than to search for it in vain.
const fn is_packed(field: &Field) -> bool {
    field.always || !matches!(field.shape, Shape::Any) || ends_with(field.name, "metadata")
}

const fn ends_with(name: &str, end: &str) -> bool {
    let start = name.len().saturating_sub(end.len());
    is_same(name.split_at(start).1, end)
}

const fn length(fields: &[Field]) -> usize {
    let (mut length, mut index) = (0, 0);
    while index < fields.len() {
        if is_packed(&fields[index]) {
            length += 4 + fields[index].name.len();
        }
        index += 1;
    }
    length
}

const fn packed<const LENGTH: usize>(fields: &[Field]) -> [u8; LENGTH] {
    let mut packed = [0; LENGTH];
    let (mut at, mut index) = (0, 0);
    while index < fields.len() {
        let Field { name, shape, always, .. } = &fields[index];
        index += 1;
        if !is_packed(&fields[index - 1]) {
            continue;
        }
        let Packed { flags, object } = Packed::new(*shape);
        packed[at] = if *always { flags | ALWAYS } else { flags };
        packed[at + 1] = object;
        packed[at + 2] = Mark::of(name) as u8;
        packed[at + 3] = name.len() as u8;
        let mut byte = 0;
        while byte < name.len() {
            packed[at + 4 + byte] = name.as_bytes()[byte];
            byte += 1;
        }
        at += 4 + name.len();
    }
    packed
}
