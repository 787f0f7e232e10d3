//! Macros that write a type, its serde traits and its [`schema`](crate::schema) table from one definition.

/// Returns the wire name of a Rust field: `type` for `r#type`.
pub(crate) const fn wire_name(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Writes a struct with serde's traits, and its [`Object`](crate::schema::Object) table.
///
/// Marks follow each field. `public` or `withheld` says whether front ends may see it; an unmarked field is
/// withheld, and a test requires the mark. `always` means that Flex is expected to send the field in every
/// object (inferred); a missing one is drift.
///
/// Every field but the object's own id is an `Option`. Absent and null mean the same on Flex's wire, and
/// `None` is left out when the object is written.
macro_rules! model {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                pub $field:ident: $type:ty $(=> $($mark:ident)+)?,
            )*
        }
    ) => {
        $crate::define::object! {
            [Default] [] None;
            $(#[doc = $doc])*
            pub struct $name {
                $(
                    $(#[doc = $field_doc])*
                    [$($($mark)+)?]
                    pub $field: $type,
                )*
            }
        }

        impl $crate::from_value::FromValue for $name {
            fn from_value(value: &serde_json::Value) -> Option<Self> {
                let object = value.as_object()?;
                Some(Self {
                    $($field: $crate::from_value::FromValue::from_field(
                        object.get(const { $crate::define::wire_name(stringify!($field)) }),
                    )?,)*
                })
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::from_value::deserialize(deserializer, stringify!($name))
            }
        }
    };
}

/// Writes a struct that the client makes: like a [`model!`], but without marks. Traits to derive may come
/// first.
macro_rules! report {
    ($([$($derive:path),*])? $(#[doc = $doc:literal])* pub struct $($definition:tt)*) => {
        $crate::define::made! {
            [$($($derive),*)?] [] None; $(#[doc = $doc])* pub struct $($definition)*
        }
    };
}

/// Writes a struct that the client makes, with its name in a field `type`.
macro_rules! event {
    ($tag:literal, $($definition:tt)*) => {
        $crate::define::made! {
            [] [#[serde(tag = "type", rename = $tag)]] Some($tag); $($definition)*
        }
    };
}

macro_rules! made {
    (
        [$($derive:path),*] [$($attribute:tt)*] $tag:expr;
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                pub $field:ident: $type:ty,
            )*
        }
    ) => {
        $crate::define::object! {
            [$($derive),*] [$($attribute)*] $tag;
            $(#[doc = $doc])*
            pub struct $name {
                $(
                    $(#[doc = $field_doc])*
                    []
                    pub $field: $type,
                )*
            }
        }
    };
}

macro_rules! object {
    (
        [$($derive:path),*] [$($attribute:tt)*] $tag:expr;
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                [$($mark:ident)*]
                pub $field:ident: $type:ty,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize $(, $derive)*)]
        #[non_exhaustive]
        $($attribute)*
        pub struct $name {
            $(
                $(#[doc = $field_doc])*
                #[serde(
                    skip_serializing_if = "crate::schema::Wire::is_absent",
                    serialize_with = "crate::schema::Wire::write"
                )]
                pub $field: $type,
            )*
        }

        impl $crate::schema::Model for $name {
            const NAME: &'static str = stringify!($name);
            const FIELDS: &'static [$crate::schema::Field] = &[$($crate::schema::Field::new(
                $crate::define::wire_name(stringify!($field)),
                <$type as $crate::schema::Wire>::SHAPE,
                <$type as $crate::schema::Wire>::ALWAYS,
                &[$(stringify!($mark)),*],
                concat!($($field_doc, "\n",)*),
                stringify!($type),
            )),*];

            fn object() -> &'static $crate::schema::Object {
                static OBJECT: $crate::schema::Object = $crate::schema::Object::new(
                    <$name as $crate::schema::Model>::FIELDS,
                    stringify!($name),
                    concat!($($doc, "\n",)*),
                    $tag,
                );
                &OBJECT
            }
        }

        impl $crate::schema::Wire for $name {
            const SHAPE: $crate::schema::Shape =
                $crate::schema::Shape::Object(<$name as $crate::schema::Model>::REFERENCE);
        }
    };
}

