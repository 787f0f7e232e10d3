//! The macros that write a model and its table from one definition.

/// The name on the wire of a Rust field: `r#type` is `type`.
pub(crate) const fn wire_name(field: &'static str) -> &'static str {
    match field.as_bytes() {
        [b'r', b'#', ..] => field.split_at(2).1,
        _ => field,
    }
}

/// Writes a struct with serde's traits, and its [`Object`](crate::schema::Object) table.
///
/// Behind each field stands whether a gateway lets it through to front ends: `=> public` or
/// `=> withheld`. A field without a mark is withheld, and a test asks for the mark.
///
/// A field may be absent or null exactly when its type is an `Option`, and is then left out when
/// the object is written: on Flex's wire null and absent mean the same.
macro_rules! model {
    ($($definition:tt)*) => {
        $crate::models::define::object! { [serde::Deserialize, PartialEq] [] None; $($definition)* }
    };
}

/// Writes a struct that the client makes itself: like a [`model!`], but never read from JSON.
macro_rules! report {
    ($($definition:tt)*) => {
        $crate::models::define::object! { [PartialEq, Eq] [] None; $($definition)* }
        $crate::models::define::to_json! { None; $($definition)* }
    };
}

/// Writes a struct that the client makes itself, and that says in a field `type` what it is.
macro_rules! event {
    ($tag:literal, $($definition:tt)*) => {
        $crate::models::define::object! {
            [PartialEq, Eq] [#[serde(tag = "type", rename = $tag)]] Some($tag); $($definition)*
        }
        $crate::models::define::to_json! { Some($tag); $($definition)* }
    };
}

/// Lets a struct that the client makes itself go to JavaScript.
macro_rules! to_json {
    (
        $tag:expr;
        $(#[doc = $doc:literal])*
        pub struct $name:ident {
            $(
                $(#[doc = $field_doc:literal])*
                pub $field:ident: $type:ty,
            )*
        }
    ) => {
        #[cfg(feature = "bindings")]
        impl $crate::bindings::json::ToJson for $name {
            fn write(&self, json: &mut Vec<u8>) {
                let tag: Option<&str> = $tag;
                let mut fields = $crate::bindings::json::Fields::new(json);
                fields.field("type", &tag);
                $(
                    let name = const { $crate::models::define::wire_name(stringify!($field)) };
                    fields.field(name, &self.$field);
                )*
                fields.end();
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
                pub $field:ident: $type:ty $(=> $exposure:ident)?,
            )*
        }
    ) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug, serde::Serialize, $($derive),*)]
        #[non_exhaustive]
        $($attribute)*
        pub struct $name {
            $(
                $(#[doc = $field_doc])*
                #[serde(skip_serializing_if = "crate::schema::Wire::is_absent")]
                pub $field: $type,
            )*
        }

        impl $crate::schema::Model for $name {
            fn object() -> &'static $crate::schema::Object {
                static OBJECT: $crate::schema::Object = $crate::schema::Object {
                    fields: &[$($crate::schema::Field {
                        name: $crate::models::define::wire_name(stringify!($field)),
                        shape: <$type as $crate::schema::Wire>::SHAPE,
                        always: <$type as $crate::schema::Wire>::ALWAYS,
                        mark: $crate::holds::Mark::of($crate::models::define::wire_name(
                            stringify!($field),
                        )),
                        #[cfg(feature = "server")]
                        exposure: $crate::schema::Exposure::marked(&[$(stringify!($exposure))?]),
                        #[cfg(feature = "schema")]
                        doc: concat!($($field_doc, "\n",)*),
                        #[cfg(feature = "schema")]
                        rust_type: stringify!($type),
                    }),*],
                    #[cfg(feature = "schema")]
                    name: stringify!($name),
                    #[cfg(feature = "schema")]
                    doc: concat!($($doc, "\n",)*),
                    #[cfg(feature = "schema")]
                    tag: $tag,
                };
                &OBJECT
            }
        }

        impl $crate::schema::Wire for $name {
            const SHAPE: $crate::schema::Shape =
                $crate::schema::Shape::Object(<$name as $crate::schema::Model>::REFERENCE);
        }
    };
}

/// Writes an enum of known strings that keeps any other string as it came.
macro_rules! open_enum {
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
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[doc = $value_doc])*
                $variant,
            )*
            /// A value that this version does not know, as it came.
            Other(String),
        }

        impl $name {
            /// The value as it stands on the wire.
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

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let value = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                Ok(Self::from(&*value))
            }
        }

        #[cfg(feature = "bindings")]
        impl $crate::bindings::json::ToJson for $name {
            fn write(&self, json: &mut Vec<u8>) {
                self.as_str().write(json);
            }
        }

        $crate::models::define::enum_table! { open $name [$($doc)*] $($value [$($value_doc)*])* }
    };
}

/// Writes an enum of strings of which the client makes no others.
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
            /// The name that JavaScript sees.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)*
                }
            }

            /// The one of this name, if there is one.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                [$(Self::$variant,)*].into_iter().find(|one| one.as_str() == name)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        #[cfg(feature = "bindings")]
        impl $crate::bindings::json::ToJson for $name {
            fn write(&self, json: &mut Vec<u8>) {
                self.as_str().write(json);
            }
        }

        $crate::models::define::enum_table! { closed $name [$($doc)*] $($value [$($value_doc)*])* }
    };
}

macro_rules! enum_table {
    ($kind:ident $name:ident [$($doc:literal)*] $($value:literal [$($value_doc:literal)*])*) => {
        impl $crate::schema::Wire for $name {
            const SHAPE: $crate::schema::Shape = {
                static TABLE: $crate::schema::Enum = $crate::schema::Enum {
                    #[cfg(feature = "schema")]
                    name: stringify!($name),
                    #[cfg(feature = "schema")]
                    doc: concat!($($doc, "\n",)*),
                    #[cfg(feature = "schema")]
                    known: &[$(($value, concat!($($value_doc, "\n",)*))),*],
                    #[cfg(feature = "schema")]
                    open: matches!(stringify!($kind).as_bytes(), b"open"),
                };
                $crate::schema::Shape::Enum(&TABLE)
            };
        }
    };
}

/// Writes a whole number with a unit.
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
                $crate::models::scalar::deserialize_integer(deserializer).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        #[cfg(feature = "bindings")]
        impl $crate::bindings::json::ToJson for $name {
            fn write(&self, json: &mut Vec<u8>) {
                self.0.write(json);
            }
        }

        impl $crate::schema::Wire for $name {
            const SHAPE: $crate::schema::Shape = $crate::schema::Shape::Integer;
        }
    };
}

pub(crate) use {
    closed_enum, enum_table, event, integer, model, object, open_enum, report, to_json,
};
