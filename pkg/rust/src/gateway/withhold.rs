//! What of a session leaves for front ends, cut out of the bytes that Flex sent.

use super::expose::{Expose, Named};
use flex_checkout::CheckoutSession;
use flex_checkout::internal::scan::{Fault, Kind, Result, Scanner};
use flex_checkout::internal::text;
use flex_checkout::schema::{Exposure, Field, Model, Object, Shape};

const SESSION: &str = "checkout_session";

/// The session with the fields that the models mark public, and what `expose` names. Every name and
/// value that stays is byte for byte what Flex sent; what the models do not know is withheld.
///
/// A value of another shape than its model's stays only if it has nothing inside: whatever stands in an
/// object or array in its place is known to nobody. `None` if the body is no JSON object.
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
/// # Ok::<(), flex_checkout_npm::gateway::NoPath>(())
/// ```
#[must_use]
pub fn withhold(body: &[u8], expose: &Expose) -> Option<Vec<u8>> {
    let json = text(body).ok()?.as_bytes();
    let mut walk = Walk { scanner: Scanner::new(json), out: Vec::with_capacity(json.len()) };
    walk.envelope(&expose.all()).ok()?;
    Some(walk.out)
}

/// What may leave of the value that comes next.
enum Part<'e> {
    Nothing,
    /// All of it, whatever it is.
    Whole,
    /// What its shape's marks let through, and what is named.
    Marked(Shape, Named<'e>),
    /// What is named, and nothing else.
    Named(Named<'e>),
}

struct Walk<'a> {
    scanner: Scanner<'a>,
    out: Vec<u8>,
}

impl Walk<'_> {
    fn envelope(&mut self, named: &Named<'_>) -> Result<()> {
        if self.scanner.kind()? != Kind::Object {
            return Err(Fault::Byte);
        }
        self.members(|key| {
            if key(SESSION) {
                let session = Shape::Object(CheckoutSession::REFERENCE);
                Part::Marked(session, named.clone())
            } else {
                Part::Nothing
            }
        })?;
        self.scanner.end()
    }

    /// Copies the members of an object that may leave.
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

    /// Copies what may leave of a value; false if nothing may, not even that it is there.
    fn value(&mut self, part: Part<'_>) -> Result<bool> {
        let kind = self.scanner.kind()?;
        match (part, kind) {
            (Part::Named(named), Kind::Object) => {
                self.members(|key| below(&named, key).unwrap_or(Part::Whole))?;
            }
            (Part::Named(named), Kind::Array) => self.elements(|| Part::Named(named.clone()))?,
            (Part::Marked(Shape::Object(to) | Shape::Expandable(to), named), Kind::Object) => {
                let object = (to.object)();
                let mut expected = 0;
                self.members(|key| field(object, &named, key, &mut expected))?;
            }
            (Part::Marked(Shape::List(element), named), Kind::Array) => {
                self.elements(|| Part::Marked(*element, named.clone()))?;
            }
            (Part::Whole | Part::Marked(Shape::Any, _), _)
            | (Part::Marked(..), Kind::Null | Kind::Boolean | Kind::Number | Kind::String) => {
                let value = self.scanner.skip()?;
                self.out.extend_from_slice(value);
            }
            // What is in an object or array where the models have none, nobody has marked; and a value
            // with nothing inside is none of what is named in it.
            (Part::Nothing | Part::Marked(..) | Part::Named(_), _) => {
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

/// What may leave of an object's field. Fields mostly come in the models' order, so the search begins
/// where the next one is expected.
fn field<'e>(
    object: &Object,
    named: &Named<'e>,
    key: &dyn Fn(&str) -> bool,
    expected: &mut usize,
) -> Part<'e> {
    let Some(named) = named.below(key) else { return Part::Whole };
    let numbered = || object.fields.iter().enumerate();
    let mut found = numbered().skip(*expected).chain(numbered().take(*expected));
    let field = found.find(|(_, field)| key(field.name));
    if let Some((index, _)) = field {
        *expected = index.saturating_add(1);
    }
    match field.map(|(_, field)| field) {
        Some(Field { shape, exposure: Exposure::Public, .. }) => Part::Marked(*shape, named),
        _ if named.is_empty() => Part::Nothing,
        _ => Part::Named(named),
    }
}

/// What may leave of a field of which the marks let nothing through; `None` if it is named itself.
fn below<'e>(named: &Named<'e>, key: &dyn Fn(&str) -> bool) -> Option<Part<'e>> {
    let named = named.below(key)?;
    Some(if named.is_empty() { Part::Nothing } else { Part::Named(named) })
}