/// Writes an `open_enum!` of the models, with an example.
macro_rules! model_enum {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident {
            $(#[doc = $value_doc:literal])*
            $variant:ident = $value:literal,
            $($rest:tt)*
        }
    ) => {
        $crate::open_enum! {
            $(#[doc = $doc])*
            #[example = concat!(
                "```\nuse flex_checkout::models::", stringify!($name), ";\n\n",
                "let known = ", stringify!($name), "::from(\"", $value, "\");\n",
                "assert_eq!(known, ", stringify!($name), "::", stringify!($variant), ");\n",
                "assert_eq!(known.as_str(), \"", $value, "\");\n",
                "// A value that this version does not know is kept.\n",
                "let unknown = ", stringify!($name), "::from(\"unknown\");\n",
                "assert_eq!(unknown.to_string(), \"unknown\");\n```",
            )]
            pub enum $name {
                $(#[doc = $value_doc])*
                $variant = $value,
                $($rest)*
            }
        }
    };
}

/// Writes an enum of known strings that keeps any other string unchanged.
#[doc(hidden)]
#[macro_export]
macro_rules! open_enum {
    (
        $(#[doc = $doc:literal])*
        $(#[example = $example:expr])?
        pub enum $name:ident {
            $(
                $(#[doc = $value_doc:literal])*
                $variant:ident = $value:literal,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        $(
            ///
            #[doc = $example]
        )?
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[doc = $value_doc])*
                $variant,
            )*
            /// A value that this version does not know, unchanged.
            Other(String),
        }

        impl $name {
            /// Returns the value on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(value) => value,
                }
            }
        }

        impl From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Ok(Self::from(&*value))
            }
        }

        impl $crate::from_value::FromValue for $name {
            fn from_value(value: &serde_json::Value) -> Option<Self> {
                value.as_str().map(Self::from)
            }
        }

        $crate::enum_traits! { open $name [$($doc)*] $($value [$($value_doc)*])* }
    };
}

/// Writes an enum of strings without further values.
#[doc(hidden)]
#[macro_export]
macro_rules! closed_enum {
    (
        $(#[doc = $doc:literal])*
        pub enum $name:ident {
            $(
                $(#[doc = $value_doc:literal])*
                $variant:ident = $value:literal,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[doc = $value_doc])*
                $variant,
            )*
        }

        impl $name {
            #[doc(hidden)]
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// Returns the name, which is the value in JavaScript and JSON.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)*
                }
            }

            /// Returns the value of this name; `None` if no value has it.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == name)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Self::named(&name).ok_or_else(|| {
                    serde::de::Error::custom(format_args!(concat!("`{}` is not a ", stringify!($name)), name))
                })
            }
        }

        $crate::enum_traits! { closed $name [$($doc)*] $($value [$($value_doc)*])* }
    };
}

/// Writes the traits that open and closed enums share, and their [`Enum`](crate::schema::Enum) table.
#[doc(hidden)]
#[macro_export]
macro_rules! enum_traits {
    ($kind:ident $name:ident [$($doc:literal)*] $($value:literal [$($value_doc:literal)*])*) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl $crate::schema::Wire for $name {
            const SHAPE: $crate::schema::Shape = {
                static TABLE: $crate::schema::Enum = $crate::schema::Enum::new(
                    stringify!($name),
                    concat!($($doc, "\n",)*),
                    &[$(($value, concat!($($value_doc, "\n",)*))),*],
                    matches!(stringify!($kind).as_bytes(), b"open"),
                );
                $crate::schema::Shape::Enum(&TABLE)
            };
        }
    };
}

/// Writes an integer with a unit.
macro_rules! integer {
    (
        $(#[doc = $doc:literal])*
        pub struct $name:ident;
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::from_value::deserialize(deserializer, "an integer")
            }
        }

        impl $crate::from_value::FromValue for $name {
            fn from_value(value: &serde_json::Value) -> Option<Self> {
                $crate::from_value::integer(value).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl $crate::schema::Wire for $name {
            const SHAPE: $crate::schema::Shape = $crate::schema::Shape::Integer;
        }
    };
}

pub(crate) use {closed_enum, event, integer, made, model, model_enum, object, report};
