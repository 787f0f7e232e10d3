//! Checks a response against the models' tables in one pass over its bytes.

#![expect(
    clippy::inline_always,
    reason = "at opt-level z checking takes twice as long without, for 300 bytes less"
)]

use super::drift::{Drift, Path};
use super::{NoSession, NotJson, text};
use crate::holds::{Hold, Holds, Location};
use crate::json::integer;
use crate::json::scan::{Kind, Result, Scanner};
use crate::models::CheckoutSession;
use crate::schema::{Field, Model, Object, Reference, Shape};

/// The largest number of drifts listed for one body.
const MAX_DRIFTS: usize = 100;

/// Result of checking a body that holds a session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checked {
    /// The payment intents that a merchant must store.
    pub holds: Vec<Hold>,
    /// The first path at which the body departs from the models.
    pub drift: Option<Drift>,
}

/// Checks the body of a 2xx response.
///
/// # Errors
///
/// Returns an error if the body is not JSON, or its `checkout_session` is not an object whose
/// `checkout_session_id` is a string.
pub fn check(body: &[u8]) -> std::result::Result<Checked, NoSession> {
    let mut checker = checked(body, 1)?;
    let drift = checker.drifts.pop();
    Ok(Checked { holds: checker.holds.finish(), drift })
}

/// Returns every path at which a body departs from the models, up to 100, in reading order.
pub(crate) fn drifts(body: &[u8]) -> Vec<Drift> {
    checked(body, MAX_DRIFTS).map(|checker| checker.drifts).unwrap_or_default()
}

fn checked(body: &[u8], max_drifts: usize) -> std::result::Result<Checker<'_>, NoSession> {
    let json = text(body)?.as_bytes();
    let mut checker = Checker {
        scanner: Scanner::new(json),
        drifts: Vec::new(),
        max_drifts,
        holds: Holds::default(),
        id: None,
    };
    let session = checker.envelope().map_err(|fault| {
        NotJson::at(fault, json.len().saturating_sub(checker.scanner.rest().len()))
    })?;
    let (path, expected, found) = match session {
        Session::Found => return Ok(checker),
        Session::NotInObject(found) => ("the top", "object", found),
        Session::NotObject(found) => (SESSION, "object", found),
        Session::NoId(found) => ("checkout_session.checkout_session_id", "string", found),
    };
    Err(NoSession::NotThere { path, expected, found })
}

const SESSION: &str = "checkout_session";
const ABSENT: &str = "absent";

