//! The package's TypeScript types, written from the Rust models.

use std::collections::BTreeMap;
use std::fmt::Write;

use flex_checkout::internal::{Action, in_javascript};
use flex_checkout::rules;
use flex_checkout::schema::{Enum, Model, Object, Shape, Wire};
use flex_checkout::{
    AttemptEvent, CheckoutSession, Drift, DriftEvent, ErrorKind, FailureKind, Hold, Outcome,
    ResponseEvent, RetryEvent,
};
use flex_checkout_npm::client::interfaces;
use flex_checkout_npm::crossing::Interface;
use flex_checkout_npm::keeper::{HistoryOutcome, HoldStopReason, limits};

/// All types, the session's first.
pub fn models() -> String {
    let mut types = Types::default();
    types.object(CheckoutSession::object(), Absence::NullOrAbsent);
    types.object(Hold::object(), Absence::Absent);
    types.object(Drift::object(), Absence::Absent);
    for shape in [ErrorKind::SHAPE, Outcome::SHAPE] {
        types.name(shape, Absence::Absent);
    }
    let events = [
        AttemptEvent::object(),
        ResponseEvent::object(),
        RetryEvent::object(),
        DriftEvent::object(),
    ];
    for event in events {
        types.object(event, Absence::Absent);
    }
    let mut text = String::from("// Written from the Rust models by `cargo xtask build`.\n");
    for written in types.order.iter().filter_map(|name| types.written.get(name)) {
        text.push('\n');
        text.push_str(written);
    }
    text.push_str("\n/** An event passed to `onEvent`. */\nexport type FlexEvent =");
    for event in events {
        let _ = write!(text, "\n  | {}", event.name);
    }
    text.push_str(";\n");
    text
}

/// Declarations that the keeper's typed exports lack: the limits of its arguments, and the types of enums that keep
/// unknown values.
pub fn holds() -> String {
    let mut types = Types::default();
    types.name(HoldStopReason::SHAPE, Absence::Absent);
    // Old code reads no outcome of a later version: an object and its callers are deployed together.
    if let Shape::Enum(outcomes) = HistoryOutcome::SHAPE {
        types.enumeration(outcomes, false);
    }
    let mut text = format!(
        "// Written from pkg/rust/src/keeper by `cargo xtask build`.

export const SESSION_ID = /{}/;
export const REASON = {};
export const PAGE = {};
export const USUAL_PAGE = {};
",
        limits::SESSION_ID,
        limits::REASON,
        limits::PAGE,
        limits::USUAL_PAGE,
    );
    for written in types.written.values() {
        text.push('\n');
        text.push_str(written);
    }
    text
}

/// The objects that cross between TypeScript and Rust.
pub fn crossings() -> String {
    let mut text = String::from(
        "// Written from pkg/rust/src/client/crossings.rs by `cargo xtask build`.

import type { Drift, ErrorKind, FlexEvent, Hold, Outcome } from \"./models.js\";
",
    );
    let mut enums = Types::default();
    for shape in [Action::SHAPE, FailureKind::SHAPE] {
        enums.name(shape, Absence::Absent);
    }
    for written in enums.written.values() {
        text.push('\n');
        text.push_str(written);
    }
    for Interface { name, doc: about, fields } in interfaces() {
        text.push('\n');
        text.push_str(&doc("", about));
        let _ = writeln!(text, "export interface {name} {{");
        for (field, r#type, optional, about) in fields {
            text.push_str(&doc("  ", about));
            let _ = if optional {
                writeln!(text, "  {field}?: {type} | undefined;")
            } else {
                writeln!(text, "  {field}: {type};")
            };
        }
        text.push_str("}\n");
    }
    text
}

/// The rules of options.
pub fn rules() -> String {
    let mut text = String::from("// Written from src/rules.rs by `cargo xtask build`.\n\n");
    let texts = [
        ("API_KEY", &rules::API_KEY, true),
        ("IDEMPOTENCY_KEY", &rules::IDEMPOTENCY_KEY, true),
        ("EXPAND", &rules::EXPAND, true),
        ("HEADER_NAME", &rules::HEADER_NAME, true),
        ("HEADER_VALUE", &rules::HEADER_VALUE, false),
    ];
    for (name, rule, filled) in texts {
        let _ = writeln!(text, "export const {name} = {};", pattern(rule, filled));
    }
    for (name, pattern) in [("BASE_URL", rules::BASE_URL), ("BASE_PATH", rules::BASE_PATH)] {
        let _ = writeln!(text, "export const {name} = /{}/i;", pattern.replace('/', "\\/"));
    }
    let _ = writeln!(text, "export const RESERVED_HEADERS: Record<string, string> = {{");
    for (header, option) in rules::RESERVED_HEADERS {
        let _ = writeln!(text, "  \"{header}\": \"{}\",", in_javascript(option));
    }
    let _ = writeln!(text, "}};\nexport const FLEX = \"{}\";", rules::FLEX);
    let numbers = [
        ("TIMEOUT", rules::TIMEOUT),
        ("MAX_RETRIES", rules::MAX_RETRIES),
        ("MAX_RETRY_DELAY", rules::MAX_RETRY_DELAY),
        ("MAX_RESPONSE_BYTES", rules::MAX_RESPONSE_BYTES),
        ("MOST", rules::MOST),
    ];
    for (name, number) in numbers {
        let _ = writeln!(text, "export const {name} = {number};");
    }
    text
}

