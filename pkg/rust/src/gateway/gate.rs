//! Checks of a request before its caller is authorized.

use flex_checkout::Method;
use flex_checkout::internal::Action;
use serde::{Deserialize, Serialize, Serializer};
use tsify::Tsify;

use super::cors::{Caller, Headers};
use super::refusal::Refusal;
use super::route::{Query, route};

/// The options of a gateway that its checks need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct Rules {
    /// The path below which the gateway serves, such as `/flex`.
    pub path: String,
    /// The actions that the gateway serves.
    #[tsify(type = "SessionAction[]")]
    pub actions: Vec<Action>,
    /// The origins of pages that may call, besides the gateway's own, exactly as browsers send them in the
    /// header `Origin`: `scheme://host`, with the port unless it is the default of `http` or `https`, in
    /// lower case. Hybrid apps and extensions have schemes of their own, `capacitor://localhost`. TypeScript
    /// checks them.
    pub allowed_origins: Vec<String>,
    /// Further headers that pages of these origins may send.
    pub allowed_headers: Vec<String>,
    /// Set if such pages may send cookies.
    pub allow_credentials: bool,
    /// Set if a POST without the header `Origin` is allowed, as programs send it.
    pub allow_missing_origin: bool,
    /// The largest body of a request that is read, in bytes.
    pub max_request_bytes: u32,
}

/// The head of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct RequestHead {
    /// The method.
    pub method: String,
    /// The origin of the URL.
    pub own_origin: String,
    /// The path of the URL.
    pub path: String,
    /// The query of the URL with its `?`, or an empty string.
    pub query: String,
    /// The header `Origin`.
    pub origin: Option<String>,
    /// The header `Access-Control-Request-Method`, which makes an OPTIONS a preflight.
    pub requested_method: Option<String>,
    /// The header `Content-Length`.
    pub content_length: Option<String>,
    /// The header `Idempotency-Key`.
    pub idempotency_key: Option<String>,
}

/// The decision on a request, and headers of its response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
pub struct Admission {
    /// The headers of the response, whatever its status. Names are in lower case.
    #[serde(serialize_with = "as_object")]
    #[tsify(type = "Record<string, string>")]
    pub headers: Headers,
    /// The decision.
    pub verdict: Verdict,
}

/// The decision on a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Tsify)]
#[serde(tag = "type", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Verdict {
    /// Respond with 204: the headers say what a page may do.
    Preflight,
    /// Refuse it.
    Refused {
        /// The reason.
        #[tsify(type = "string")]
        code: Refusal,
    },
    /// Authorize its caller, then call Flex.
    Admitted {
        /// The action.
        #[tsify(type = "SessionAction")]
        action: Action,
        /// The session's id.
        session_id: String,
        /// Set if the action changes something, so that Flex gets an idempotency key.
        has_effect: bool,
        /// Set if the body has the parameters of the action.
        takes_params: bool,
        /// Names and values of the page of a list, in turn.
        query: Vec<String>,
        /// The related objects to ask for in full.
        expand: Vec<String>,
    },
}

