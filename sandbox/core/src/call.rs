//! A request to one of Flex's routes.

use std::hash::{DefaultHasher, Hash, Hasher};

use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, Method, Request, Uri};

use crate::expand::Expand;
use crate::routes::{Route, Subject};

/// A parsed request.
pub(crate) struct Call {
    pub(crate) route: &'static Route,
    /// The id in the path, if the route has one.
    pub(crate) id: Option<String>,
    /// The id of the session that the request is about; `None` if the path names no known payment
    /// intent, or is not a route.
    pub(crate) session: Option<String>,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) key: Option<String>,
    pub(crate) expand: Expand,
    pub(crate) body: Bytes,
}

impl Call {
    pub(crate) fn new(route: &'static Route, id: Option<String>, request: Request<Bytes>) -> Call {
        let (Parts { method, uri, headers, .. }, body) = request.into_parts();
        let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let query: Vec<(String, String)> = query.into_owned().collect();
        let mut call = Call {
            route,
            id,
            session: None,
            method,
            key: headers
                .get("idempotency-key")
                .map(|key| String::from_utf8_lossy(key.as_bytes()).into_owned())
                .filter(|key| !key.is_empty()),
            expand: Expand::from_query(&query),
            query,
            uri,
            headers,
            body,
        };
        call.session = match route.subject {
            Subject::Session => call.id.clone(),
            Subject::Query => call.parameter("checkout_session").map(str::to_owned),
            Subject::PaymentIntent | Subject::All | Subject::Nothing => None,
        };
        call
    }

    /// Returns a query parameter's value.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Identifies the request among those with the same idempotency key.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.uri.path(), &self.body).hash(&mut hasher);
        hasher.finish()
    }
}
