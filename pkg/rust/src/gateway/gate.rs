//! What a gateway does with a request before it asks who sends it.

use super::fault::Refusal;
use super::origin::{Caller, Header};
use super::path::route;
use super::rules::Rules;
use flex_checkout::internal::Action;

/// What a request says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The method.
    pub method: &'a str,
    /// The whole URL, as a parser of the WHATWG's gives it.
    pub url: &'a str,
    /// The header `Origin`.
    pub origin: Option<&'a str>,
    /// The header `Access-Control-Request-Method`, which makes an OPTIONS a preflight.
    pub requested_method: Option<&'a str>,
    /// The header `Content-Length`.
    pub content_length: Option<&'a str>,
    /// The header `Idempotency-Key`.
    pub idempotency_key: Option<&'a str>,
}

/// What to do with a request, and the headers that its answer has whatever becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The headers, names in lower case.
    pub headers: Vec<Header>,
    /// What to do.
    pub verdict: Verdict,
}

/// What to do with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Answer 204: the headers say what a page may do.
    Preflight,
    /// Refuse it.
    Refused(Refusal),
    /// Ask who sends it, and then Flex.
    Admitted(Admitted),
}

/// A request that may go on to Flex if its sender may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admitted {
    /// `reauth` or `retrieve`.
    pub action: &'static str,
    /// The session's id.
    pub session_id: String,
    /// The related objects to ask for in full.
    pub expand: Vec<String>,
}

/// How many related objects one request may ask for. Flex has fourteen.
const MAX_EXPAND: usize = 32;

/// Decides what to do with a request.
#[must_use]
pub fn gate(rules: &Rules<'_>, asked: &Asked<'_>) -> Gate {
    let (origin, path, query) = split(asked.url);
    let caller = Caller::new(asked.origin, origin, rules);
    let refuse =
        |refusal| Gate { headers: caller.headers(rules), verdict: Verdict::Refused(refusal) };
    let Some(route) = route(path, rules.base) else { return refuse(Refusal::NotFound) };
    let (action, method) = match route.action {
        Action::Reauth => ("reauth", "POST"),
        _ => ("retrieve", "GET"),
    };
    let is_preflight = asked.method == "OPTIONS" && asked.requested_method.is_some();
    if asked.method != method && !is_preflight {
        let mut gate = refuse(Refusal::MethodNotAllowed);
        gate.headers.push(("allow", [method, ", OPTIONS"].concat()));
        return gate;
    }
    if caller == Caller::Stranger {
        return refuse(Refusal::OriginNotAllowed);
    }
    if is_preflight {
        return Gate { headers: caller.preflight(method, rules), verdict: Verdict::Preflight };
    }
    if route.action == Action::Reauth {
        if !caller.may_post(rules) {
            return refuse(Refusal::OriginMissing);
        }
        match asked.idempotency_key {
            None => return refuse(Refusal::IdempotencyKeyRequired),
            Some(key) if !is_key(key) => return refuse(Refusal::IdempotencyKeyInvalid),
            Some(_) => {}
        }
    }
    if asked.content_length.is_some_and(|length| !fits(length, rules.max_request_bytes)) {
        return refuse(Refusal::RequestTooLarge);
    }
    let Some(expand) = expand(query) else { return refuse(Refusal::QueryNotKnown) };
    Gate {
        headers: caller.headers(rules),
        verdict: Verdict::Admitted(Admitted {
            action,
            session_id: route.session_id.to_owned(),
            expand,
        }),
    }
}

/// A URL's origin, path and query.
fn split(url: &str) -> (&str, &str, &str) {
    let url = url.split_once('#').map_or(url, |(url, _)| url);
    let (url, query) = url.split_once('?').unwrap_or((url, ""));
    let Some((_, after)) = url.split_once("://") else { return ("", "", "") };
    let path = after.find('/').and_then(|slash| after.get(slash..)).unwrap_or("");
    let origin = url.strip_suffix(path).unwrap_or(url);
    (origin, path, query)
}

