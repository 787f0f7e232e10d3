//! Objects that cross between Rust and TypeScript as JSON. One definition writes how Rust reads or writes an
//! object, and its TypeScript interface.

use std::borrow::Cow;

use flex_checkout::internal::{self, integer};

/// A value that is read from JSON when it is needed. A missing or unexpected one is the type's default,
/// because the package's own TypeScript writes the JSON.
pub(crate) trait Read<'a>: Sized {
    /// Reads the value; `None` is a missing one.
    fn read(json: Option<&'a [u8]>) -> Self;
}

/// Defines an object that comes from TypeScript: a method per field, with its name in JSON.
macro_rules! incoming {
    (
        $(#[doc = $doc:literal])*
        $name:ident {
            $($(#[doc = $field_doc:literal])* $field:ident $wire:literal: $type:ty,)*
        }
    ) => {
        $crate::crossing::reader! {
            $(#[doc = $doc])*
            $name { $($(#[doc = $field_doc])* $field $wire: $type,)* }
        }
        $crate::crossing::interface! { $name<'a> as $name [$($doc)*] $($wire [$($field_doc)*] $type,)* }
    };
}

/// Defines how an object is read whose interface [`outgoing!`] writes.
macro_rules! reader {
    (
        $(#[doc = $doc:literal])*
        $name:ident {
            $($(#[doc = $field_doc:literal])* $field:ident $wire:literal: $type:ty,)*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug)]
        pub(crate) struct $name<'a>(pub(crate) &'a [u8]);

        impl<'a> $name<'a> {
            $(
                $(#[doc = $field_doc])*
                pub(crate) fn $field(self) -> $type {
                    $crate::crossing::Read::read(flex_checkout::internal::member(self.0, $wire))
                }
            )*
        }

        impl<'a> $crate::crossing::Read<'a> for Option<$name<'a>> {
            fn read(json: Option<&'a [u8]>) -> Self {
                json.map($name)
            }
        }
    };
}

/// Defines how an object is written for TypeScript.
macro_rules! outgoing {
    (
        $(#[doc = $doc:literal])*
        $name:ident $(<$life:lifetime>)? as $interface:ident |$value:ident| {
            $($(#[doc = $field_doc:literal])* $wire:literal: $type:ty = $expr:expr,)*
        }
    ) => {
        impl $crate::json::ToJson for $name $(<$life>)? {
            fn write(&self, json: &mut Vec<u8>) {
                let $value = self;
                let mut fields = $crate::json::Fields::new(json);
                $(fields.field($wire, $expr);)*
                fields.end();
            }
        }

        $crate::crossing::interface! {
            $name $(<$life>)? as $interface [$($doc)*] $($wire [$($field_doc)*] $type,)*
        }
    };
}

/// Writes the TypeScript interface of an object.
macro_rules! interface {
    (
        $name:ident $(<$life:lifetime>)? as $interface:ident [$($doc:literal)*]
        $($wire:literal [$($field_doc:literal)*] $type:ty,)*
    ) => {
        #[cfg(not(target_arch = "wasm32"))]
        impl<'a> $crate::crossing::TypeScript for $name $(<$life>)? {
            fn name() -> String {
                stringify!($interface).into()
            }
        }

        #[cfg(not(target_arch = "wasm32"))]
        impl<'a> $crate::crossing::Declared for $name $(<$life>)? {
            fn interface() -> $crate::crossing::Interface {
                $crate::crossing::Interface {
                    name: stringify!($interface),
                    doc: concat!($($doc, "\n",)*),
                    fields: vec![$((
                        $wire,
                        <$type as $crate::crossing::TypeScript>::name(),
                        <$type as $crate::crossing::TypeScript>::OPTIONAL,
                        concat!($($field_doc, "\n",)*),
                    )),*],
                }
            }
        }
    };
}

pub(crate) use {incoming, interface, outgoing, reader};

/// An interface in TypeScript.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub struct Interface {
    /// Its name.
    pub name: &'static str,
    /// Its description.
    pub doc: &'static str,
    /// Name, type and description of each field; true for an optional one.
    pub fields: Vec<(&'static str, String, bool, &'static str)>,
}

/// A type with an interface in TypeScript.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) trait Declared {
    /// Returns the interface.
    fn interface() -> Interface;
}

/// A type's name in TypeScript.
#[cfg(not(target_arch = "wasm32"))]
pub(crate) trait TypeScript {
    /// Set if a field of this type may be missing.
    const OPTIONAL: bool = false;

    /// Returns the name.
    fn name() -> String;
}

impl Read<'_> for Option<String> {
    fn read(json: Option<&[u8]>) -> Self {
        internal::string(json?).map(Cow::into_owned)
    }
}

impl Read<'_> for String {
    fn read(json: Option<&[u8]>) -> Self {
        <Option<Self>>::read(json).unwrap_or_default()
    }
}

impl Read<'_> for Vec<String> {
    fn read(json: Option<&[u8]>) -> Self {
        let mut strings = Vec::new();
        internal::elements(json.unwrap_or_default(), &mut |item| {
            strings.push(String::read(Some(item)));
            Some(())
        });
        strings
    }
}

impl Read<'_> for bool {
    fn read(json: Option<&[u8]>) -> Self {
        json == Some(b"true")
    }
}

impl Read<'_> for Option<i64> {
    fn read(json: Option<&[u8]>) -> Self {
        integer(json?)
    }
}

macro_rules! integers {
    ($($name:ident)*) => {
        $(
            impl Read<'_> for Option<$name> {
                fn read(json: Option<&[u8]>) -> Self {
                    integer(json?)?.try_into().ok()
                }
            }

            impl Read<'_> for $name {
                fn read(json: Option<&[u8]>) -> Self {
                    <Option<$name>>::read(json).unwrap_or_default()
                }
            }
        )*
    };
}

integers! { u16 u32 u64 }

/// Reads enums by name, and writes them. After each stands the value for a missing or unknown name.
macro_rules! enums {
    ($($type:ident = $default:ident,)*) => {
        $(
            impl $crate::crossing::Read<'_> for $type {
                fn read(json: Option<&[u8]>) -> Self {
                    <Option<Self>>::read(json).unwrap_or(Self::$default)
                }
            }

            impl $crate::crossing::Read<'_> for Option<$type> {
                fn read(json: Option<&[u8]>) -> Self {
                    $type::named(&flex_checkout::internal::string(json?)?)
                }
            }

            impl $crate::json::ToJson for $type {
                fn write(&self, json: &mut Vec<u8>) {
                    self.as_str().write(json);
                }
            }

            #[cfg(not(target_arch = "wasm32"))]
            impl $crate::crossing::TypeScript for $type {
                fn name() -> String {
                    stringify!($type).into()
                }
            }
        )*
    };
}

pub(crate) use enums;

#[cfg(not(target_arch = "wasm32"))]
mod names {

    use flex_checkout::internal::Held;
    use flex_checkout::{Drift, Event};

    use super::TypeScript;

    macro_rules! names {
        ($($type:ty => $name:literal,)*) => {
            $(impl TypeScript for $type {
                fn name() -> String {
                    $name.into()
                }
            })*
        };
    }

    names! {
        bool => "boolean",
        i64 => "number",
        u16 => "number",
        u32 => "number",
        u64 => "number",
        &str => "string",
        String => "string",
        Drift => "Drift",
        Event => "CallEvent",
        Held<'_> => "Hold",
    }

    impl<T: TypeScript> TypeScript for Option<T> {
        const OPTIONAL: bool = true;

        fn name() -> String {
            T::name()
        }
    }

    impl<T: TypeScript> TypeScript for Vec<T> {
        fn name() -> String {
            format!("{}[]", T::name())
        }
    }
}
