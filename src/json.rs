//! JSON read in place, without a tree, and numbers converted only when needed.

pub(crate) mod integer;
pub(crate) mod lookup;
pub mod scan;
pub(crate) mod tree;