/// Decides whether a gateway serves a request.
#[must_use]
pub fn gate(rules: &Rules, request: &RequestHead) -> Admission {
    let caller = Caller::new(request.origin.as_deref(), &request.own_origin, rules);
    let refuse =
        |code| Admission { headers: caller.headers(rules), verdict: Verdict::Refused { code } };
    let Some(route) = route(&request.path, &rules.path, &rules.actions) else {
        return refuse(Refusal::NotFound);
    };
    let action = route.action;
    let endpoint = action.endpoint();
    let method = endpoint.method.as_str();
    let is_preflight = request.method == "OPTIONS" && request.requested_method.is_some();
    if request.method != method && !is_preflight {
        let mut refused = refuse(Refusal::MethodNotAllowed);
        refused.headers.push(("allow", format!("{method}, OPTIONS").into()));
        return refused;
    }
    if caller == Caller::Stranger {
        return refuse(Refusal::OriginNotAllowed);
    }
    if is_preflight {
        return Admission { headers: caller.preflight(method, rules), verdict: Verdict::Preflight };
    }
    if endpoint.method == Method::Post && !caller.may_post(rules) {
        return refuse(Refusal::OriginMissing);
    }
    let has_effect = endpoint.effect.is_some();
    if has_effect {
        match request.idempotency_key.as_deref() {
            None | Some("") => return refuse(Refusal::IdempotencyKeyRequired),
            Some(key) if !is_key(key) => return refuse(Refusal::IdempotencyKeyInvalid),
            Some(_) => {}
        }
    }
    if request.content_length.as_ref().is_some_and(|length| !fits(length, rules.max_request_bytes))
    {
        return refuse(Refusal::RequestTooLarge);
    }
    let query = request.query.strip_prefix('?').unwrap_or(&request.query);
    let Query { session_id, page, expand } = match Query::read(query, route) {
        Ok(query) => query,
        Err(code) => return refuse(code),
    };
    let takes_params = matches!(action, Action::Capture | Action::PreviewCapture);
    let verdict =
        Verdict::Admitted { action, session_id, has_effect, takes_params, query: page, expand };
    Admission { headers: caller.headers(rules), verdict }
}

fn as_object<S: Serializer>(headers: &Headers, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(headers.iter().map(|(name, value)| (name, value)))
}

