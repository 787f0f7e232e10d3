//! The expected result of decode, from a traversal of `serde_json`'s value.

use flex_checkout::internal::{Checked, Envelope, NoSession, NotJson, check};
use flex_checkout::models::{CheckoutSession, PaymentIntentStatus};
use flex_checkout::schema::{Model, Reference, Shape};
use flex_checkout::{Drift, Hold, HoldCart};
use serde_json::{Map, Value as Json};

use crate::answers;
use crate::tree::{self, NoTree, Tree, Value};

/// Checks decode's whole result for a body.
pub fn compare(body: &[u8]) {
    let result = check(body);
    let bare = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let Ok(json) = std::str::from_utf8(bare) else {
        let error = std::str::from_utf8(bare).expect_err("it is not UTF-8");
        let fault = if error.error_len().is_none() { NotJson::Cut } else { NotJson::Utf8 };
        let offset = error.valid_up_to();
        assert_eq!(result, Err(NoSession::NotJson { offset, fault }));
        return;
    };
    let tree = match tree::read(json) {
        Ok(tree) => tree,
        // Deep bodies are skipped differently; only termination is checked for them.
        Err(NoTree::Deep) => return,
        Err(fault) => return compare_fault(json, fault, &result),
    };
    let session = match session(&tree) {
        Ok(session) => session,
        Err((path, expected, found)) => {
            assert_eq!(
                result,
                Err(NoSession::NotThere { envelope: Envelope::Session, path, expected, found })
            );
            return;
        }
    };
    let checked = result.expect("there is a session");
    let mut drifts = Vec::new();
    object(session, CheckoutSession::REFERENCE, "checkout_session", &mut drifts);
    assert_eq!(checked.drift.map(drifted).as_ref(), drifts.first(), "drift of {json}");
    assert_eq!(checked.holds, holds(session), "holds of {json}");
    compare_answer(body, json, session, &drifts);
}

fn compare_fault(json: &str, fault: NoTree, result: &Result<Checked, NoSession>) {
    let Err(NoSession::NotJson { offset, fault: reported }) = result else {
        panic!("{result:?} for {fault:?}: {json}")
    };
    assert!(*offset <= json.len());
    if *reported == NotJson::Depth {
        assert!(tree::depth(&json[..=*offset]) > tree::MAX_DEPTH, "depth of {json}");
        return;
    }
    let expected = match fault {
        NoTree::Ends if json.is_empty() => NotJson::Empty,
        // For an escape with too few digits at the end of the body, one reader reports the end, the other
        // an invalid byte.
        NoTree::Ends if *reported == NotJson::Byte && json[..*offset].contains("\\u") => {
            NotJson::Byte
        }
        NoTree::Ends => NotJson::Cut,
        NoTree::Broken => NotJson::Byte,
        NoTree::Deep => return,
    };
    assert_eq!(*reported, expected, "{json}");
}

fn session<'t, 'a>(
    tree: &'t Tree<'a>,
) -> Result<&'t Tree<'a>, (&'static str, &'static str, &'static str)> {
    const ID: &str = "checkout_session.checkout_session_id";
    if !matches!(tree.value, Value::Object(_)) {
        return Err(("the top", "object", tree.kind()));
    }
    let Some(session) = tree.field("checkout_session") else {
        return Err(("checkout_session", "object", "absent"));
    };
    if !matches!(session.value, Value::Object(_)) {
        return Err(("checkout_session", "object", session.kind()));
    }
    match session.field("checkout_session_id") {
        Some(id) if id.text().is_some() => Ok(session),
        other => Err((ID, "string", other.map_or("absent", Tree::kind))),
    }
}

/// A path, the expected type, and the found one.
type Drifted = (String, &'static str, &'static str);

fn drifted(drift: Drift) -> Drifted {
    (drift.path, drift.expected, drift.found)
}

