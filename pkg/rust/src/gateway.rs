//! Decisions of a gateway between front ends and Flex: which requests it serves, which fields of Flex's
//! objects it returns, and which session tokens it accepts.
//!
//! Never put an API key in a page. Have the page call the merchant's own gateway, which adds the key. All
//! functions here are pure: the package's TypeScript does the I/O.

mod cors;
mod exports;
mod expose;
mod gate;
mod refusal;
mod route;
pub mod token;
mod withhold;

pub use expose::{Expose, InvalidPath};
pub use gate::{Admission, RequestHead, Rules, Verdict, gate};
pub use refusal::{Fault, Refusal};
pub use withhold::{contains_only, withhold, withhold_from};
