//! The fields of a session or a list that a gateway returns, copied from the bytes that Flex sent.

use super::expose::{Expose, Exposed};
use flex_checkout::CheckoutSession;
use flex_checkout::internal::Envelope;
use flex_checkout::internal::scan::{Kind, Scanner};
use flex_checkout::internal::text;
use flex_checkout::models::{Allocation, PaymentIntent};
use flex_checkout::schema::{Exposure, Field, Model, Object, Shape};

const SESSION: &str = "checkout_session";
const SESSION_ID: &str = "checkout_session_id";

/// Returns the session with the fields that the models mark public, and those that `expose` names. Names
/// and values are byte for byte what Flex sent. Fields that the models do not have are withheld.
///
/// A value of another type than its model's is withheld if it is an object or array, whose contents no model
/// describes, and returned otherwise. `None` if the body is not a JSON object.
///
/// ```
/// use flex_checkout_npm::gateway::{Expose, withhold};
///
/// let body = br#"{"checkout_session": {"amount_total": 100.0, "customer": {"email": "a@b.example"}}}"#;
/// let public = withhold(body, &Expose::default());
/// assert_eq!(public.as_deref(), Some(&br#"{"checkout_session":{"amount_total":100.0}}"#[..]));
///
/// let expose = Expose::new(["customer.email"])?;
/// let exposed = withhold(body, &expose).unwrap_or_default();
/// assert!(exposed.ends_with(br#""customer":{"email":"a@b.example"}}}"#));
/// # Ok::<(), flex_checkout_npm::gateway::InvalidPath>(())
/// ```
#[must_use]
pub fn withhold(body: &[u8], expose: &Expose) -> Option<Vec<u8>> {
    withhold_from(body, Envelope::Session, expose)
}

/// Returns the object of an envelope with the fields that the models mark public, as [`withhold`] does for a session.
/// Paths into a session begin below it, and paths into a list with its name.
///
/// ```
/// use flex_checkout::internal::Envelope;
/// use flex_checkout_npm::gateway::{Expose, withhold_from};
///
/// let body = br#"{"payment_intents": [{"amount": 9000, "client_secret": "s", "metadata": {}}]}"#;
/// let public = withhold_from(body, Envelope::PaymentIntents, &Expose::default());
/// assert_eq!(public.as_deref(), Some(&br#"{"payment_intents":[{"amount":9000}]}"#[..]));
///
/// let expose = Expose::new(["payment_intents.metadata"])?;
/// let exposed = withhold_from(body, Envelope::PaymentIntents, &expose).unwrap_or_default();
/// assert!(exposed.ends_with(br#"{"amount":9000,"metadata":{}}]}"#));
/// # Ok::<(), flex_checkout_npm::gateway::InvalidPath>(())
/// ```
#[must_use]
pub fn withhold_from(body: &[u8], envelope: Envelope, expose: &Expose) -> Option<Vec<u8>> {
    let json = text(body).ok()?.as_bytes();
    let mut filter = Filter { scanner: Scanner::new(json), out: Vec::with_capacity(json.len()) };
    filter.envelope(envelope, &expose.all())?;
    Some(filter.out)
}

/// Returns true if a body contains the session with this id, and no other session. Ids are compared without
/// case.
///
/// `JSON.parse` uses the last of several members with one name, and other parsers the first. Therefore every
/// `checkout_session` and every id in it must match.
///
/// ```
/// use flex_checkout_npm::gateway::contains_only;
///
/// let body = br#"{"checkout_session": {"checkout_session_id": "fcs_A"}}"#;
/// assert!(contains_only(body, "fcs_a"));
/// assert!(!contains_only(body, "fcs_b"));
/// ```
#[must_use]
pub fn contains_only(body: &[u8], id: &str) -> bool {
    let Ok(json) = text(body) else { return false };
    let mut scanner = Scanner::new(json.as_bytes());
    let is_id = |scanner: &mut Scanner<'_>| {
        Some(
            scanner.kind()? == Kind::String
                && scanner.string()?.unescape().eq_ignore_ascii_case(id),
        )
    };
    every(&mut scanner, SESSION, |scanner| every(scanner, SESSION_ID, is_id)).unwrap_or(false)
}

/// Returns true if the next value is an object that has a member with this name, and every such member passes
/// the check; `None` if it is not JSON.
fn every<'a>(
    scanner: &mut Scanner<'a>,
    name: &str,
    check: impl Fn(&mut Scanner<'a>) -> Option<bool>,
) -> Option<bool> {
    if scanner.kind()? != Kind::Object {
        return Some(false);
    }
    let mut found = false;
    let mut members = scanner.open()?;
    while let Some(key) = scanner.next_key(&mut members)? {
        if !key.is(name.as_bytes()) {
            scanner.skip()?;
        } else if check(scanner)? {
            found = true;
        } else {
            return Some(false);
        }
    }
    Some(found)
}

/// Returns the shape of the object in an envelope.
fn shape(envelope: Envelope) -> Shape {
    const INTENT: Shape = Shape::Object(PaymentIntent::REFERENCE);
    const SESSION: Shape = Shape::Object(CheckoutSession::REFERENCE);
    match envelope {
        Envelope::Session => SESSION,
        Envelope::PaymentIntent => INTENT,
        Envelope::PaymentIntents => Shape::List(&INTENT),
        Envelope::Sessions => Shape::List(&SESSION),
        Envelope::Allocations => Shape::List(&const { Shape::Object(Allocation::REFERENCE) }),
    }
}

