//! Error responses of a gateway.

use flex_checkout::internal::kind_of_status;
use flex_checkout::{ErrorKind, Outcome, closed_enum};
use serde::Serialize;
use tsify::Tsify;

closed_enum! {
    /// Reason why a gateway refuses a request itself. Nothing was sent to Flex.
    pub enum Refusal {
        /// The gateway has no such route, or its action is not in `actions`.
        NotFound = "route_not_found",
        /// The route has another method.
        MethodNotAllowed = "method_not_allowed",
        /// The page's origin is not allowed.
        OriginNotAllowed = "origin_not_allowed",
        /// The POST has no origin.
        OriginMissing = "origin_missing",
        /// The call has an effect and no idempotency key.
        IdempotencyKeyRequired = "idempotency_key_required",
        /// The idempotency key is not 1 to 255 visible ASCII characters.
        IdempotencyKeyInvalid = "idempotency_key_invalid",
        /// The body is larger than `maxRequestBytes`.
        RequestTooLarge = "request_too_large",
        /// The body did not arrive completely in time.
        RequestTimeout = "request_timeout",
        /// The body of a capture was announced and could not be read. Middleware may have read it.
        BodyUnavailable = "request_body_unavailable",
        /// The body of a capture is not JSON of the form `{"checkout_session": {…}}`.
        BodyInvalid = "request_body_invalid",
        /// A parameter of a capture is unknown or has an invalid value. The message names it.
        ParamsInvalid = "params_invalid",
        /// The query has a parameter that the route does not have.
        QueryNotKnown = "query_not_known",
        /// A list needs exactly one valid `checkout_session`, and may have a valid `limit` and one valid cursor.
        QueryInvalid = "query_invalid",
        /// The caller may not do this.
        NotAuthorized = "not_authorized",
        /// The authorization check failed.
        AuthorizeFailed = "authorize_failed",
        /// The caller sends too many requests.
        RateLimited = "gateway_rate_limited",
        /// The rate limit check failed.
        RateLimitFailed = "rate_limit_failed",
        /// The gateway itself failed.
        GatewayFailed = "gateway_failed",
    }
}

impl Refusal {
    /// Returns the HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::OriginNotAllowed | Self::OriginMissing | Self::NotAuthorized => 403,
            Self::IdempotencyKeyRequired
            | Self::IdempotencyKeyInvalid
            | Self::BodyUnavailable
            | Self::BodyInvalid
            | Self::ParamsInvalid
            | Self::QueryNotKnown
            | Self::QueryInvalid => 400,
            Self::RequestTooLarge => 413,
            Self::RequestTimeout => 408,
            Self::RateLimited => 429,
            Self::AuthorizeFailed | Self::RateLimitFailed | Self::GatewayFailed => 500,
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::NotFound => {
                "The gateway has no such route, or does not serve its action. Its option actions lists \
                 those that it serves."
            }
            Self::MethodNotAllowed => "The route has another method. The header Allow names it.",
            Self::OriginNotAllowed => "Pages of this origin may not call this gateway.",
            Self::OriginMissing => "A POST needs the header Origin, which every browser sends.",
            Self::IdempotencyKeyRequired => {
                "A call with an effect needs the header Idempotency-Key, so that a retry has no second \
                 effect."
            }
            Self::IdempotencyKeyInvalid => {
                "The header Idempotency-Key must be 1 to 255 visible ASCII characters."
            }
            Self::RequestTooLarge => "The body of the request is too large.",
            Self::RequestTimeout => "The body of the request did not arrive completely in time.",
            Self::BodyUnavailable => {
                "The gateway could not read the body of the request, and without its parameters a capture \
                 would take the whole hold. Mount the gateway before middleware that reads bodies. To send \
                 no parameters, send the body {\"checkout_session\":{}}."
            }
            Self::BodyInvalid => {
                "The body of the request must be JSON of the form {\"checkout_session\":{…}}, without other \
                 fields."
            }
            Self::ParamsInvalid => "A parameter of the request is invalid.",
            Self::QueryNotKnown => {
                "The query may have expand_…=true and expand=… only; that of a list also checkout_session, \
                 limit, starting_after and ending_before."
            }
            Self::QueryInvalid => {
                "The query of a list must have one checkout_session, the id of a session. It may have a limit \
                 from 1 to 100, and one of starting_after and ending_before, the id of a payment intent."
            }
            Self::NotAuthorized => "You may not do this with this session.",
            Self::AuthorizeFailed => "Authorization check failed.",
            Self::RateLimited => "Too many requests. Retry later.",
            Self::RateLimitFailed => "Rate limit check failed.",
            Self::GatewayFailed => "The gateway failed before it called Flex.",
        }
    }

    /// Returns the error of the response.
    #[must_use]
    pub fn fault(self, has_effect: bool) -> Fault {
        let status = self.status();
        Fault {
            status,
            kind: kind_of_status(status).unwrap_or(ErrorKind::Server),
            outcome: if has_effect { Outcome::Rejected } else { Outcome::None },
            code: Some(self.as_str().to_owned()),
            message: self.message(),
            retry_after: None,
        }
    }
}

