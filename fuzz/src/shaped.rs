//! Generated bodies that resemble Flex's, with random oddities. Without further input every choice is the
//! first one, which terminates.

use std::fmt::Write;

use arbitrary::Unstructured;
use flex_checkout::models::CheckoutSession;
use flex_checkout::schema::{Exposure, Field, Model, Object, Shape};

/// An input that begins with this byte is not UTF-8, so the body is generated from the rest.
const MARK: u8 = 0xFF;

/// Part of every string of a generated body that must not leave a gateway.
pub const SECRET: &str = "s3cr3t";

/// Returns the body of an input.
pub fn body(input: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    match input.split_first() {
        Some((&MARK, rest)) => document(rest).into_bytes().into(),
        _ => input.into(),
    }
}

/// Returns true if [`body`] generates the body.
pub fn is_made(input: &[u8]) -> bool {
    input.first() == Some(&MARK)
}

fn document(input: &[u8]) -> String {
    let mut maker = Maker { source: Unstructured::new(input), json: String::new(), depth: 0 };
    maker.envelope();
    maker.json
}

struct Maker<'a> {
    source: Unstructured<'a>,
    json: String,
    depth: u8,
}

/// Tells if a value may leave a gateway.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Anybodys,
    Nobodys,
}

const SPACES: &[&str] = &["", "", "", " ", "\n", "\t \r\n  "];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "100.0",
    "1e2",
    "-0",
    "-0.0e-9",
    "1.5",
    "12.50e1",
    "9007199254740991",
    "9007199254740992",
    "-9007199254740993",
    "90071992547409910e-1",
    "9007199254740991.4",
    "1e400",
    "1e-400",
    "0e99999999999999999999",
    "123456789012345678901234567890",
    "1000000000000000000000000e-22",
    "1E+0000000000000000000000000000001",
];

const TEXTS: &[&str] = &[
    "",
    "fcs_01HW5KTQQAAQ66WV19MFW4DTT4",
    "fpi_1",
    "fpi_2",
    "requires_capture",
    r"fp\u0069_1",
    r"\ud83d\ude00",
    r"\ud83d",
    r"\udc00\ud83d\u0041",
    "\u{1F600}\u{FFFD}é",
    r#"\"\\\/\b\f\n\r\t"#,
    "__proto__",
    "2026-11-23T00:00:00Z",
];

const KEYS: &[&str] = &[
    "object",
    "__proto__",
    "",
    "currency",
    "Status",
    "payment_intent",
    "payment_intent_id",
    "client_secret",
    "amount",
    r"am\u006funt",
    r"\ud800",
    "metadata",
    "checkout_session",
];