/// The part of the next value that is returned.
enum Part<'e> {
    Nothing,
    Whole,
    /// The fields that its models mark public, and the exposed ones.
    Marked(Shape, Exposed<'e>),
    /// The exposed fields only.
    Exposed(Exposed<'e>),
}

struct Filter<'a> {
    scanner: Scanner<'a>,
    out: Vec<u8>,
}

impl Filter<'_> {
    fn envelope(&mut self, envelope: Envelope, exposed: &Exposed<'_>) -> Option<()> {
        if self.scanner.kind()? != Kind::Object {
            return None;
        }
        let (name, shape) = (envelope.name(), shape(envelope));
        // Paths into a session begin below it.
        let exposed = match envelope {
            Envelope::Session => Some(exposed.clone()),
            _ => exposed.below(|path| path == name),
        };
        self.members(|key| match &exposed {
            _ if !key(name) => Part::Nothing,
            Some(exposed) => Part::Marked(shape, exposed.clone()),
            None => Part::Whole,
        })?;
        self.scanner.end()
    }

    /// Copies the members of an object that are returned.
    fn members<'e>(
        &mut self,
        mut part: impl FnMut(&dyn Fn(&str) -> bool) -> Part<'e>,
    ) -> Option<()> {
        let mut items = self.scanner.open()?;
        self.out.push(b'{');
        let mut is_first = true;
        while self.scanner.next_item(&mut items, b'}')? {
            let key = self.scanner.key()?;
            let part = part(&|name| key.is(name.as_bytes()));
            let before = self.out.len();
            if !is_first {
                self.out.push(b',');
            }
            self.out.push(b'"');
            self.out.extend_from_slice(key.raw());
            self.out.extend_from_slice(b"\":");
            if self.value(part)? {
                is_first = false;
            } else {
                self.out.truncate(before);
            }
        }
        self.out.push(b'}');
        Some(())
    }

    /// Copies the part of a value that is returned; false if it is withheld with its name.
    fn value(&mut self, part: Part<'_>) -> Option<bool> {
        let kind = self.scanner.kind()?;
        match (part, kind) {
            (Part::Exposed(exposed), Kind::Object) => {
                self.members(|key| below(&exposed, key).unwrap_or(Part::Whole))?;
            }
            (Part::Exposed(exposed), Kind::Array) => {
                self.elements(|| Part::Exposed(exposed.clone()))?;
            }
            (Part::Marked(Shape::Object(to) | Shape::Expandable(to), exposed), Kind::Object) => {
                let object = (to.object)();
                let mut expected = 0;
                self.members(|key| field(object, &exposed, key, &mut expected))?;
            }
            (Part::Marked(Shape::List(element), exposed), Kind::Array) => {
                self.elements(|| Part::Marked(*element, exposed.clone()))?;
            }
            (Part::Whole | Part::Marked(Shape::Any, _), _)
            | (Part::Marked(..), Kind::Null | Kind::Boolean | Kind::Number | Kind::String) => {
                let value = self.scanner.skip()?;
                self.out.extend_from_slice(value);
            }
            // No model describes the contents of an unexpected object or array, and a scalar has no exposed
            // fields.
            (Part::Nothing | Part::Marked(..) | Part::Exposed(_), _) => {
                self.scanner.skip()?;
                return Some(false);
            }
        }
        Some(true)
    }

    fn elements<'e>(&mut self, part: impl Fn() -> Part<'e>) -> Option<()> {
        let mut items = self.scanner.open()?;
        self.out.push(b'[');
        let mut is_first = true;
        while self.scanner.next_element(&mut items)? {
            let before = self.out.len();
            if !is_first {
                self.out.push(b',');
            }
            if self.value(part())? {
                is_first = false;
            } else {
                self.out.truncate(before);
            }
        }
        self.out.push(b']');
        Some(())
    }
}

/// Returns the part of an object's field that is returned. Fields mostly come in the models' order, so the
/// search begins where the next one is expected.
fn field<'e>(
    object: &Object,
    exposed: &Exposed<'e>,
    key: &dyn Fn(&str) -> bool,
    expected: &mut usize,
) -> Part<'e> {
    let Some(exposed) = exposed.below(key) else { return Part::Whole };
    let numbered = || object.fields.iter().enumerate();
    let mut found = numbered().skip(*expected).chain(numbered().take(*expected));
    let field = found.find(|(_, field)| key(field.name));
    if let Some((index, _)) = field {
        *expected = index.saturating_add(1);
    }
    match field.map(|(_, field)| field) {
        Some(Field { shape, exposure: Exposure::Public, .. }) => Part::Marked(*shape, exposed),
        _ if exposed.is_empty() => Part::Nothing,
        _ => Part::Exposed(exposed),
    }
}

/// Returns the part of a withheld field that is returned; `None` if it is exposed itself.
fn below<'e>(exposed: &Exposed<'e>, key: &dyn Fn(&str) -> bool) -> Option<Part<'e>> {
    let exposed = exposed.below(key)?;
    Some(if exposed.is_empty() { Part::Nothing } else { Part::Exposed(exposed) })
}
