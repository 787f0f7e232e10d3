//! The gateway's routes, which are those of Flex's endpoints, and the query parameters that it forwards.

use flex_checkout::internal::Action;

use super::refusal::Refusal;

/// A route, whatever the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Route<'a> {
    pub(super) action: Action,
    /// The session that the path names.
    subject: Subject<'a>,
}

/// The part of a URL that names the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject<'a> {
    /// An id in the path.
    Id(&'a str),
    /// The value of the query parameter with this name.
    Parameter(&'static str),
}

/// The longest id of a session or a payment intent, in bytes. Flex's have 30.
const LONGEST_ID: usize = 100;

/// The greatest number of related objects that a request asks for. Flex has fourteen.
const MAX_EXPAND: usize = 32;

/// Returns true for an action on a session. The gateway serves no other: a token is for a session, and only Flex
/// knows the session of a payment intent.
pub(super) fn is_session_action(action: Action) -> bool {
    let before = action.endpoint().before;
    before.ends_with("/sessions/") || before.ends_with("?checkout_session=")
}

/// Returns the actions that a gateway can serve.
#[cfg(test)]
pub(super) fn session_actions() -> impl Iterator<Item = Action> {
    Action::ALL.iter().copied().filter(|action| is_session_action(*action))
}

/// Returns the route of a path below `base`; `None` if it is that of no listed action.
///
/// An id consists of letters, digits, `_` and `-`, like all of Flex's. Therefore no two parsers of paths can
/// decode or resolve it differently.
pub(super) fn route<'a>(path: &'a str, base: &str, actions: &[Action]) -> Option<Route<'a>> {
    let path = path.strip_prefix(base)?;
    let listed = actions.iter().copied().filter(|action| is_session_action(*action));
    let mut routes = listed.filter_map(|action| {
        let endpoint = action.endpoint();
        let subject = if let Some((own, parameter)) = endpoint.before.split_once('?') {
            (path == own).then_some(Subject::Parameter(parameter.strip_suffix('=')?))
        } else {
            let id = path.strip_prefix(endpoint.before)?.strip_suffix(endpoint.after)?;
            is_id(id).then_some(Subject::Id(id))
        };
        Some(Route { action, subject: subject? })
    });
    routes.next()
}

fn is_id(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// The query of a request, and the session that it or the path names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Query {
    pub(super) session_id: String,
    /// Names and values of the page of a list, in turn.
    pub(super) page: Vec<String>,
    /// The related objects to ask for in full.
    pub(super) expand: Vec<String>,
}

impl Query {
    /// Reads the query of a route: the related objects in either of Flex's spellings, and for a list also the session and
    /// the page.
    pub(super) fn read(query: &str, route: Route<'_>) -> Result<Self, Refusal> {
        let mut found = Self::default();
        if let Subject::Id(id) = route.subject {
            id.clone_into(&mut found.session_id);
        }
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').ok_or(Refusal::QueryNotKnown)?;
            match route.subject {
                Subject::Parameter(own) if found.takes(own, name, value)? => {}
                _ => found.expands(name, value)?,
            }
        }
        let named =
            |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'.' | b'0'..=b'9');
        let mut fields = found.expand.iter();
        if found.expand.len() > MAX_EXPAND
            || !fields.all(|field| !field.is_empty() && field.bytes().all(named))
        {
            return Err(Refusal::QueryNotKnown);
        }
        if found.session_id.is_empty() {
            return Err(Refusal::QueryInvalid);
        }
        Ok(found)
    }

    /// Reads a parameter of a list; false if it is another one. A parameter may not be repeated: servers disagree on which
    /// of two values they use.
    fn takes(&mut self, own: &str, name: &str, value: &str) -> Result<bool, Refusal> {
        let is_session = name == own;
        let is_cursor = matches!(name, "starting_after" | "ending_before");
        let is_new = if is_session {
            self.session_id.is_empty()
        } else if is_cursor || name == "limit" {
            let mut names = self.page.iter().step_by(2);
            // The two cursors exclude each other.
            !names.any(|known| known == name || (is_cursor && known != "limit"))
        } else {
            return Ok(false);
        };
        let is_valid = if name == "limit" { is_limit(value) } else { is_id(value) };
        if !(is_new && is_valid) {
            return Err(Refusal::QueryInvalid);
        }
        if is_session {
            value.clone_into(&mut self.session_id);
        } else {
            self.page.extend([name.to_owned(), value.to_owned()]);
        }
        Ok(true)
    }

    /// Reads a parameter that asks for related objects.
    fn expands(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        if name == "expand" {
            self.expand.extend(value.split(',').map(String::from));
            return Ok(());
        }
        let field = name.strip_prefix("expand_").filter(|_| value == "true");
        self.expand.push(field.ok_or(Refusal::QueryNotKnown)?.to_owned());
        Ok(())
    }
}

