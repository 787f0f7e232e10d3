//! What a gateway between front ends and Flex decides: whom it serves, and what of an answer leaves it.
//!
//! A browser must hold no API key, so front ends call a gateway of the merchant's that adds it. All of
//! this is pure: the gateway's own code does the I/O.

mod expose;
pub mod fault;
mod gate;
mod origin;
mod path;
mod rules;
pub mod token;
mod withhold;

pub use expose::{Expose, NoPath};
pub use fault::{Fault, Refusal};
pub use gate::{Admitted, Asked, Gate, Verdict, gate};
pub use rules::Rules;
pub use withhold::withhold;