fn is_key(key: &str) -> bool {
    (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

fn fits(length: &str, limit: u32) -> bool {
    length.bytes().all(|byte| byte.is_ascii_digit())
        && length.parse::<u32>().is_ok_and(|length| length <= limit)
}

#[cfg(test)]
mod tests {
    use super::super::route::session_actions;
    use super::*;

    const PATH: &str = "/flex/v1/checkout/sessions/fcs_1/reauth";
    const OWN: &str = "https://shop.example";
    const OTHER: &str = "https://pages.example";

    fn rules() -> Rules {
        Rules {
            path: "/flex".into(),
            actions: vec![Action::Reauth, Action::Retrieve],
            allowed_origins: vec![OTHER.into()],
            max_request_bytes: 1024,
            ..Rules::default()
        }
    }

    fn request() -> RequestHead {
        RequestHead {
            method: "POST".into(),
            own_origin: OWN.into(),
            path: PATH.into(),
            origin: Some(OWN.into()),
            idempotency_key: Some("key-1".into()),
            ..RequestHead::default()
        }
    }

    /// The verdict on a request for `fcs_1` with nothing in its query.
    fn admitted(action: Action) -> Verdict {
        Verdict::Admitted {
            action,
            session_id: "fcs_1".into(),
            has_effect: matches!(action, Action::Reauth | Action::Capture | Action::Cancel),
            takes_params: matches!(action, Action::Capture | Action::PreviewCapture),
            query: vec![],
            expand: vec![],
        }
    }

    #[track_caller]
    fn refuses(request: &RequestHead, code: Refusal) {
        let refused = Verdict::Refused { code };
        assert_eq!(gate(&rules(), request).verdict, refused, "{request:?}");
    }

    #[track_caller]
    fn admits(rules: &Rules, request: &RequestHead) {
        let verdict = gate(rules, request).verdict;
        assert!(matches!(verdict, Verdict::Admitted { .. }), "{request:?}");
    }

    fn header(admission: &Admission, name: &str) -> Option<String> {
        let found = admission.headers.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.to_string())
    }

    #[test]
    fn admits_pages_of_its_own_and_of_allowed_origins() {
        for origin in [OWN, OTHER] {
            let admission =
                gate(&rules(), &RequestHead { origin: Some(origin.into()), ..request() });
            assert_eq!(admission.verdict, admitted(Action::Reauth));
            let named = (origin == OTHER).then(|| OTHER.to_owned());
            assert_eq!(header(&admission, "access-control-allow-origin"), named);
            assert_eq!(header(&admission, "cache-control").as_deref(), Some("no-store"));
        }
    }

    #[test]
    fn admits_hybrid_apps_and_extensions() {
        for origin in ["capacitor://localhost", "chrome-extension://abc", "http://localhost:8100"] {
            let rules = Rules { allowed_origins: vec![origin.into()], ..rules() };
            let admission = gate(&rules, &RequestHead { origin: Some(origin.into()), ..request() });
            assert!(matches!(admission.verdict, Verdict::Admitted { .. }), "{origin}");
            let allowed = header(&admission, "access-control-allow-origin");
            assert_eq!(allowed.as_deref(), Some(origin));
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
            let request = RequestHead { origin: Some(origin.into()), ..request() };
            refuses(&request, Refusal::OriginNotAllowed);
            let admission = gate(&rules(), &request);
            assert!(!admission.headers.iter().any(|(name, _)| name.starts_with("access-control")));
        }
        let opaque =
            RequestHead { own_origin: "null".into(), origin: Some("null".into()), ..request() };
        refuses(&opaque, Refusal::OriginNotAllowed);
    }

    #[test]
    fn admits_programs_that_read_and_that_post_if_allowed() {
        let post = RequestHead { origin: None, ..request() };
        refuses(&post, Refusal::OriginMissing);
        admits(&Rules { allow_missing_origin: true, ..rules() }, &post);
        let read = RequestHead {
            method: "GET".into(),
            path: "/flex/v1/checkout/sessions/fcs_1".into(),
            idempotency_key: None,
            ..post
        };
        admits(&rules(), &read);
    }

    #[test]
    fn answers_preflights_of_allowed_pages_only() {
        let preflight = RequestHead {
            method: "OPTIONS".into(),
            requested_method: Some("POST".into()),
            origin: Some(OTHER.into()),
            ..request()
        };
        let rules = Rules { allowed_headers: vec!["x-shop".into()], ..rules() };
        let admission = gate(&rules, &preflight);
        assert_eq!(admission.verdict, Verdict::Preflight);
        let methods = header(&admission, "access-control-allow-methods");
        assert_eq!(methods.as_deref(), Some("POST"));
        let headers = header(&admission, "access-control-allow-headers").unwrap();
        assert_eq!(headers, "accept, content-type, idempotency-key, flex-session-token, x-shop");
        assert_eq!(header(&admission, "access-control-allow-credentials"), None);
        let origin = Some("https://evil.example".into());
        refuses(&RequestHead { origin, ..preflight.clone() }, Refusal::OriginNotAllowed);
        refuses(&RequestHead { requested_method: None, ..preflight }, Refusal::MethodNotAllowed);
    }

    #[test]
    fn names_the_methods_of_a_route() {
        for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH", "post", "TRACE", ""] {
            let admission = gate(&rules(), &RequestHead { method: method.into(), ..request() });
            let refused = Verdict::Refused { code: Refusal::MethodNotAllowed };
            assert_eq!(admission.verdict, refused, "{method}");
            assert_eq!(header(&admission, "allow").as_deref(), Some("POST, OPTIONS"));
        }
    }

    #[test]
    fn refuses_a_reauth_without_a_valid_key() {
        for idempotency_key in [None, Some(String::new())] {
            let without = RequestHead { idempotency_key, ..request() };
            refuses(&without, Refusal::IdempotencyKeyRequired);
        }
        for key in ["two words", "é", &"k".repeat(256)] {
            let request = RequestHead { idempotency_key: Some(key.into()), ..request() };
            refuses(&request, Refusal::IdempotencyKeyInvalid);
        }
    }

    #[test]
    fn serves_every_listed_action_by_its_endpoint() {
        let all = Rules { actions: session_actions().collect(), ..rules() };
        for (action, method, target) in [
            (Action::Reauth, "POST", "/v1/checkout/sessions/fcs_1/reauth"),
            (Action::Retrieve, "GET", "/v1/checkout/sessions/fcs_1"),
            (Action::Capture, "POST", "/v1/checkout/sessions/fcs_1/capture"),
            (Action::PreviewCapture, "POST", "/v1/checkout/sessions/fcs_1/capture_allocation"),
            (Action::Cancel, "POST", "/v1/checkout/sessions/fcs_1/cancel"),
            (Action::ListPaymentIntents, "GET", "/v1/payment_intents?checkout_session=fcs_1"),
        ] {
            let (path, query) = target.split_once('?').unwrap_or((target, ""));
            let request = RequestHead {
                method: method.into(),
                path: format!("/flex{path}"),
                query: query.into(),
                ..request()
            };
            assert_eq!(gate(&all, &request).verdict, admitted(action), "{target}");
            let others = session_actions().filter(|listed| *listed != action).collect();
            let unlisted = gate(&Rules { actions: others, ..rules() }, &request).verdict;
            assert_eq!(unlisted, Verdict::Refused { code: Refusal::NotFound }, "{target}");
            let other = if method == "GET" { "POST" } else { "GET" };
            let refused = gate(&all, &RequestHead { method: other.into(), ..request.clone() });
            let allow = format!("{method}, OPTIONS");
            assert_eq!(header(&refused, "allow"), Some(allow), "{target}");
            let programs = RequestHead { origin: None, ..request.clone() };
            let admits = matches!(gate(&all, &programs).verdict, Verdict::Admitted { .. });
            assert_eq!(admits, method == "GET", "{target} without an origin");
            let keyless = RequestHead { idempotency_key: None, ..request };
            let admits = matches!(gate(&all, &keyless).verdict, Verdict::Admitted { .. });
            assert_eq!(admits, action.endpoint().effect.is_none(), "{target} without a key");
        }
    }

    #[test]
    fn reads_the_session_and_the_page_of_a_list_from_the_query() {
        let rules = Rules { actions: vec![Action::ListPaymentIntents], ..rules() };
        let ask = |query: &str| {
            let request = RequestHead {
                method: "GET".into(),
                path: "/flex/v1/payment_intents".into(),
                query: format!("?{query}"),
                ..request()
            };
            gate(&rules, &request).verdict
        };
        let Verdict::Admitted { session_id, query, expand, .. } =
            ask("checkout_session=fcs_1&limit=100&starting_after=fpi_1&expand_customer=true")
        else {
            panic!("the list is refused")
        };
        assert_eq!(session_id, "fcs_1");
        assert_eq!(query, ["limit", "100", "starting_after", "fpi_1"]);
        assert_eq!(expand, ["customer"]);
        assert_eq!(ask(""), Verdict::Refused { code: Refusal::QueryInvalid });
    }

    #[test]
    fn refuses_a_body_that_is_too_large_or_whose_length_is_malformed() {
        for length in ["1025", "99999999999999999999", "-1", "+1", "1e3", "0x10", "1, 1"] {
            let request = RequestHead { content_length: Some(length.into()), ..request() };
            refuses(&request, Refusal::RequestTooLarge);
        }
        admits(&rules(), &RequestHead { content_length: Some("1024".into()), ..request() });
    }

    #[test]
    fn refuses_unknown_queries_and_paths() {
        refuses(&RequestHead { query: "?other=true".into(), ..request() }, Refusal::QueryNotKnown);
        admits(&rules(), &RequestHead { query: "?expand_customer=true".into(), ..request() });
        for path in ["", "/", "/flex/v1/checkout/sessions/fcs_1/capture"] {
            refuses(&RequestHead { path: path.into(), ..request() }, Refusal::NotFound);
        }
    }

    #[test]
    fn is_json_that_typescript_reads() {
        let refused = Admission {
            headers: vec![("vary", "origin".into())],
            verdict: Verdict::Refused { code: Refusal::NotFound },
        };
        assert_eq!(
            serde_json::to_string(&refused).unwrap(),
            r#"{"headers":{"vary":"origin"},"verdict":{"type":"refused","code":"route_not_found"}}"#
        );
        assert_eq!(
            serde_json::to_string(&admitted(Action::PreviewCapture)).unwrap(),
            concat!(
                r#"{"type":"admitted","action":"previewCapture","sessionId":"fcs_1","#,
                r#""hasEffect":false,"takesParams":true,"query":[],"expand":[]}"#,
            )
        );
        let rules = r#"{"path":"","actions":["capture"],"allowedOrigins":[],"allowedHeaders":[],
            "allowCredentials":false,"allowMissingOrigin":false,"maxRequestBytes":0}"#;
        let rules: Rules = serde_json::from_str(rules).unwrap();
        assert_eq!(rules.actions, [Action::Capture]);
    }
}
