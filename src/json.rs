//! JSON text read in place: no tree is built and no number is converted until it is needed.

pub(crate) mod integer;
pub mod lookup;
pub mod scan;
pub(crate) mod tree;
