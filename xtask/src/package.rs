//! The published and served artifacts: the npm package, the crate, the page.

pub mod build;
pub mod declarations;
pub mod inline;
pub mod json_schema;
pub mod jsr;
pub mod maps;
pub mod packed;
pub mod page;
pub mod readme;
pub mod size;
pub mod typescript;
pub mod wasm;
