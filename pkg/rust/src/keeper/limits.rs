//! What the keeper's own arguments are held to. TypeScript and the Worker's `OpenAPI` document have it
//! from here.

/// What the id of a session must match.
pub const SESSION_ID: &str = "^[A-Za-z0-9_-]{1,128}$";

/// How many characters a reason to release may have.
pub const REASON: u32 = 500;

/// How many sessions a page may have at most.
pub const PAGE: u32 = 1000;

/// How many it has unless told.
pub const USUAL_PAGE: u32 = 100;
