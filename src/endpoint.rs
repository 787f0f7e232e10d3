//! Flex's endpoints, as data.

use crate::decode::Envelope;
use crate::define::closed_enum;
use crate::request::Method;
use crate::text::join;

closed_enum! {
    /// The operation of a call: its method's name in JavaScript. One that begins with `retrieve`, `list` or `preview`
    /// changes nothing. One that ends with `PaymentIntent` takes a payment intent's id.
    ///
    /// ```
    /// use flex_checkout::Action;
    ///
    /// assert_eq!(Action::PreviewCapture.as_str(), "previewCapture");
    /// ```
    pub enum Action {
        /// Places a new hold.
        Reauth = "reauth",
        /// Reads a session.
        Retrieve = "retrieve",
        /// Captures held money.
        Capture = "capture",
        /// Returns the allocations of a capture without executing it.
        PreviewCapture = "previewCapture",
        /// Releases the money that a session holds.
        Cancel = "cancel",
        /// Lists a session's payment intents.
        ListPaymentIntents = "listPaymentIntents",
        /// Reads a payment intent.
        RetrievePaymentIntent = "retrievePaymentIntent",
        /// Releases the money that a payment intent holds.
        CancelPaymentIntent = "cancelPaymentIntent",
        /// Lists the sessions of the last days, for the keeper. The id is the number of days.
        ListSessions = "listSessions",
    }
}

/// One endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// The HTTP method.
    pub method: Method,
    /// The part of the URL before the id, after the base URL.
    pub before: &'static str,
    /// The part of the URL after the id.
    pub after: &'static str,
    /// The object that a 2xx contains.
    pub returns: Envelope,
    /// The effect of the call; `None` if it changes nothing. Only a call with an effect has an idempotency key.
    pub effect: Option<Effect>,
    /// The action that reads the result if the body of a 2xx is lost.
    pub read: Action,
}

/// The effect of a call, in the words of its errors.
#[derive(Clone, Copy, Debug)]
pub struct Effect {
    /// The noun of the effect: "hold".
    pub subject: &'static str,
    pub article: &'static str,
    pub verb: &'static str,
    /// The call that shows whether it happened, and the values to compare and to store.
    pub check: &'static str,
    pub values: &'static str,
}

impl Effect {
    /// Returns the next step after an unknown outcome, as a sentence.
    #[must_use]
    pub fn unknown(&self) -> String {
        let Self { article, subject, verb, check, values } = self;
        join(&[
            article,
            subject,
            " may have been ",
            verb,
            ": call `",
            check,
            "` and compare the ",
            values,
            ", or repeat the call with this error's idempotency key, before any call with a new one.",
        ])
    }
}

const SESSION: &str = "/v1/checkout/sessions/";
const INTENT: &str = "/v1/payment_intents/";

const PLACED: Effect = Effect {
    article: "A ",
    subject: "hold",
    verb: "placed",
    check: "retrieve",
    values: "payment intents",
};
const CAPTURED: Effect = Effect {
    article: "The ",
    subject: "money",
    verb: "captured",
    check: "retrieve",
    values: "captures",
};
const RELEASED: Effect = Effect { article: "The ", verb: "released", ..PLACED };

/// The endpoints, in the order of the actions.
static ENDPOINTS: [Endpoint; 9] = {
    let read = Endpoint {
        method: Method::Get,
        before: SESSION,
        after: "",
        returns: Envelope::Session,
        effect: None,
        read: Action::Retrieve,
    };
    let change = Endpoint { method: Method::Post, ..read };
    let intent = Endpoint {
        before: INTENT,
        returns: Envelope::PaymentIntent,
        read: Action::RetrievePaymentIntent,
        ..read
    };
    [
        Endpoint { after: "/reauth", effect: Some(PLACED), ..change },
        read,
        Endpoint { after: "/capture", effect: Some(CAPTURED), ..change },
        Endpoint {
            after: "/capture_allocation",
            returns: Envelope::Allocations,
            read: Action::PreviewCapture,
            ..change
        },
        Endpoint { after: "/cancel", effect: Some(RELEASED), ..change },
        Endpoint {
            before: "/v1/payment_intents?checkout_session=",
            returns: Envelope::PaymentIntents,
            read: Action::ListPaymentIntents,
            ..read
        },
        intent,
        Endpoint {
            method: Method::Post,
            after: "/cancel",
            effect: Some(Effect { check: "retrieve_payment_intent", values: "status", ..RELEASED }),
            ..intent
        },
        Endpoint {
            before: "/v1/checkout/sessions?interval=",
            returns: Envelope::Sessions,
            read: Action::ListSessions,
            ..read
        },
    ]
};

impl Action {
    /// Returns the endpoint.
    #[must_use]
    pub fn endpoint(self) -> &'static Endpoint {
        // Indexing could panic, and the panic's message takes 1 KB of WebAssembly.
        ENDPOINTS.get(self as usize).unwrap_or(&ENDPOINTS[1])
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Envelope};

    #[test]
    fn names_operations_so_that_the_package_knows_them() {
        for action in Action::ALL {
            let name = action.as_str();
            let takes_intent = action.endpoint().returns == Envelope::PaymentIntent;
            assert_eq!(name.ends_with("PaymentIntent"), takes_intent, "{name}");
            let reads = ["retrieve", "list", "preview"].iter().any(|verb| name.starts_with(verb));
            assert_eq!(reads, action.endpoint().effect.is_none(), "{name}");
        }
    }
}
