//! The fields of a session that a gateway returns, copied from the bytes that Flex sent.

use super::expose::{Expose, Exposed};
use flex_checkout::CheckoutSession;
use flex_checkout::internal::scan::{Fault, Kind, Result, Scanner};
use flex_checkout::internal::text;
use flex_checkout::schema::{Exposure, Field, Model, Object, Shape};

const SESSION: &str = "checkout_session";

/// Returns the session with the fields that the models mark public, and those that `expose` names. Names
/// and values are byte for byte what Flex sent. Fields that the models do not have are withheld.
///
/// A value of another type than its model's is returned only if it is not an object or array, whose
/// contents no model describes. `None` if the body is not a JSON object.
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
    let json = text(body).ok()?.as_bytes();
    let mut filter = Filter { scanner: Scanner::new(json), out: Vec::with_capacity(json.len()) };
    filter.envelope(&expose.all()).ok()?;
    Some(filter.out)
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
    fn envelope(&mut self, exposed: &Exposed<'_>) -> Result<()> {
        if self.scanner.kind()? != Kind::Object {
            return Err(Fault::Byte);
        }
        self.members(|key| {
            if key(SESSION) {
                let session = Shape::Object(CheckoutSession::REFERENCE);
                Part::Marked(session, exposed.clone())
            } else {
                Part::Nothing
            }
        })?;
        self.scanner.end()
    }

    /// Copies the members of an object that are returned.
    fn members<'e>(
        &mut self,
        mut part: impl FnMut(&dyn Fn(&str) -> bool) -> Part<'e>,
    ) -> Result<()> {
        let mut items = self.scanner.open()?;
        self.out.push(b'{');
        let mut is_first = true;
        while self.scanner.next_item(&mut items, b'}')? {
            let key = self.scanner.key()?;
            let part = part(&|name| key.is(name));
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
        Ok(())
    }

    /// Copies the part of a value that is returned; false if it is withheld with its name.
    fn value(&mut self, part: Part<'_>) -> Result<bool> {
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
            // No model marks what is in an object or array that the models do not have; and exposed fields
            // are not in a scalar.
            (Part::Nothing | Part::Marked(..) | Part::Exposed(_), _) => {
                self.scanner.skip()?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn elements<'e>(&mut self, part: impl Fn() -> Part<'e>) -> Result<()> {
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
        Ok(())
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