fn object(tree: &Tree<'_>, to: Reference, path: &str, drifts: &mut Vec<Drifted>) {
    let Value::Object(members) = &tree.value else { unreachable!("{path} is an object") };
    if to.may_be_cut && members.is_empty() {
        return;
    }
    let fields = (to.object)().fields;
    for member in members {
        let Some(field) = fields.iter().find(|field| field.name == member.key) else { continue };
        let may_be_null = !field.always && matches!(member.value.value, Value::Null);
        if !may_be_null {
            value(&member.value, field.shape, &format!("{path}.{}", field.name), drifts);
        }
    }
    let missing = |name| members.iter().all(|member| member.key != name);
    for field in fields.iter().filter(|field| field.always && missing(field.name)) {
        depart(drifts, &format!("{path}.{}", field.name), field.shape, "absent");
    }
}

fn value(tree: &Tree<'_>, shape: Shape, path: &str, drifts: &mut Vec<Drifted>) {
    let fits = match (shape, &tree.value) {
        (Shape::Any, _)
        | (Shape::Boolean, Value::Boolean)
        | (Shape::String | Shape::Enum(_) | Shape::Expandable(_), Value::Text(_)) => true,
        (Shape::Integer, Value::Number) => tree.integer().is_some(),
        (Shape::Object(to) | Shape::Expandable(to), Value::Object(_)) => {
            object(tree, to, path, drifts);
            true
        }
        (Shape::List(element), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                value(item, *element, &format!("{path}[{index}]"), drifts);
            }
            true
        }
        _ => false,
    };
    if !fits {
        depart(drifts, path, shape, tree.kind());
    }
}

fn depart(drifts: &mut Vec<Drifted>, path: &str, shape: Shape, found: &'static str) {
    let expected = match shape {
        Shape::Boolean => "boolean",
        Shape::Integer => "integer",
        Shape::String | Shape::Enum(_) => "string",
        Shape::Object(_) => "object",
        Shape::Expandable(_) => "string or object",
        Shape::List(_) => "array",
        Shape::Any => "anything",
    };
    drifts.push((path.to_owned(), expected, found));
}

/// Returns the holds in the object that `JSON.parse` returns.
fn holds(session: &Tree<'_>) -> Vec<ExpectedHold> {
    const PLACES: [(&[&str], HoldCart); 5] = [
        (&["payment_intent"], HoldCart::Session),
        (&["split_cart", "eligible_cart", "payment_intent"], HoldCart::Eligible),
        (&["split_cart", "non_eligible_cart", "payment_intent"], HoldCart::NonEligible),
        (&["invoice", "payment_intent"], HoldCart::Invoice),
        (&["subscription", "latest_invoice", "payment_intent"], HoldCart::Invoice),
    ];
    let at = |path: &[&str]| path.iter().try_fold(session, |tree, name| tree.field(name));
    let mut intents: Vec<_> =
        PLACES.into_iter().filter_map(|(path, cart)| Some((at(path)?, Some(cart)))).collect();
    if let Some(Value::Array(items)) = session.field("payment_intents").map(|list| &list.value) {
        intents.extend(items.iter().map(|item| (item, None)));
    }
    let mut holds: Vec<(ExpectedHold, bool)> = Vec::new();
    for (intent, cart) in intents {
        let string = |name| intent.field(name).and_then(Tree::text).map(String::from);
        let integer = |name| intent.field(name).and_then(Tree::integer);
        let id = intent.text().map(String::from).or_else(|| string("payment_intent_id"));
        let Some(id) = id else { continue };
        let hold = ExpectedHold {
            id,
            status: string("status"),
            amount: integer("amount"),
            capturable: integer("amount_capturable"),
            created_at: string("created_at"),
            cart: cart.unwrap_or(HoldCart::Session),
        };
        if let Some((known, _)) = holds.iter_mut().find(|(known, _)| known.id == hold.id) {
            known.status = known.status.take().or(hold.status);
            known.amount = known.amount.or(hold.amount);
            known.capturable = known.capturable.or(hold.capturable);
            known.created_at = known.created_at.take().or(hold.created_at);
        } else {
            holds.push((hold, cart.is_none()));
        }
    }
    // An element of `payment_intents` is a hold only if its status says so.
    let is_hold = |hold: &ExpectedHold| hold.status.as_deref() == Some("requires_capture");
    holds.retain(|(hold, is_listed)| !is_listed || is_hold(hold));
    holds.into_iter().map(|(hold, _)| hold).collect()
}

