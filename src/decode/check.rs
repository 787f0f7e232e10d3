//! Checks a response against the models' tables in one pass over its bytes.

#![expect(
    clippy::inline_always,
    reason = "at opt-level z checking takes twice as long without, for 300 bytes less"
)]

use std::iter::Enumerate;

use super::drift::{Drift, Path};
use super::table::{self, Fields, Known, Packed};
use super::{Envelope, NoSession, NotJson, text};
use crate::holds::{Held, Hold, Holds, Location};
use crate::json::integer;
use crate::json::scan::{Kind, Literal, Scanner};

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
    let Inspected { holds, drift } = inspect(body, Envelope::Session, None)?;
    Ok(Checked { holds: holds.into_iter().map(Held::into_hold).collect(), drift })
}

/// The content of [`Checked`], with the holds as they are in the body.
#[derive(Debug)]
pub struct Inspected<'a> {
    /// See [`Checked::holds`].
    pub holds: Vec<Held<'a>>,
    /// See [`Checked::drift`].
    pub drift: Option<Drift>,
}

/// Checks the body of a 2xx response that should hold the object `id`, in any case. Another object is drift, and
/// comes before all drift within it.
///
/// # Errors
///
/// Returns the errors of [`check`].
pub fn inspect<'a>(
    body: &'a [u8],
    envelope: Envelope,
    id: Option<&str>,
) -> std::result::Result<Inspected<'a>, NoSession> {
    let mut checker = checked(body, envelope, 1)?;
    let is_other = |(id, found): (&str, Literal<'_>)| !found.unescape().eq_ignore_ascii_case(id);
    let drift = if id.zip(checker.own_id).is_some_and(is_other) {
        let path = envelope.id_path().to_owned();
        Some(Drift { path, expected: "the id that was asked for", found: ANOTHER_ID })
    } else {
        checker.drifts.pop()
    };
    Ok(Inspected { holds: checker.holds.finish(), drift })
}

/// Returns every path at which a body departs from the models, up to 100, in reading order. `first` is the one that
/// [`inspect`] found.
pub(crate) fn drifts(body: &[u8], envelope: Envelope, first: &Drift) -> Vec<Drift> {
    let mut drifts =
        checked(body, envelope, MAX_DRIFTS).map(|checker| checker.drifts).unwrap_or_default();
    if first.found == ANOTHER_ID {
        drifts.insert(0, first.clone());
        drifts.truncate(MAX_DRIFTS);
    }
    drifts
}

/// Returns the first path at which a capture's parameters depart from their types. Unlike a response, they may have
/// no unknown fields, no null, no empty array and no negative number.
pub(crate) fn departure(params: &str) -> Option<Drift> {
    let mut checker = Checker::new(params.as_bytes(), 1);
    checker.is_strict = true;
    let kind = checker.scanner.kind()?;
    checker.value(Packed::CAPTURE, kind, Path::root(b"params"), Location::Elsewhere)?;
    checker.drifts.pop()
}

fn checked(
    body: &[u8],
    envelope: Envelope,
    max_drifts: usize,
) -> std::result::Result<Checker<'_>, NoSession> {
    let json = text(body)?.as_bytes();
    let mut checker = Checker::new(json, max_drifts);
    let content = checker.envelope(envelope).ok_or_else(|| {
        let offset = json.len().saturating_sub(checker.scanner.rest().len());
        NotJson::at(checker.scanner.fault(), offset)
    })?;
    let (path, expected, found) = match content {
        Content::Found => return Ok(checker),
        Content::NotInObject(found) => ("the top", "object", found),
        Content::Other(found) => (envelope.name(), Packed::of(envelope).expected(), found),
        Content::NoId(found) => (envelope.id_path(), "string", found),
    };
    Err(NoSession::NotThere { envelope, path, expected, found })
}

const ABSENT: &str = "absent";
const ANOTHER_ID: &str = "another id";

