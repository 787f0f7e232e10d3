//! Shared by the fuzz targets: oracles that use the product's tables and none of its code, and structured
//! generators.

pub mod answers;
pub mod decode;
pub mod shaped;
pub mod tree;
pub mod visible;
