//! Flex's routes.

use percent_encoding::percent_decode_str;

use crate::call::Call;
use crate::capture::{allocation, capture};
use crate::errors::Refusal;
use crate::message::Request;
use crate::moment::Moment;
use crate::operations::{cancel, reauth};
use crate::payment_intents;
use crate::session::Session;

/// A route: its request, the session that it is about, its operation, and its response.
pub(crate) struct Route {
    method: &'static str,
    path: &'static str,
    pub(crate) subject: Subject,
    pub(crate) operate: Operation,
    /// Renders the body of a 2xx response, without an effect on the session.
    pub(crate) render: fn(&Session, &Call) -> Result<Vec<u8>, Refusal>,
}

type Operation = fn(&mut Session, &Call, &Moment) -> Result<(), Refusal>;

/// The part of a request that names its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// The session's id in the path.
    Session,
    /// A payment intent's id in the path.
    PaymentIntent,
    /// The query parameter `checkout_session`.
    Query,
    /// All sessions.
    All,
    /// Nothing: the path is not a route.
    Nothing,
}

#[rustfmt::skip]
static ROUTES: [Route; 9] = [
    route("GET", "/v1/checkout/sessions", Subject::All, read_only, Session::render),
    route("GET", "/v1/checkout/sessions/{id}", Subject::Session, read_only, Session::render),
    route("POST", "/v1/checkout/sessions/{id}/reauth", Subject::Session, reauth, Session::render),
    route("POST", "/v1/checkout/sessions/{id}/capture", Subject::Session, capture, Session::render),
    route("POST", "/v1/checkout/sessions/{id}/capture_allocation", Subject::Session, read_only, allocation),
    route("POST", "/v1/checkout/sessions/{id}/cancel", Subject::Session, cancel, Session::render),
    route("GET", "/v1/payment_intents", Subject::Query, read_only, payment_intents::list),
    route("GET", "/v1/payment_intents/{id}", Subject::PaymentIntent, read_only, payment_intents::show),
    route("POST", "/v1/payment_intents/{id}/cancel", Subject::PaymentIntent, payment_intents::cancel, payment_intents::show),
];

/// Every other path. Its requests are recorded: they show whether a client followed a redirect.
static ELSEWHERE: Route = route("GET", "", Subject::Nothing, read_only, Session::render);

const fn route(
    method: &'static str,
    path: &'static str,
    subject: Subject,
    operate: Operation,
    render: fn(&Session, &Call) -> Result<Vec<u8>, Refusal>,
) -> Route {
    Route { method, path, subject, operate, render }
}

#[expect(clippy::unnecessary_wraps, reason = "an operation of a route")]
fn read_only(_: &mut Session, _: &Call, _: &Moment) -> Result<(), Refusal> {
    Ok(())
}

/// Parses a request to one of Flex's routes, or to a path that is not a route.
pub(crate) fn parse(request: Request) -> Call {
    let path = request.path.as_str();
    let found = ROUTES
        .iter()
        .filter(|route| route.method == request.method)
        .find_map(|route| Some((route, id_in(path, route.path)?)));
    let (route, id) = found.unwrap_or((&ELSEWHERE, None));
    Call::new(route, id, request)
}

/// Returns the id in a path of this pattern, if the pattern has one; `None` for another path.
#[expect(clippy::option_option, reason = "a pattern without an id matches too")]
fn id_in(path: &str, pattern: &str) -> Option<Option<String>> {
    let Some((before, after)) = pattern.split_once("{id}") else {
        return (path == pattern).then_some(None);
    };
    let id = path.strip_prefix(before)?.strip_suffix(after)?;
    let is_segment = !id.is_empty() && !id.contains('/');
    is_segment.then(|| Some(percent_decode_str(id).decode_utf8_lossy().into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_whole_paths() {
        let id = |path| id_in(path, "/v1/payment_intents/{id}/cancel");
        assert_eq!(id("/v1/payment_intents/fpi_1/cancel"), Some(Some("fpi_1".to_owned())));
        assert_eq!(id("/v1/payment_intents/fpi%5F1/cancel"), Some(Some("fpi_1".to_owned())));
        for other in ["/v1/payment_intents//cancel", "/v1/payment_intents/a/b/cancel", "/v1"] {
            assert_eq!(id(other), None, "{other}");
        }
        assert_eq!(id_in("/v1/payment_intents", "/v1/payment_intents"), Some(None));
    }
}