/// Returns true for a whole number from 1 to 100 in its only spelling.
fn is_limit(value: &str) -> bool {
    (1..=100).any(|limit: u8| value == limit.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Query, Route, Subject, is_session_action, route, session_actions};
    use crate::gateway::Refusal;
    use flex_checkout::internal::Action;

    const ID: &str = "fcs_01HW5KTQQAAQ66WV19MFW4DTT4";

    fn all() -> Vec<Action> {
        session_actions().collect()
    }

    #[test]
    fn serves_every_action_on_one_session() {
        for action in Action::ALL {
            let name = action.as_str();
            let is_other = name.ends_with("PaymentIntent") || name == "listSessions";
            assert_eq!(is_session_action(*action), !is_other, "{name}");
        }
    }

    #[test]
    fn knows_one_route_per_action() {
        let sessions = "/flex/v1/checkout/sessions";
        let id = Subject::Id(ID);
        for (path, action, subject) in [
            (format!("{sessions}/{ID}"), Action::Retrieve, id),
            (format!("{sessions}/{ID}/reauth"), Action::Reauth, id),
            (format!("{sessions}/{ID}/capture"), Action::Capture, id),
            (format!("{sessions}/{ID}/capture_allocation"), Action::PreviewCapture, id),
            (format!("{sessions}/{ID}/cancel"), Action::Cancel, id),
            (
                "/flex/v1/payment_intents".into(),
                Action::ListPaymentIntents,
                Subject::Parameter("checkout_session"),
            ),
        ] {
            let found = Some(Route { action, subject });
            assert_eq!(route(&path, "/flex", &all()), found, "{path}");
            assert_eq!(route(&path, "/flex", &[action]), found, "{path} alone");
            let others: Vec<Action> = all().into_iter().filter(|other| *other != action).collect();
            assert_eq!(route(&path, "/flex", &others), None, "{path} of an unlisted action");
        }
        let path = format!("/v1/checkout/sessions/{ID}");
        assert!(route(&path, "", &all()).is_some(), "a base may be empty");
    }

    #[test]
    fn serves_no_single_payment_intent() {
        for path in ["/v1/payment_intents/fpi_1", "/v1/payment_intents/fpi_1/cancel"] {
            assert_eq!(route(path, "", Action::ALL), None, "{path}");
        }
    }

    #[test]
    fn refuses_every_other_spelling() {
        for path in [
            "",
            "/",
            "/flex",
            "/flex/v1/checkout/sessions",
            "/flex/v1/checkout/sessions/",
            "/flex/v1/checkout/sessions//reauth",
            "/flex/v1/checkout/sessions//capture",
            "/flex/v1/checkout/sessions/reauth/",
            "/flex/v1/checkout/sessions/fcs_1/",
            "/flex/v1/checkout/sessions/fcs_1/reauth/",
            "/flex/v1/checkout/sessions/fcs_1//reauth",
            "/flex/v1/checkout/sessions/fcs_1/capture/",
            "/flex/v1/checkout/sessions/fcs_1//capture",
            "/flex/v1/checkout/sessions/fcs_1/Capture",
            "/flex/v1/checkout/sessions/fcs_1/captures",
            "/flex/v1/checkout/sessions/fcs_1/capture-allocation",
            "/flex/v1/checkout/sessions/fcs_1/capture_allocation/",
            "/flex/v1/checkout/sessions/fcs_1/cancel/",
            "/flex/v1/checkout/sessions/fcs_1/refund",
            "/flex/v1/checkout/sessions/fcs_1/capture/cancel",
            "/flex/v1/checkout/sessions/fcs_1/REAUTH",
            "/flex/v1/checkout/sessions/fcs_1/reauth/reauth",
            "/flex/v1/checkout/sessions/fcs_1%2freauth",
            "/flex/v1/checkout/sessions/fcs_1%2fcapture",
            "/flex/v1/checkout/sessions/fcs_1%00",
            "/flex/v1/checkout/sessions/%66cs_1",
            "/flex/v1/checkout/sessions/.",
            "/flex/v1/checkout/sessions/..",
            "/flex/v1/checkout/sessions/../fcs_1",
            "/flex/v1/checkout/sessions/fcs_1.",
            "/flex/v1/checkout/sessions/fcs_1;a=b",
            "/flex/v1/checkout/sessions/fcs 1",
            "/flex/v1/checkout/sessions/fcs_é",
            "/flex//v1/checkout/sessions/fcs_1",
            "//flex/v1/checkout/sessions/fcs_1",
            "/FLEX/v1/checkout/sessions/fcs_1",
            "/v1/checkout/sessions/fcs_1",
            "/flex/v2/checkout/sessions/fcs_1",
            "/flexible/v1/checkout/sessions/fcs_1",
            "/flex/v1/payment_intents/",
            "/flex/v1/payment_intents/fpi_1",
            "/flex/v1/payment_intents/fpi_1/cancel",
            "/flex/v1/payment_intents%3fcheckout_session=fcs_1",
            "/flex/v1/payment_intents?checkout_session=fcs_1",
            "/flex/v1/Payment_Intents",
        ] {
            assert_eq!(route(path, "/flex", &all()), None, "{path}");
        }
        let long = "a".repeat(101);
        for after in ["", "/reauth", "/capture"] {
            let path = format!("/flex/v1/checkout/sessions/{long}{after}");
            assert_eq!(route(&path, "/flex", &all()), None);
        }
    }

    /// Reads the query of a session's route.
    fn of_session(query: &str) -> Result<Vec<String>, Refusal> {
        let route = Route { action: Action::Retrieve, subject: Subject::Id(ID) };
        Query::read(query, route).map(|read| {
            assert_eq!((&*read.session_id, read.page), (ID, vec![]), "{query}");
            read.expand
        })
    }

    #[test]
    fn forwards_related_objects_and_nothing_else() {
        let fields = |names: &[&str]| Ok(names.iter().copied().map(String::from).collect());
        assert_eq!(of_session(""), Ok(vec![]));
        assert_eq!(of_session("expand_customer=true"), fields(&["customer"]));
        assert_eq!(of_session("expand=customer,invoice"), fields(&["customer", "invoice"]));
        for query in [
            "expand_customer=false",
            "expand_customer",
            "expand=",
            "expand=a,,b",
            "expand_=true",
            "expand_a%3db=true",
            "expand_a b=true",
            "other=true",
            "api_key=fsk_1",
            "checkout_session=fcs_1",
            "limit=1",
            "starting_after=fpi_1",
            &"expand_a=true&".repeat(33),
        ] {
            assert_eq!(of_session(query), Err(Refusal::QueryNotKnown), "{query}");
        }
    }

    fn of_list(query: &str) -> Result<Query, Refusal> {
        let subject = Subject::Parameter("checkout_session");
        Query::read(query, Route { action: Action::ListPaymentIntents, subject })
    }

    #[test]
    fn forwards_the_page_of_a_list() {
        for (query, page, expand) in [
            ("checkout_session=fcs_1", "", ""),
            ("&checkout_session=fcs_1&", "", ""),
            ("limit=1&checkout_session=fcs_1", "limit 1", ""),
            ("checkout_session=fcs_1&limit=100", "limit 100", ""),
            ("starting_after=fpi_1&checkout_session=fcs_1", "starting_after fpi_1", ""),
            (
                "checkout_session=fcs_1&ending_before=fpi_1&limit=9",
                "ending_before fpi_1 limit 9",
                "",
            ),
            ("checkout_session=fcs_1&expand_customer=true&expand=invoice", "", "customer invoice"),
        ] {
            let words = |text: &str| text.split_whitespace().map(String::from).collect();
            let read =
                Query { session_id: "fcs_1".into(), page: words(page), expand: words(expand) };
            assert_eq!(of_list(query), Ok(read), "{query}");
        }
    }

    #[test]
    fn refuses_a_list_of_no_session_of_several_or_with_an_invalid_page() {
        let long = format!("checkout_session={}", "a".repeat(101));
        for query in [
            "",
            "limit=10",
            "checkout_session=",
            "checkout_session=fcs_1&checkout_session=fcs_1",
            "checkout_session=fcs_1&checkout_session=fcs_2",
            "checkout_session=fcs_1&checkout_session=",
            "checkout_session=fcs%5F1",
            "checkout_session=fcs_1,fcs_2",
            "checkout_session=fcs 1",
            "checkout_session=fcs+1",
            "checkout_session=..",
            "checkout_session=fcs_1=2",
            "checkout_session=fcs_1;limit=1",
            &long,
            "checkout_session=fcs_1&limit=0",
            "checkout_session=fcs_1&limit=101",
            "checkout_session=fcs_1&limit=-1",
            "checkout_session=fcs_1&limit=+1",
            "checkout_session=fcs_1&limit=01",
            "checkout_session=fcs_1&limit=1.0",
            "checkout_session=fcs_1&limit=",
            "checkout_session=fcs_1&limit=1&limit=1",
            "checkout_session=fcs_1&starting_after=",
            "checkout_session=fcs_1&starting_after=a.b",
            "checkout_session=fcs_1&ending_before=%66pi",
            "checkout_session=fcs_1&starting_after=a&starting_after=a",
            "checkout_session=fcs_1&starting_after=a&ending_before=b",
            "checkout_session=fcs_1&ending_before=b&limit=1&starting_after=a",
        ] {
            assert_eq!(of_list(query), Err(Refusal::QueryInvalid), "{query}");
        }
        for query in [
            "checkout_session=fcs_1&customer=fcus_1",
            "checkout_session=fcs_1&interval=7",
            "checkout_session=fcs_1&offset=1",
            "checkout_session=fcs_1&Limit=1",
            "checkout_session[]=fcs_1",
            "checkout_sessio%6E=fcs_1",
            "checkout_session",
            "checkout_session=fcs_1&expand=",
            "checkout_session=fcs_1&expand_customer=1",
        ] {
            assert_eq!(of_list(query), Err(Refusal::QueryNotKnown), "{query}");
        }
    }
}
