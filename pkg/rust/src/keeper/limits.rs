//! Limits of the keeper's arguments. The TypeScript constants and the Worker's `OpenAPI` document are
//! generated from them.

/// Pattern of a session's id.
pub const SESSION_ID: &str = "^[A-Za-z0-9_-]{1,128}$";

/// Largest number of characters in a reason for `release`. The smallest is 1.
pub const MAX_REASON_LENGTH: u32 = 500;

/// Largest number of sessions in a page.
pub const MAX_PAGE_SIZE: u32 = 1000;

/// Default number of sessions in a page.
pub const DEFAULT_PAGE_SIZE: u32 = 100;
