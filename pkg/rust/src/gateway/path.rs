//! Which route a path names. There are two, spelled in one way only.

use flex_checkout::internal::Action;

/// What a path asks for, whatever the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Route<'a> {
    pub(super) action: Action,
    pub(super) session_id: &'a str,
}

/// How long a session's id may be, in bytes. Flex's have 30.
const LONGEST_ID: usize = 100;

/// The route that a path names below `base`; `None` if it names none.
///
/// An id has letters, digits, `_` and `-` only, as all of Flex's have. So there is nothing in it that one
/// reader of paths would decode or resolve and another would not.
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

#[cfg(test)]
mod tests {
    use super::{Route, route};
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
}