fn is_key(key: &str) -> bool {
    (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

fn fits(length: &str, limit: u32) -> bool {
    length.bytes().all(|byte| byte.is_ascii_digit())
        && length.parse::<u32>().is_ok_and(|length| length <= limit)
}

/// The related objects that a query asks for, in either of Flex's spellings; `None` if it says anything
/// else, or too much.
fn expand(query: &str) -> Option<Vec<String>> {
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
    use super::*;

    const URL: &str = "https://shop.example/flex/v1/checkout/sessions/fcs_1/reauth";
    const OTHER: &str = "https://pages.example";

    fn rules() -> Rules<'static> {
        Rules {
            base: "/flex",
            allowed_origins: vec![OTHER],
            max_request_bytes: 1024,
            ..Rules::default()
        }
    }

    fn asked() -> Asked<'static> {
        Asked {
            method: "POST",
            url: URL,
            origin: Some("https://shop.example"),
            idempotency_key: Some("key-1"),
            ..Asked::default()
        }
    }

    #[track_caller]
    fn refuses(asked: &Asked<'_>, refusal: Refusal) {
        assert_eq!(gate(&rules(), asked).verdict, Verdict::Refused(refusal), "{asked:?}");
    }

    fn header(gate: &Gate, name: &str) -> Option<String> {
        gate.headers.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    #[test]
    fn admits_a_page_of_its_own_and_one_that_is_named() {
        for origin in ["https://shop.example", OTHER] {
            let gate = gate(&rules(), &Asked { origin: Some(origin), ..asked() });
            let Verdict::Admitted(admitted) = &gate.verdict else { panic!("{gate:?}") };
            assert_eq!((admitted.action, &*admitted.session_id), ("reauth", "fcs_1"));
            let named = (origin == OTHER).then(|| OTHER.to_owned());
            assert_eq!(header(&gate, "access-control-allow-origin"), named);
            assert_eq!(header(&gate, "cache-control").as_deref(), Some("no-store"));
        }
    }

    #[test]
    fn compares_origins_exactly() {
        for origin in [
            "null",
            "",
            "*",
            "https://pages.example.",
            "https://pages.example:443",
            "https://pages.example/",
            "http://pages.example",
            "https://PAGES.example",
            "https://sub.pages.example",
            "https://pages.example.evil.example",
            "https://evilpages.example",
        ] {
            let asked = Asked { origin: Some(origin), ..asked() };
            refuses(&asked, Refusal::OriginNotAllowed);
            let gate = gate(&rules(), &asked);
            assert!(!gate.headers.iter().any(|(name, _)| name.starts_with("access-control")));
        }
    }

    #[test]
    fn lets_a_program_read_and_post_only_where_it_may() {
        let asked = Asked { origin: None, ..asked() };
        refuses(&asked, Refusal::OriginMissing);
        let rules = Rules { allows_missing_origin: true, ..rules() };
        assert!(matches!(gate(&rules, &asked).verdict, Verdict::Admitted(_)));
        let read = Asked {
            method: "GET",
            url: "https://shop.example/flex/v1/checkout/sessions/fcs_1",
            idempotency_key: None,
            ..asked
        };
        assert!(matches!(gate(&self::rules(), &read).verdict, Verdict::Admitted(_)));
    }

    #[test]
    fn answers_preflights_of_known_pages_only() {
        let preflight = Asked {
            method: "OPTIONS",
            requested_method: Some("POST"),
            origin: Some(OTHER),
            ..asked()
        };
        let gate = gate(&rules(), &preflight);
        assert_eq!(gate.verdict, Verdict::Preflight);
        assert_eq!(header(&gate, "access-control-allow-methods").as_deref(), Some("POST"));
        assert_eq!(header(&gate, "access-control-allow-credentials"), None);
        let stranger = Asked { origin: Some("https://evil.example"), ..preflight.clone() };
        refuses(&stranger, Refusal::OriginNotAllowed);
        refuses(&Asked { requested_method: None, ..preflight }, Refusal::MethodNotAllowed);
    }

    #[test]
    fn says_which_methods_a_route_has() {
        for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH", "post", "TRACE", ""] {
            let gate = gate(&rules(), &Asked { method, ..asked() });
            assert_eq!(gate.verdict, Verdict::Refused(Refusal::MethodNotAllowed), "{method}");
            assert_eq!(header(&gate, "allow").as_deref(), Some("POST, OPTIONS"));
        }
    }

    #[test]
    fn refuses_a_reauth_without_a_usable_key() {
        refuses(&Asked { idempotency_key: None, ..asked() }, Refusal::IdempotencyKeyRequired);
        for key in ["", "two words", "é", &"k".repeat(256)] {
            let asked = Asked { idempotency_key: Some(key), ..asked() };
            refuses(&asked, Refusal::IdempotencyKeyInvalid);
        }
    }

    #[test]
    fn refuses_a_body_that_is_too_large_or_lies_about_its_length() {
        for length in ["1025", "99999999999999999999", "-1", "+1", "1e3", "0x10", "1, 1"] {
            let asked = Asked { content_length: Some(length), ..asked() };
            refuses(&asked, Refusal::RequestTooLarge);
        }
        let fits = Asked { content_length: Some("1024"), ..asked() };
        assert!(matches!(gate(&rules(), &fits).verdict, Verdict::Admitted(_)));
    }

    #[test]
    fn passes_on_what_is_to_be_expanded_and_nothing_else() {
        let with = |query: &str| {
            let url = format!("{URL}?{query}");
            match gate(&rules(), &Asked { url: &url, ..asked() }).verdict {
                Verdict::Admitted(admitted) => Some(admitted.expand),
                verdict => {
                    assert_eq!(verdict, Verdict::Refused(Refusal::QueryNotKnown), "{query}");
                    None
                }
            }
        };
        assert_eq!(with(""), Some(vec![]));
        assert_eq!(with("expand_customer=true"), Some(vec!["customer".into()]));
        assert_eq!(
            with("expand=customer,invoice"),
            Some(vec!["customer".into(), "invoice".into()])
        );
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
            assert_eq!(with(query), None, "{query}");
        }
    }

    #[test]
    fn refuses_urls_that_are_none() {
        for url in ["", "/flex/v1/checkout/sessions/fcs_1/reauth", "https://shop.example", "x"] {
            refuses(&Asked { url, ..asked() }, Refusal::NotFound);
        }
    }
}
