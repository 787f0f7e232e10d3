//! The gateway's two routes, and the queries that it passes on.

use flex_checkout::internal::Action;

/// A route, whatever the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Route<'a> {
    pub(super) action: Action,
    pub(super) session_id: &'a str,
}

/// The longest id of a session, in bytes. Flex's have 30.
const LONGEST_ID: usize = 100;

/// The greatest number of related objects that a request asks for. Flex has fourteen.
const MAX_EXPAND: usize = 32;

/// Returns the route of a path below `base`; `None` if it is neither.
///
/// An id has letters, digits, `_` and `-` only, as all of Flex's have. Two parsers of paths can
/// therefore not decode or resolve it differently.
pub(super) fn route<'a>(path: &'a str, base: &str) -> Option<Route<'a>> {
    let rest = path.strip_prefix(base)?.strip_prefix("/v1/checkout/sessions/")?;
    let (session_id, action) = match rest.strip_suffix("/reauth") {
        Some(id) => (id, Action::Reauth),
        None => (rest, Action::Retrieve),
    };
    is_id(session_id).then_some(Route { action, session_id })
}

fn is_id(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

/// Returns the related objects that a query asks for, in either of Flex's spellings; `None` if it has any
/// other parameter, or too many of these.
pub(super) fn expand(query: &str) -> Option<Vec<String>> {
    let mut fields: Vec<String> = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=')? {
            ("expand", list) => fields.extend(list.split(',').map(String::from)),
            (name, "true") => fields.push(name.strip_prefix("expand_")?.to_owned()),
            _ => return None,
        }
    }
    let named = |byte: u8| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'.' | b'0'..=b'9');
    let known = fields.iter().all(|field| !field.is_empty() && field.bytes().all(named));
    (known && fields.len() <= MAX_EXPAND).then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::{Route, expand, route};
    use flex_checkout::internal::Action;

    const ID: &str = "fcs_01HW5KTQQAAQ66WV19MFW4DTT4";

    #[test]
    fn knows_two_routes() {
        for (path, action) in [
            ("/flex/v1/checkout/sessions/fcs_01HW5KTQQAAQ66WV19MFW4DTT4", Action::Retrieve),
            ("/flex/v1/checkout/sessions/fcs_01HW5KTQQAAQ66WV19MFW4DTT4/reauth", Action::Reauth),
        ] {
            assert_eq!(route(path, "/flex"), Some(Route { action, session_id: ID }), "{path}");
        }
        assert!(route(&format!("/v1/checkout/sessions/{ID}"), "").is_some(), "a base may be empty");
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
            "/flex/v1/checkout/sessions/reauth/",
            "/flex/v1/checkout/sessions/fcs_1/",
            "/flex/v1/checkout/sessions/fcs_1/reauth/",
            "/flex/v1/checkout/sessions/fcs_1//reauth",
            "/flex/v1/checkout/sessions/fcs_1/capture",
            "/flex/v1/checkout/sessions/fcs_1/cancel",
            "/flex/v1/checkout/sessions/fcs_1/REAUTH",
            "/flex/v1/checkout/sessions/fcs_1/reauth/reauth",
            "/flex/v1/checkout/sessions/fcs_1%2freauth",
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
        ] {
            assert_eq!(route(path, "/flex"), None, "{path}");
        }
        let long = "a".repeat(101);
        assert_eq!(route(&format!("/flex/v1/checkout/sessions/{long}"), "/flex"), None);
    }
    #[test]
    fn passes_on_related_objects_and_nothing_else() {
        let fields = |names: &[&str]| Some(names.iter().copied().map(String::from).collect());
        assert_eq!(expand(""), Some(vec![]));
        assert_eq!(expand("expand_customer=true"), fields(&["customer"]));
        assert_eq!(expand("expand=customer,invoice"), fields(&["customer", "invoice"]));
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
            &"expand_a=true&".repeat(33),
        ] {
            assert_eq!(expand(query), None, "{query}");
        }
    }
}
