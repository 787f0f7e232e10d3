//! What the fuzz targets share: oracles that know the product's tables and none of its code, and
//! generators that reach further than bytes do.

pub mod answers;
pub mod decode;
pub mod shaped;
pub mod tree;
pub mod visible;
