//! A request to one of Flex's routes.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::expand::Expand;
use crate::message::Request;
use crate::routes::{Route, Subject};

/// A parsed request.
pub(crate) struct Call {
    pub(crate) route: &'static Route,
    /// The id in the path, if the route has one.
    pub(crate) id: Option<String>,
    /// The id of the session that the request is about; `None` if the path names no known payment
    /// intent, or is not a route.
    pub(crate) session: Option<String>,
    pub(crate) request: Request,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) key: Option<String>,
    pub(crate) expand: Expand,
}

impl Call {
    pub(crate) fn new(route: &'static Route, id: Option<String>, request: Request) -> Call {
        let query = form_urlencoded::parse(request.query.as_deref().unwrap_or_default().as_bytes());
        let query: Vec<(String, String)> = query.into_owned().collect();
        let mut call = Call {
            route,
            id,
            session: None,
            key: request.header("idempotency-key").filter(|key| !key.is_empty()).map(str::to_owned),
            expand: Expand::from_query(&query),
            query,
            request,
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
        (&self.request.path, &self.request.body).hash(&mut hasher);
        hasher.finish()
    }
}
