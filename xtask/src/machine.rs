//! The machine: programs to run and to install.

pub mod run;
pub mod setup;
pub mod tools;
