//! Documentation: tables and documents from the Rust models, and the site.

pub mod openapi;
pub mod site;
pub mod tables;