#[derive(Debug)]
struct ExpectedHold {
    id: String,
    status: Option<String>,
    amount: Option<i64>,
    capturable: Option<i64>,
    created_at: Option<String>,
    cart: HoldCart,
}

impl PartialEq<ExpectedHold> for Hold {
    fn eq(&self, hold: &ExpectedHold) -> bool {
        self.payment_intent_id == hold.id
            && self.status.as_ref().map(PaymentIntentStatus::as_str) == hold.status.as_deref()
            && self.amount.map(|amount| amount.0) == hold.amount
            && self.amount_capturable.map(|amount| amount.0) == hold.capturable
            && self.created_at == hold.created_at
            && self.cart == hold.cart
    }
}

/// Compares the whole session, its drifts, and the typed session without them.
fn compare_answer(body: &[u8], json: &str, session: &Tree<'_>, drifts: &[Drifted]) {
    let id =
        session.field("checkout_session_id").and_then(Tree::text).expect("a session has an id");
    let answer = answers::answer(body).expect("there is a session");
    let found: Vec<Drifted> = answer.drifts().into_iter().map(drifted).collect();
    let mut expected = drifts.to_vec();
    if !id.eq_ignore_ascii_case(answers::SESSION_ID) {
        let path = "checkout_session.checkout_session_id".to_owned();
        expected.insert(0, (path, "the id that was asked for", "another id"));
    }
    expected.truncate(100);
    assert_eq!(found, expected, "drifts of {json}");
    // serde_json reads one level less than the product.
    if tree::depth(json) == tree::MAX_DEPTH {
        return;
    }
    assert_eq!(answer.json(), session.json(), "{json}");
    let typed = serde_json::to_value(answer.session()).expect("a session is JSON");
    let expected = typed_value(session, Shape::Object(CheckoutSession::REFERENCE));
    assert_eq!(Some(typed), expected, "{json}");
}

/// Returns the value as a model serializes it; `None` if it drifts.
fn typed_value(tree: &Tree<'_>, shape: Shape) -> Option<Json> {
    match (shape, &tree.value) {
        (Shape::Any, _)
        | (Shape::Boolean, Value::Boolean)
        | (Shape::String | Shape::Enum(_) | Shape::Expandable(_), Value::Text(_)) => {
            Some(tree.json()).filter(|json| !json.is_null())
        }
        (Shape::Integer, Value::Number) => whole(&tree.json()).map(Json::from),
        (Shape::Object(to) | Shape::Expandable(to), Value::Object(members)) => {
            let mut object = Map::new();
            if to.may_be_cut && members.is_empty() {
                return Some(object.into());
            }
            for field in (to.object)().fields {
                match tree.field(field.name).and_then(|value| typed_value(value, field.shape)) {
                    Some(value) => drop(object.insert(field.name.to_owned(), value)),
                    None if field.rust_type.starts_with("Option<") => {}
                    // An object's own id.
                    None => return None,
                }
            }
            Some(object.into())
        }
        (Shape::List(element), Value::Array(items)) => {
            Some(items.iter().filter_map(|item| typed_value(item, *element)).collect())
        }
        _ => None,
    }
}

/// Returns the whole number that JavaScript reads.
fn whole(json: &Json) -> Option<i64> {
    let value = json.as_f64()?;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and below 2^53")]
    (value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0).then_some(value as i64)
}
