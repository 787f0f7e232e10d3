//! One request to a route that Flex has.

use axum::http::{HeaderMap, Method, Uri};

use crate::expand::Expand;
use crate::operations::Operation;

/// One request, read.
pub(crate) struct Call {
    /// The session that the path names; nothing where the path is no route.
    pub(crate) session: Option<String>,
    pub(crate) operation: Operation,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) key: Option<String>,
    pub(crate) expand: Expand,
    pub(crate) body_bytes: usize,
}