impl Maker<'_> {
    fn one_in(&mut self, count: u8) -> bool {
        self.source.arbitrary::<u8>().unwrap_or(0) % count == count - 1
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        let index = usize::from(self.source.arbitrary::<u8>().unwrap_or(0));
        from[index % from.len()]
    }

    fn space(&mut self) {
        if self.one_in(16) {
            let space = self.pick(SPACES);
            self.json.push_str(space);
        }
    }

    fn envelope(&mut self) {
        if self.one_in(32) {
            self.json.push('\u{FEFF}');
        }
        self.space();
        self.json.push('{');
        let mut is_first = true;
        loop {
            if self.one_in(8) {
                self.comma(&mut is_first);
                self.key("checkout_sessions");
                self.anything(Whose::Nobodys);
            }
            self.comma(&mut is_first);
            self.key("checkout_session");
            self.value(Shape::Object(CheckoutSession::REFERENCE), Whose::Anybodys);
            if !self.one_in(16) {
                break;
            }
        }
        self.space();
        self.json.push('}');
        self.space();
        if self.one_in(64) {
            self.broken();
        }
    }

    fn comma(&mut self, is_first: &mut bool) {
        if !std::mem::take(is_first) {
            self.json.push(',');
        }
        self.space();
    }

    /// Writes a key, sometimes with one of its letters escaped.
    fn key(&mut self, name: &str) {
        self.json.push('"');
        if self.one_in(24) && !name.is_empty() && !name.contains('\\') {
            let at = usize::from(self.source.arbitrary::<u8>().unwrap_or(0)) % name.len();
            self.json.push_str(&name[..at]);
            let _ = write!(self.json, "\\u{:04x}", name.as_bytes()[at]);
            self.json.push_str(&name[at + 1..]);
        } else {
            self.json.push_str(name);
        }
        self.json.push('"');
        self.space();
        self.json.push(':');
        self.space();
    }

    /// Writes a member that an object's model does not have, except by chance.
    fn unknown(&mut self, object: &Object, whose: Whose) {
        let name = self.pick(KEYS);
        self.key(name);
        let plain = name.replace(r"\u006f", "o");
        match object.fields.iter().find(|field| field.name == plain) {
            Some(field) => self.field(field, whose),
            None => self.anything(Whose::Nobodys),
        }
    }

    fn object(&mut self, object: &Object, whose: Whose) {
        self.json.push('{');
        self.depth += 1;
        let mut is_first = true;
        for field in object.fields {
            let (fewer, none) = if field.always { (96, 64) } else { (2, 8) };
            // Below some depth related objects are ids.
            if self.depth > 6 && !field.always {
                continue;
            }
            let is_there = if field.always { !self.one_in(fewer) } else { self.one_in(fewer) };
            if !is_there {
                continue;
            }
            self.comma(&mut is_first);
            self.key(field.name);
            if self.one_in(none) {
                self.json.push_str("null");
            } else {
                self.field(field, whose);
            }
            if self.one_in(32) {
                self.comma(&mut is_first);
                self.unknown(object, whose);
            }
            if self.one_in(48) {
                self.comma(&mut is_first);
                self.key(field.name);
                self.field(field, whose);
            }
        }
        self.depth -= 1;
        self.space();
        self.json.push('}');
    }

    fn field(&mut self, field: &Field, whose: Whose) {
        let whose = match field.exposure {
            Exposure::Public => whose,
            Exposure::Withheld | Exposure::Unmarked => Whose::Nobodys,
        };
        if self.one_in(64) {
            // An empty value may stay where the models have another one.
            self.anything(whose);
        } else {
            self.value(field.shape, whose);
        }
    }

    fn value(&mut self, shape: Shape, whose: Whose) {
        match shape {
            Shape::Boolean => {
                let value = self.pick(&["true", "false"]);
                self.json.push_str(value);
            }
            Shape::Integer => self.number(),
            Shape::String | Shape::Enum(_) => self.text(whose),
            Shape::Object(to) => {
                if to.may_be_cut && self.one_in(2) {
                    self.json.push_str("{}");
                } else {
                    self.object((to.object)(), whose);
                }
            }
            Shape::Expandable(to) => {
                if self.depth < 6 && self.one_in(2) {
                    self.object((to.object)(), whose);
                } else {
                    self.text(whose);
                }
            }
            Shape::List(element) => {
                self.json.push('[');
                self.depth += 1;
                let mut is_first = true;
                while self.depth < 7 && self.one_in(3) {
                    self.comma(&mut is_first);
                    self.value(*element, whose);
                }
                self.depth -= 1;
                self.json.push(']');
            }
            Shape::Any => self.anything(whose),
        }
    }

    fn number(&mut self) {
        if self.one_in(4) {
            let number = self.pick(NUMBERS);
            self.json.push_str(number);
        } else {
            let number: u16 = self.source.arbitrary().unwrap_or(0);
            self.json.push_str(&number.to_string());
        }
    }

    fn text(&mut self, whose: Whose) {
        let string = self.pick(TEXTS);
        self.json.push('"');
        self.json.push_str(string);
        if whose == Whose::Nobodys {
            self.json.push_str(SECRET);
        }
        self.json.push('"');
    }

    fn anything(&mut self, whose: Whose) {
        self.depth += 1;
        match self.source.arbitrary::<u8>().unwrap_or(0) % 8 {
            1 => self.number(),
            2 => self.json.push_str("true"),
            3 => self.json.push_str("null"),
            4 if self.depth < 9 => {
                self.json.push('[');
                let mut is_first = true;
                // In place of a list they are its elements.
                while self.one_in(3) {
                    self.comma(&mut is_first);
                    self.anything(whose);
                }
                self.json.push(']');
            }
            5 | 6 if self.depth < 9 => {
                self.json.push('{');
                let mut is_first = true;
                while self.one_in(3) {
                    self.comma(&mut is_first);
                    let name = self.pick(&["x", "__proto__", "", "Email"]);
                    self.key(name);
                    self.anything(Whose::Nobodys);
                }
                self.json.push('}');
            }
            7 if self.one_in(16) => {
                let depth = usize::from(self.source.arbitrary::<u8>().unwrap_or(0));
                self.json.push_str(&"[".repeat(depth));
                self.json.push_str(&"]".repeat(depth));
                if depth == 0 {
                    self.json.push('0');
                }
            }
            _ => self.text(whose),
        }
        self.depth -= 1;
    }

    /// Breaks the output so far at some byte.
    fn broken(&mut self) {
        let at: u16 = self.source.arbitrary().unwrap_or(0);
        let mut at = usize::from(at) % (self.json.len() + 1);
        while !self.json.is_char_boundary(at) {
            at -= 1;
        }
        if self.one_in(2) {
            self.json.truncate(at);
        } else {
            let odd =
                self.pick(&[",", "}", "]", "\"", "\\", "\u{1}", "0", "e", "\u{FEFF}", "\u{a0}"]);
            self.json.insert_str(at, odd);
        }
    }
}
