//! Checks beside the test suites, and builds that suites need.

pub mod dependencies;
pub mod dictionary;
pub mod examples;
pub mod fuzz;
pub mod pages;
pub mod publish;
pub mod release;
pub mod semver;
pub mod snippets;
pub mod surface;
