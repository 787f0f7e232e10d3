//! What decode has to say of a body, found by walking what `serde_json` read.

use flex_checkout::internal::{Checked, NoSession, NotJson, check};
use flex_checkout::models::{CheckoutSession, PaymentIntentStatus};
use flex_checkout::schema::{Model, Reference, Shape};
use flex_checkout::{Drift, Hold, HoldCart};
use serde_json::{Map, Value as Json};

use crate::answers;
use crate::tree::{self, NoTree, Tree, Value};

/// Checks all that the product says of a body.
pub fn compare(body: &[u8]) {
    let came = check(body);
    let bare = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
    let Ok(text) = std::str::from_utf8(bare) else {
        let error = std::str::from_utf8(bare).expect_err("it is not UTF-8");
        let fault = if error.error_len().is_none() { NotJson::Cut } else { NotJson::Utf8 };
        let offset = error.valid_up_to();
        assert_eq!(came, Err(NoSession::NotJson { offset, fault }));
        return;
    };
    let tree = match tree::read(text) {
        Ok(tree) => tree,
        // Which values are skipped decides what a deep text is; that it returns is all that is asked.
        Err(NoTree::Deep) => return,
        Err(fault) => return compare_fault(text, fault, &came),
    };
    let session = match session(&tree) {
        Ok(session) => session,
        Err((path, expected, found)) => {
            assert_eq!(came, Err(NoSession::NotThere { path, expected, found }));
            return;
        }
    };
    let checked = came.expect("there is a session");
    let mut drifts = Vec::new();
    object(session, CheckoutSession::REFERENCE, "checkout_session", &mut drifts);
    assert_eq!(checked.drift.map(drifted).as_ref(), drifts.first(), "drift of {text}");
    assert_eq!(checked.holds, holds(session), "holds of {text}");
    compare_answer(body, text, session, &drifts);
}

fn compare_fault(text: &str, fault: NoTree, came: &Result<Checked, NoSession>) {
    let Err(NoSession::NotJson { offset, fault: said }) = came else {
        panic!("{came:?} of what is {fault:?}: {text}")
    };
    assert!(*offset <= text.len());
    if *said == NotJson::Depth {
        assert!(tree::depth(&text[..=*offset]) > tree::MAX_DEPTH, "depth of {text}");
        return;
    }
    let expected = match fault {
        NoTree::Ends if text.is_empty() => NotJson::Empty,
        // Of an escape that has too few digits before the text ends, the one reader says that it ends,
        // the other one that a byte among them is none.
        NoTree::Ends if *said == NotJson::Byte && text[..*offset].contains("\\u") => NotJson::Byte,
        NoTree::Ends => NotJson::Cut,
        NoTree::Broken => NotJson::Byte,
        NoTree::Deep => return,
    };
    assert_eq!(*said, expected, "{text}");
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

/// A path, what is expected there, and what is found.
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

/// The holds as one reads them off the object that `JSON.parse` makes.
fn holds(session: &Tree<'_>) -> Vec<Said> {
    const PLACES: [(&[&str], HoldCart); 5] = [
        (&["payment_intent"], HoldCart::Session),
        (&["split_cart", "eligible_cart", "payment_intent"], HoldCart::Eligible),
        (&["split_cart", "non_eligible_cart", "payment_intent"], HoldCart::NonEligible),
        (&["invoice", "payment_intent"], HoldCart::Invoice),
        (&["subscription", "latest_invoice", "payment_intent"], HoldCart::Invoice),
    ];
    let mut holds: Vec<Said> = Vec::new();
    for (path, cart) in PLACES {
        let Some(intent) = path.iter().try_fold(session, |tree, name| tree.field(name)) else {
            continue;
        };
        let text = |name| intent.field(name).and_then(Tree::text).map(String::from);
        let integer = |name| intent.field(name).and_then(Tree::integer);
        let id = intent.text().map(String::from).or_else(|| text("payment_intent_id"));
        let Some(id) = id else { continue };
        let said = Said {
            id,
            status: text("status"),
            amount: integer("amount"),
            capturable: integer("amount_capturable"),
            created_at: text("created_at"),
            cart,
        };
        if let Some(known) = holds.iter_mut().find(|known| known.id == said.id) {
            known.status = known.status.take().or(said.status);
            known.amount = known.amount.or(said.amount);
            known.capturable = known.capturable.or(said.capturable);
            known.created_at = known.created_at.take().or(said.created_at);
        } else {
            holds.push(said);
        }
    }
    holds
}

#[derive(Debug)]
struct Said {
    id: String,
    status: Option<String>,
    amount: Option<i64>,
    capturable: Option<i64>,
    created_at: Option<String>,
    cart: HoldCart,
}

impl PartialEq<Said> for Hold {
    fn eq(&self, said: &Said) -> bool {
        self.payment_intent_id == said.id
            && self.status.as_ref().map(PaymentIntentStatus::as_str) == said.status.as_deref()
            && self.amount.map(|amount| amount.0) == said.amount
            && self.amount_capturable.map(|amount| amount.0) == said.capturable
            && self.created_at == said.created_at
            && self.cart == said.cart
    }
}

/// The whole session, all that departs from the models, and the typed session that leaves it out.
fn compare_answer(body: &[u8], text: &str, session: &Tree<'_>, drifts: &[Drifted]) {
    let answer = answers::answer(body).expect("there is a session");
    let said: Vec<Drifted> = answer.drifts().into_iter().map(drifted).collect();
    assert_eq!(said, drifts[..drifts.len().min(100)], "drifts of {text}");
    // serde_json reads one level less than the product.
    if tree::depth(text) == tree::MAX_DEPTH {
        return;
    }
    assert_eq!(answer.json(), session.json(), "{text}");
    let typed = serde_json::to_value(answer.session()).expect("a session is JSON");
    let expected = typed_value(session, Shape::Object(CheckoutSession::REFERENCE));
    assert_eq!(Some(typed), expected, "{text}");
}

/// The value as a model has it and writes it; `None` if it does not fit.
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

/// The whole number that JavaScript reads.
fn whole(json: &Json) -> Option<i64> {
    let value = json.as_f64()?;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and below 2^53")]
    (value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0).then_some(value as i64)
}