/// The session, or the value found in its place.
enum Session {
    Found,
    NotInObject(&'static str),
    NotObject(&'static str),
    NoId(&'static str),
}

struct Checker<'a> {
    scanner: Scanner<'a>,
    drifts: Vec<Drift>,
    max_drifts: usize,
    holds: Holds<'a>,
    /// Kind of the value in the session's `checkout_session_id`.
    id: Option<Kind>,
}

impl Checker<'_> {
    fn envelope(&mut self) -> Result<Session> {
        let top = self.scanner.kind()?;
        if top != Kind::Object {
            self.scanner.skip()?;
            self.scanner.end()?;
            return Ok(Session::NotInObject(top.found()));
        }
        let mut session = Session::NotObject(ABSENT);
        let mut items = self.scanner.open()?;
        while let Some(key) = self.scanner.next_key(&mut items)? {
            if !key.is(SESSION) {
                self.scanner.skip()?;
                continue;
            }
            // Of two sessions the last one counts, as in `JSON.parse`.
            self.drifts.clear();
            self.holds = Holds::default();
            self.id = None;
            let kind = self.scanner.kind()?;
            session = if kind == Kind::Object {
                self.object(CheckoutSession::REFERENCE, Path::root(SESSION), Location::Session)?;
                match self.id {
                    Some(Kind::String) => Session::Found,
                    other => Session::NoId(other.map_or(ABSENT, Kind::found)),
                }
            } else {
                self.scanner.skip()?;
                Session::NotObject(kind.found())
            };
        }
        self.scanner.end()?;
        Ok(session)
    }

    fn object(&mut self, reference: Reference, path: Path<'_>, location: Location) -> Result<()> {
        let Object { fields, .. } = (reference.object)();
        let mut seen = 0_u64;
        let mut is_empty = true;
        let mut expected = 0_usize;
        let mut items = self.scanner.open()?;
        while self.scanner.next_item(&mut items, b'}')? {
            is_empty = false;
            let Some((index, field)) = self.known_key(fields, expected)? else {
                self.scanner.skip()?;
                continue;
            };
            expected = index.saturating_add(1);
            seen |= bit(index);
            let location = location.field(field.mark);
            let kind = self.scanner.next_kind()?;
            self.enter(location, kind);
            if !field.always && kind == Kind::Null {
                self.scanner.skip()?;
            } else {
                self.value(field.shape, kind, path.field(field.name), location)?;
            }
        }
        if is_empty && reference.may_be_cut {
            return Ok(());
        }
        for (index, field) in fields.iter().enumerate() {
            if field.always && seen & bit(index) == 0 {
                self.departs(path.field(field.name), field.shape, ABSENT);
            }
        }
        Ok(())
    }

    /// Reads a key and returns its field, if the models know it. Fields mostly come in the models' order, so
    /// the search begins at the field expected next.
    #[inline(always)]
    fn known_key<'f>(
        &mut self,
        fields: &'f [Field],
        expected: usize,
    ) -> Result<Option<(usize, &'f Field)>> {
        let numbered = || fields.iter().enumerate();
        for (index, field) in numbered().skip(expected) {
            if self.scanner.next_key_is(field.name) {
                return Ok(Some((index, field)));
            }
        }
        let key = self.scanner.key()?;
        Ok(numbered().find(|(_, field)| key.is(field.name)))
    }

    /// Begins a field: of two with one name the last one counts.
    #[inline(always)]
    fn enter(&mut self, location: Location, kind: Kind) {
        match location {
            Location::Elsewhere => {}
            Location::SessionId => self.id = Some(kind),
            _ => self.holds.clear(location),
        }
    }

    fn value(
        &mut self,
        shape: Shape,
        kind: Kind,
        path: Path<'_>,
        location: Location,
    ) -> Result<()> {
        match (shape, kind) {
            (Shape::String | Shape::Enum(_) | Shape::Expandable(_), Kind::String) => {
                let string = self.scanner.string()?;
                if !matches!(location, Location::Elsewhere) {
                    self.holds.set(location, Some(string));
                }
            }
            (Shape::Integer, Kind::Number) => {
                let number = self.scanner.number()?;
                if !matches!(location, Location::Elsewhere) {
                    self.holds.set(location, Some(number));
                }
                // The fast path, which nearly all take.
                if !integer::is_plain(number.raw()) && integer::parse(number.raw()).is_none() {
                    self.departs(path, shape, kind.found());
                }
            }
            (Shape::Object(reference) | Shape::Expandable(reference), Kind::Object) => {
                self.object(reference, path, location)?;
            }
            (Shape::List(element), Kind::Array) => {
                let mut items = self.scanner.open()?;
                let mut index = 0_u32;
                while self.scanner.next_element(&mut items)? {
                    let kind = self.scanner.next_kind()?;
                    self.value(*element, kind, path.index(index), Location::Elsewhere)?;
                    index = index.saturating_add(1);
                }
            }
            (Shape::Any, _) | (Shape::Boolean, Kind::Boolean) => {
                self.scanner.skip()?;
            }
            _ => {
                self.departs(path, shape, kind.found());
                self.scanner.skip()?;
            }
        }
        Ok(())
    }

    fn departs(&mut self, path: Path<'_>, shape: Shape, found: &'static str) {
        if self.drifts.len() < self.max_drifts {
            self.drifts.push(Drift { path: path.dotted(), expected: shape.expected(), found });
        }
    }
}

fn bit(index: usize) -> u64 {
    u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)).unwrap_or(0)
}
