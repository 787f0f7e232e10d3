//! What the docs are made of: tables and documents from the Rust models, and the site.

pub mod figures;
pub mod openapi;
pub mod site;
pub mod tables;
