//! The machine: what it runs, and what it must have.

pub mod run;
pub mod setup;
pub mod tools;