/// The object, or the value found in its place.
enum Content {
    Found,
    NotInObject(&'static str),
    Other(&'static str),
    NoId(&'static str),
}

struct Checker<'a> {
    scanner: Scanner<'a>,
    drifts: Vec<Drift>,
    max_drifts: usize,
    is_strict: bool,
    holds: Holds<'a>,
    /// Kind of the value in the object's own id.
    id: Option<Kind>,
    /// The object's own id.
    own_id: Option<Literal<'a>>,
}

impl<'a> Checker<'a> {
    fn new(json: &'a [u8], max_drifts: usize) -> Self {
        Self {
            scanner: Scanner::new(json),
            drifts: Vec::new(),
            max_drifts,
            is_strict: false,
            holds: Holds::default(),
            id: None,
            own_id: None,
        }
    }

    fn envelope(&mut self, envelope: Envelope) -> Option<Content> {
        let top = self.scanner.kind()?;
        if top != Kind::Object {
            self.scanner.skip()?;
            self.scanner.end()?;
            return Some(Content::NotInObject(top.found()));
        }
        let (name, shape) = (envelope.name().as_bytes(), Packed::of(envelope));
        let expected = if shape.kind() == table::LIST { Kind::Array } else { Kind::Object };
        let location = match envelope {
            Envelope::Session => Location::Session,
            Envelope::PaymentIntent => Location::PaymentIntent,
            _ => Location::Elsewhere,
        };
        let mut content = Content::Other(ABSENT);
        let mut items = self.scanner.open()?;
        while let Some(key) = self.scanner.next_key(&mut items)? {
            if !key.is(name) {
                self.scanner.skip()?;
                continue;
            }
            // Of two objects the last one counts, as in `JSON.parse`.
            self.drifts.clear();
            self.holds = Holds::default();
            self.id = None;
            let kind = self.scanner.kind()?;
            content = if kind == expected {
                self.value(shape, kind, Path::root(name), location)?;
                match self.id {
                    Some(Kind::String) => Content::Found,
                    _ if kind == Kind::Array => Content::Found,
                    other => Content::NoId(other.map_or(ABSENT, Kind::found)),
                }
            } else {
                self.scanner.skip()?;
                Content::Other(kind.found())
            };
        }
        self.scanner.end()?;
        Some(content)
    }

    fn object(&mut self, object: Packed, path: Path<'_>, location: Location) -> Option<()> {
        let fields = object.fields();
        let mut seen = 0_u64;
        let mut is_empty = true;
        // Fields mostly come in the models' order.
        let mut expected = fields.enumerate();
        let mut items = self.scanner.open()?;
        while self.scanner.next_item(&mut items, b'}')? {
            is_empty = false;
            let (index, field) = match self.known_key(fields, &mut expected)? {
                Ok(known) => known,
                Err(key) => {
                    if self.is_strict {
                        let found = self.scanner.next_kind()?.found();
                        self.departs(path.field(key.raw()), Packed::ABSENT, found);
                    }
                    self.scanner.skip()?;
                    continue;
                }
            };
            seen |= bit(index);
            let location = location.field(field.mark());
            let kind = self.scanner.next_kind()?;
            self.enter(location, kind);
            if !field.always() && kind == Kind::Null && !self.is_strict {
                self.scanner.skip()?;
            } else {
                self.value(field.shape, kind, path.field(field.name), location)?;
            }
        }
        if is_empty && object.may_be_cut() {
            return Some(());
        }
        for (index, field) in fields.enumerate() {
            if field.always() && seen & bit(index) == 0 {
                self.departs(path.field(field.name), field.shape, ABSENT);
            }
        }
        Some(())
    }

    /// Reads a key and returns its field, or the key if the models do not know it.
    #[inline(always)]
    fn known_key(
        &mut self,
        fields: Fields,
        expected: &mut Enumerate<Fields>,
    ) -> Option<Result<(usize, Known), Literal<'a>>> {
        let start = expected.clone();
        for (index, field) in expected.by_ref() {
            if self.scanner.next_key_is(field.name) {
                return Some(Ok((index, field)));
            }
        }
        *expected = start;
        let key = self.scanner.key()?;
        Some(fields.enumerate().find(|(_, field)| key.is(field.name)).ok_or(key))
    }

    /// Begins a field: of two with one name the last one counts.
    #[inline(always)]
    fn enter(&mut self, location: Location, kind: Kind) {
        match location {
            Location::Elsewhere => {}
            Location::OwnId => self.id = Some(kind),
            _ => self.holds.clear(location),
        }
    }

    fn value(
        &mut self,
        shape: Packed,
        kind: Kind,
        path: Path<'_>,
        location: Location,
    ) -> Option<()> {
        match (shape.kind(), kind) {
            (table::STRING | table::EXPANDABLE, Kind::String) => {
                let string = self.scanner.string()?;
                match location {
                    Location::Elsewhere => {}
                    Location::OwnId => self.own_id = Some(string),
                    _ => self.holds.set(location, Some(string)),
                }
            }
            (table::INTEGER, Kind::Number) => {
                let number = self.scanner.number()?;
                if self.is_strict && number.raw().starts_with(b"-") {
                    self.departs(path, shape, kind.found());
                // The fast path, which nearly all take.
                } else if !integer::is_plain(number.raw()) && integer::parse(number.raw()).is_none()
                {
                    self.departs(path, shape, kind.found());
                } else if !matches!(location, Location::Elsewhere) {
                    self.holds.set(location, Some(number));
                }
            }
            (table::OBJECT | table::EXPANDABLE, Kind::Object) => {
                self.object(shape, path, location)?;
            }
            (table::LIST | table::EXPANDABLES, Kind::Array) => {
                let mut items = self.scanner.open()?;
                let mut index = 0_u32;
                while self.scanner.next_element(&mut items)? {
                    let kind = self.scanner.next_kind()?;
                    let location = self.holds.element(location);
                    self.value(shape.element(), kind, path.index(index), location)?;
                    index = index.saturating_add(1);
                }
                if self.is_strict && index == 0 {
                    self.departs(path, shape, "an empty array");
                }
            }
            (table::ANY, _) | (table::BOOLEAN, Kind::Boolean) => {
                self.scanner.skip()?;
            }
            _ => {
                self.departs(path, shape, kind.found());
                self.scanner.skip()?;
            }
        }
        Some(())
    }

    fn departs(&mut self, path: Path<'_>, shape: Packed, found: &'static str) {
        if self.drifts.len() < self.max_drifts {
            let expected = match shape.kind() {
                table::INTEGER if self.is_strict => "a whole number of cents, 0 or more",
                table::ANY => "left out, because it is unknown",
                _ => shape.expected(),
            };
            self.drifts.push(Drift { path: path.dotted(), expected, found });
        }
    }
}

fn bit(index: usize) -> u64 {
    u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)).unwrap_or(0)
}