/// The error of a response. The caller's client makes an equal error from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// The HTTP status.
    pub status: u16,
    /// The kind of the error.
    #[tsify(type = "import(\"./models.js\").ErrorKind")]
    pub kind: ErrorKind,
    /// The outcome of the call.
    #[tsify(type = "import(\"./models.js\").Outcome")]
    pub outcome: Outcome,
    /// Flex's machine code, or the gateway's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The message. It is not Flex's own, which may name a customer.
    pub message: &'static str,
    /// The wait before the next attempt, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Fault {
    /// Returns the error of a failed call to Flex.
    ///
    /// The caller's client retries by the status, so a transient error has a status that is retried.
    #[must_use]
    pub fn of_call(
        kind: ErrorKind,
        outcome: Outcome,
        status: Option<u16>,
        code: Option<String>,
        retry_after: Option<u32>,
    ) -> Self {
        let from_flex = status.filter(|status| (400..=599).contains(status));
        let status = match kind {
            ErrorKind::Configuration => 500,
            // nginx's status for a client that closed the connection.
            ErrorKind::Aborted => 499,
            ErrorKind::Timeout => 504,
            ErrorKind::Connection | ErrorKind::Redirect | ErrorKind::Decode => 502,
            _ => from_flex.unwrap_or(502),
        };
        let message = match kind {
            ErrorKind::Configuration => "The gateway could not make the call.",
            ErrorKind::Aborted => "The call was aborted.",
            ErrorKind::Timeout => "Flex did not respond to the gateway in time.",
            ErrorKind::Connection => "The gateway's connection to Flex failed.",
            ErrorKind::Redirect => "Flex responded to the gateway with a redirect.",
            ErrorKind::Authentication => "Flex refused the gateway's API key.",
            ErrorKind::Permission => "The gateway's API key may not do this.",
            ErrorKind::NotFound => {
                "Flex did not find the session, or an object that the request names."
            }
            ErrorKind::Conflict => "The request conflicts with another one.",
            ErrorKind::RateLimit => "The gateway sends Flex too many requests.",
            ErrorKind::InvalidRequest => "Flex refused the request.",
            ErrorKind::Decode => {
                "Flex's response to the gateway does not contain the requested object."
            }
            _ => "Flex failed.",
        };
        Self { status, kind, outcome, code, message, retry_after }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Refusal};
    use flex_checkout::{ErrorKind, Outcome};

    #[test]
    fn has_a_status_that_clients_retry_if_the_failure_is_transient() {
        for (kind, status, expected) in [
            (ErrorKind::Timeout, None, 504),
            (ErrorKind::Connection, None, 502),
            (ErrorKind::Connection, Some(200), 502),
            (ErrorKind::Decode, Some(200), 502),
            (ErrorKind::Redirect, Some(307), 502),
            (ErrorKind::Redirect, None, 502),
            (ErrorKind::Server, Some(503), 503),
            (ErrorKind::Server, Some(999), 502),
            (ErrorKind::RateLimit, Some(429), 429),
            (ErrorKind::NotFound, Some(404), 404),
            (ErrorKind::Authentication, Some(401), 401),
            (ErrorKind::Configuration, None, 500),
            (ErrorKind::Aborted, None, 499),
        ] {
            let fault = Fault::of_call(kind, Outcome::Unknown, status, None, None);
            assert_eq!((fault.status, fault.kind), (expected, kind), "{kind:?} {status:?}");
        }
    }

    #[test]
    fn refuses_with_the_outcome_rejected() {
        let fault = Refusal::AuthorizeFailed.fault(true);
        assert_eq!((fault.status, fault.kind), (500, ErrorKind::Server));
        assert_eq!(fault.outcome, Outcome::Rejected);
        assert_eq!(Refusal::NotFound.fault(false).outcome, Outcome::None);
    }
}