/// A text's rule as a regular expression.
fn pattern(rule: &rules::Text, filled: bool) -> String {
    let character = |byte: u8| match byte {
        b'\t' => "\\t".into(),
        b'-' | b'\\' | b']' | b'^' | b'/' => format!("\\{}", char::from(byte)),
        _ => char::from(byte).to_string(),
    };
    let mut class = String::new();
    for (first, last) in rule.ranges {
        class.push_str(&character(*first));
        if first != last {
            class.push('-');
            class.push_str(&character(*last));
        }
    }
    let times = match (filled, rule.most) {
        (true, usize::MAX) => "+".into(),
        (false, usize::MAX) => "*".into(),
        (filled, most) => format!("{{{},{most}}}", u8::from(filled)),
    };
    format!("/^[{class}]{times}$/")
}

/// How a field that is not there shows.
#[derive(Clone, Copy)]
enum Absence {
    /// Flex sends null, or leaves it out.
    NullOrAbsent,
    /// The client leaves it out.
    Absent,
}

#[derive(Default)]
struct Types {
    order: Vec<&'static str>,
    written: BTreeMap<&'static str, String>,
}

impl Types {
    /// Takes a type's place in the order; false if it has one, because types refer to each other in
    /// circles.
    fn begin(&mut self, name: &'static str) -> bool {
        let new = !self.order.contains(&name);
        if new {
            self.order.push(name);
        }
        new
    }

    fn object(&mut self, object: &'static Object, absence: Absence) {
        if !self.begin(object.name) {
            return;
        }
        let mut text = doc("", object.doc);
        let _ = writeln!(text, "export interface {} {{", object.name);
        if let Some(tag) = object.tag {
            text.push_str("  /** Tells it from the others. */\n");
            let _ = writeln!(text, "  type: \"{tag}\";");
        }
        for field in object.fields {
            let name = self.name(field.shape, absence);
            let sentence = field.doc.trim();
            let in_ms = match sentence.strip_suffix('.') {
                Some(sentence) if field.rust_type == "Duration" => {
                    format!("{sentence}, in milliseconds.")
                }
                _ => sentence.into(),
            };
            text.push_str(&doc("  ", &in_ms));
            let _ = match (field.always, absence) {
                (true, _) => writeln!(text, "  {}: {name};", field.name),
                (false, Absence::Absent) => writeln!(text, "  {}?: {name};", field.name),
                (false, Absence::NullOrAbsent) => {
                    writeln!(text, "  {}?: {name} | null;", field.name)
                }
            };
        }
        text.push_str("}\n");
        self.written.insert(object.name, text);
    }

    fn enumeration(&mut self, values: &'static Enum, open: bool) {
        if !self.begin(values.name) {
            return;
        }
        let mut text = String::from(values.doc.trim_end());
        text.push_str("\n\n");
        for (value, meaning) in values.known {
            let _ = writeln!(
                text,
                "- `\"{value}\"`: {}",
                meaning.split_whitespace().collect::<Vec<_>>().join(" ")
            );
        }
        if open {
            text.push_str("\nAny other string may occur, and is kept as it came.\n");
        }
        let mut text = doc("", &text);
        let _ = write!(text, "export type {} =", values.name);
        for (value, _) in values.known {
            let _ = write!(text, "\n  | \"{value}\"");
        }
        if open {
            // Keeps the known values on offer in an editor, where a bare `string` would swallow them.
            text.push_str("\n  | (string & {})");
        }
        text.push_str(";\n");
        self.written.insert(values.name, text);
    }

    /// The name of a shape's type. What it names is written too.
    fn name(&mut self, shape: Shape, absence: Absence) -> String {
        match shape {
            Shape::Boolean => "boolean".into(),
            Shape::Integer => "number".into(),
            Shape::String => "string".into(),
            Shape::Enum(values) => {
                self.enumeration(values, values.open);
                values.name.into()
            }
            Shape::Object(reference) => {
                let object = (reference.object)();
                self.object(object, absence);
                object.name.into()
            }
            Shape::Expandable(reference) => {
                let object = (reference.object)();
                self.object(object, absence);
                format!("string | {}", object.name)
            }
            Shape::List(element) => format!("Array<{}>", self.name(*element, absence)),
            Shape::Any => "Record<string, unknown>".into(),
        }
    }
}

fn doc(indent: &str, text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    match lines.as_slice() {
        [line] => format!("{indent}/** {line} */\n"),
        lines => {
            let mut doc = format!("{indent}/**\n");
            for line in lines {
                let _ = writeln!(doc, "{}", format!("{indent} * {line}").trim_end());
            }
            doc + indent + " */\n"
        }
    }
}
