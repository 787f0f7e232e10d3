//! What is checked beside the suites of tests, and what these need to be built.

pub mod coverage;
pub mod dependencies;
pub mod examples;
pub mod fuzz;
pub mod miri;
pub mod mutants;
pub mod pages;
pub mod publish;
pub mod release;
pub mod security;
pub mod semver;
pub mod snippets;
pub mod surface;
pub mod words;
