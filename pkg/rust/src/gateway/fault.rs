//! What a gateway answers where there is no session to give.

use flex_checkout::internal::kind_of_status;
use flex_checkout::{ErrorKind, Outcome, closed_enum};

closed_enum! {
    /// Why a gateway refuses a request itself. Nothing was sent to Flex.
    pub enum Refusal {
        /// The path names none of the two routes.
        NotFound = "route_not_found",
        /// The route has another method.
        MethodNotAllowed = "method_not_allowed",
        /// The page's origin is not allowed.
        OriginNotAllowed = "origin_not_allowed",
        /// A POST came without an origin.
        OriginMissing = "origin_missing",
        /// A POST came without an idempotency key.
        IdempotencyKeyRequired = "idempotency_key_required",
        /// The idempotency key is not 1 to 255 visible ASCII characters.
        IdempotencyKeyInvalid = "idempotency_key_invalid",
        /// The body is larger than it may be.
        RequestTooLarge = "request_too_large",
        /// The body did not arrive in time.
        RequestTimeout = "request_timeout",
        /// The query asks for something that is not passed on.
        QueryNotKnown = "query_not_known",
        /// The sender may not do this.
        NotAuthorized = "not_authorized",
        /// Whether the sender may do this could not be found out.
        AuthorizeFailed = "authorize_failed",
        /// The sender asks too often.
        RateLimited = "gateway_rate_limited",
        /// How often the sender asks could not be found out.
        RateLimitFailed = "rate_limit_failed",
        /// The gateway itself is broken.
        GatewayFailed = "gateway_failed",
    }
}

impl Refusal {
    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::OriginNotAllowed | Self::OriginMissing | Self::NotAuthorized => 403,
            Self::IdempotencyKeyRequired | Self::IdempotencyKeyInvalid | Self::QueryNotKnown => 400,
            Self::RequestTooLarge => 413,
            Self::RequestTimeout => 408,
            Self::RateLimited => 429,
            Self::AuthorizeFailed | Self::RateLimitFailed | Self::GatewayFailed => 500,
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::NotFound => {
                "The gateway has no such route; it has GET …/v1/checkout/sessions/{id} and POST \
                 …/v1/checkout/sessions/{id}/reauth."
            }
            Self::MethodNotAllowed => "The route has another method; the header Allow names it.",
            Self::OriginNotAllowed => "Pages of this origin may not call this gateway.",
            Self::OriginMissing => "A POST needs the header Origin, which every browser sends.",
            Self::IdempotencyKeyRequired => {
                "A reauth needs the header Idempotency-Key, so that a repetition places no second \
                 hold."
            }
            Self::IdempotencyKeyInvalid => {
                "The header Idempotency-Key must be 1 to 255 visible ASCII characters."
            }
            Self::RequestTooLarge => "The request's body is larger than it may be; it needs none.",
            Self::RequestTimeout => "The request's body did not arrive in time.",
            Self::QueryNotKnown => "The query may hold expand_…=true and expand=… only.",
            Self::NotAuthorized => "You may not do this with this session.",
            Self::AuthorizeFailed => "Whether you may do this could not be found out.",
            Self::RateLimited => "You ask too often; wait and ask again.",
            Self::RateLimitFailed => "How often you ask could not be found out.",
            Self::GatewayFailed => "The gateway failed before it asked Flex.",
        }
    }

    /// What it says to the caller's client.
    #[must_use]
    pub fn fault(self, is_reauth: bool) -> Fault {
        let status = self.status();
        Fault {
            status,
            kind: kind_of_status(status).unwrap_or(ErrorKind::Server),
            outcome: if is_reauth { Outcome::Rejected } else { Outcome::None },
            code: Some(self.as_str().to_owned()),
            message: self.message(),
            retry_after: None,
        }
    }
}

/// An error as it crosses to the caller's client, which makes of it the error that the gateway had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The HTTP status.
    pub status: u16,
    /// What went wrong.
    pub kind: ErrorKind,
    /// Whether the call placed a hold.
    pub outcome: Outcome,
    /// Flex's machine code, or the gateway's.
    pub code: Option<String>,
    /// What happened. Nothing of what Flex wrote is in it: that may name a customer.
    pub message: &'static str,
    /// How long to wait before the next attempt, in milliseconds.
    pub retry_after: Option<u32>,
}

impl Fault {
    /// What a failed call to Flex says to the caller's client.
    ///
    /// The caller's client retries by the status, so what may pass has one that is retried.
    #[must_use]
    pub fn of_call(
        kind: ErrorKind,
        outcome: Outcome,
        status: Option<u16>,
        code: Option<String>,
        retry_after: Option<u32>,
    ) -> Self {
        let told = status.filter(|status| (400..=599).contains(status));
        let status = match kind {
            ErrorKind::Configuration => 500,
            // Nobody is there any more.
            ErrorKind::Aborted => 499,
            ErrorKind::Timeout => 504,
            ErrorKind::Connection | ErrorKind::Redirect | ErrorKind::Decode => 502,
            _ => told.unwrap_or(502),
        };
        let message = match kind {
            ErrorKind::Configuration => "The gateway could not make the call.",
            ErrorKind::Aborted => "The call was aborted.",
            ErrorKind::Timeout => "Flex did not answer the gateway in time.",
            ErrorKind::Connection => "The gateway's connection to Flex failed.",
            ErrorKind::Redirect => "Flex answered the gateway with a redirect.",
            ErrorKind::Authentication => "Flex refused the gateway's API key.",
            ErrorKind::Permission => "The gateway's API key may not do this.",
            ErrorKind::NotFound => "Flex knows no such session.",
            ErrorKind::Conflict => "The request conflicts with another one.",
            ErrorKind::RateLimit => "The gateway asks Flex too often.",
            ErrorKind::InvalidRequest => "Flex refused the request.",
            ErrorKind::Decode => "Flex's answer to the gateway holds no session.",
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
    fn has_a_status_that_a_client_retries_where_it_may_pass() {
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
    fn refuses_without_a_doubt_about_the_hold() {
        let fault = Refusal::AuthorizeFailed.fault(true);
        assert_eq!((fault.status, fault.kind), (500, ErrorKind::Server));
        assert_eq!(fault.outcome, Outcome::Rejected);
        assert_eq!(Refusal::NotFound.fault(false).outcome, Outcome::None);
    }
}
