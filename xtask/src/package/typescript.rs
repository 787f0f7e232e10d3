//! The package's TypeScript types, written from the Rust models.

use std::collections::BTreeMap;
use std::fmt::Write;

use flex_checkout::internal::in_javascript;
use flex_checkout::models::{Allocation, ID_FIELDS, ID_TYPES};
use flex_checkout::rules;
use flex_checkout::schema::{Enum, Field, Model, Object, Shape, Wire};
use flex_checkout::{
    AttemptEvent, CallIdentity, CaptureParams, CheckoutSession, Drift, DriftEvent, EndEvent,
    ErrorKind, FailureKind, Hold, Outcome, ResponseEvent, RetryEvent, StartEvent,
};
use flex_checkout_npm::client::interfaces;
use flex_checkout_npm::crossing::Interface;
use flex_checkout_npm::keeper::{HistoryOutcome, HoldStopReason, limits};
use heck::ToLowerCamelCase;

/// Returns all types, the session's first.
pub fn models() -> String {
    let mut types = Types::default();
    types.object(CheckoutSession::object(), Absence::NullOrAbsent);
    types.object(Allocation::object(), Absence::NullOrAbsent);
    types.object(CaptureParams::object(), Absence::Undefined);
    types.object(Hold::object(), Absence::Absent);
    types.object(Drift::object(), Absence::Absent);
    for shape in [ErrorKind::SHAPE, Outcome::SHAPE] {
        types.name(shape, Absence::Absent);
    }
    types.object(CallIdentity::object(), Absence::Absent);
    let events = [
        StartEvent::object(),
        AttemptEvent::object(),
        ResponseEvent::object(),
        RetryEvent::object(),
        DriftEvent::object(),
        EndEvent::object(),
    ];
    for event in events {
        types.object(event, Absence::Absent);
    }
    let mut code = String::from("// Written from the Rust models by `cargo xtask build`.\n");
    for written in types.order.iter().filter_map(|name| types.written.get(name)) {
        code.push('\n');
        code.push_str(written);
    }
    code.push_str("\n/** An event passed to `onEvent`. */\nexport type FlexEvent =");
    for event in events {
        let _ = write!(code, "\n  | {}", event.name);
    }
    code.push_str(";\n");
    code
}

/// Returns a field's name in JavaScript. Names of Flex have underscores; those of a call's identity have none.
pub fn field_name(object: &Object, field: &Field) -> String {
    match object.name {
        CallIdentity::NAME => field.name.to_lower_camel_case(),
        _ => field.name.into(),
    }
}

/// Declarations that the keeper's typed exports lack: the limits of its arguments, and the types of
/// enums that keep unknown values.
pub fn holds() -> String {
    let mut types = Types::default();
    types.name(HoldStopReason::SHAPE, Absence::Absent);
    // Code never reads an outcome of a later version: an object and its callers are deployed
    // together.
    if let Shape::Enum(outcomes) = HistoryOutcome::SHAPE {
        types.enumeration(outcomes, false);
    }
    let mut code = format!(
        "// Written from pkg/rust/src/keeper by `cargo xtask build`.

export const SESSION_ID = /{}/;
export const MAX_REASON_LENGTH = {};
export const MAX_PAGE_SIZE = {};
export const DEFAULT_PAGE_SIZE = {};
",
        limits::SESSION_ID,
        limits::MAX_REASON_LENGTH,
        limits::MAX_PAGE_SIZE,
        limits::DEFAULT_PAGE_SIZE,
    );
    for written in types.written.values() {
        code.push('\n');
        code.push_str(written);
    }
    code
}

/// Returns the types of objects that cross between TypeScript and Rust.
pub fn crossings() -> String {
    let mut code = String::from(
        "// Written from pkg/rust/src/client/crossings.rs by `cargo xtask build`.

import type { Action, CallIdentity, Drift, ErrorKind, FlexEvent, Hold, Outcome } from \"./models.js\";

type WithoutCall<Event> = Event extends unknown ? Omit<Event, keyof CallIdentity> : never;
/** An event to which the identity of its call is not added yet. */
export type CallEvent = WithoutCall<FlexEvent>;
",
    );
    let mut enums = Types::default();
    enums.name(FailureKind::SHAPE, Absence::Absent);
    for written in enums.written.values() {
        code.push('\n');
        code.push_str(written);
    }
    for Interface { name, doc: about, fields } in interfaces() {
        code.push('\n');
        code.push_str(&doc("", about));
        let _ = writeln!(code, "export interface {name} {{");
        for (field, r#type, optional, about) in fields {
            code.push_str(&doc("  ", about));
            let _ = if optional {
                writeln!(code, "  {field}?: {type} | undefined;")
            } else {
                writeln!(code, "  {field}: {type};")
            };
        }
        code.push_str("}\n");
    }
    code
}

/// Returns the rules of options.
pub fn rules() -> String {
    let mut code = String::from("// Written from src/rules.rs by `cargo xtask build`.\n\n");
    let texts = [
        ("API_KEY", &rules::API_KEY, true),
        ("IDEMPOTENCY_KEY", &rules::IDEMPOTENCY_KEY, true),
        ("EXPAND", &rules::EXPAND, true),
        ("HEADER_NAME", &rules::HEADER_NAME, true),
        ("HEADER_VALUE", &rules::HEADER_VALUE, false),
    ];
    for (name, rule, filled) in texts {
        let _ = writeln!(code, "export const {name} = {};", pattern(rule, filled));
    }
    for (name, pattern) in [("BASE_URL", rules::BASE_URL), ("BASE_PATH", rules::BASE_PATH)] {
        let _ = writeln!(code, "export const {name} = /{}/i;", pattern.replace('/', "\\/"));
    }
    let _ = writeln!(code, "export const RESERVED_HEADERS: Record<string, string> = {{");
    for (header, option) in rules::RESERVED_HEADERS {
        let _ = writeln!(code, "  \"{header}\": \"{}\",", in_javascript(option));
    }
    let _ = writeln!(code, "}};");
    let names = rules::CONNECTION_HEADERS.join("|");
    let _ = writeln!(code, "export const CONNECTION_HEADERS = /^({names})$/;");
    let _ = writeln!(code, "export const FLEX = \"{}\";", rules::FLEX);
    let numbers = [
        ("TIMEOUT", rules::TIMEOUT),
        ("MAX_RETRIES", rules::MAX_RETRIES),
        ("MAX_RETRY_DELAY", rules::MAX_RETRY_DELAY),
        ("MAX_RESPONSE_BYTES", rules::MAX_RESPONSE_BYTES),
        ("MOST", rules::MOST),
    ];
    for (name, number) in numbers {
        let _ = writeln!(code, "export const {name} = {number};");
    }
    let _ = writeln!(code, "export const BROWSERS = {:?};", rules::BROWSERS);
    let _ = writeln!(code, "export const ID_FIELDS = {ID_FIELDS:?};");
    code
}

/// Returns a string's rule as a regular expression.
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

/// The type of an absent field.
#[derive(Clone, Copy)]
enum Absence {
    /// Flex sends null, or leaves it out.
    NullOrAbsent,
    /// The client leaves it out.
    Absent,
    /// The caller may leave it out.
    Undefined,
}

#[derive(Default)]
struct Types {
    order: Vec<&'static str>,
    written: BTreeMap<&'static str, String>,
}

impl Types {
    /// Reserves a type's position in the order. Returns false if it has one, because types refer to
    /// each other in circles.
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
        let mut code = doc("", object.doc);
        // All events carry the identity.
        let identity = if object.tag.is_some() { " extends CallIdentity" } else { "" };
        let _ = writeln!(code, "export interface {}{identity} {{", object.name);
        if let Some(tag) = object.tag {
            code.push_str("  /** The event's type. */\n");
            let _ = writeln!(code, "  type: \"{tag}\";");
        }
        for field in object.fields {
            if field.rust_type == "Option<Value>" {
                code.push_str(&doc("  ", field.doc));
                let _ = writeln!(code, "  {}?: unknown;", field.name);
                continue;
            }
            let name = self.field(field, absence);
            let sentence = field.doc.trim();
            let in_ms = match sentence.strip_suffix('.') {
                Some(sentence) if field.rust_type == "Duration" => {
                    format!("{sentence}, in milliseconds.")
                }
                _ => sentence.into(),
            };
            code.push_str(&doc("  ", &in_ms));
            let field_name = field_name(object, field);
            let _ = match (field.always, absence) {
                (true, _) => writeln!(code, "  {field_name}: {name};"),
                (false, Absence::Absent) => writeln!(code, "  {field_name}?: {name};"),
                (false, Absence::Undefined) => {
                    writeln!(code, "  {field_name}?: {name} | undefined;")
                }
                (false, Absence::NullOrAbsent) => {
                    writeln!(code, "  {field_name}?: {name} | null;")
                }
            };
        }
        code.push_str("}\n");
        self.written.insert(object.name, code);
    }

    fn enumeration(&mut self, values: &'static Enum, open: bool) {
        if !self.begin(values.name) {
            return;
        }
        let mut code = String::from(values.doc.trim_end());
        code.push_str("\n\n");
        for (value, meaning) in values.known {
            let _ = writeln!(
                code,
                "- `\"{value}\"`: {}",
                meaning.split_whitespace().collect::<Vec<_>>().join(" ")
            );
        }
        if open {
            code.push_str("\nAny other string may occur, and is kept as it came.\n");
        }
        let mut code = doc("", &code);
        let _ = write!(code, "export type {} =", values.name);
        for (value, _) in values.known {
            let _ = write!(code, "\n  | \"{value}\"");
        }
        if open {
            // Keeps the known values in an editor's completions, which a bare `string` would
            // absorb.
            code.push_str("\n  | (string & {})");
        }
        code.push_str(";\n");
        self.written.insert(values.name, code);
    }

    /// Returns the name of a field's type, and writes that type too.
    fn field(&mut self, field: &Field, absence: Absence) -> String {
        let named = field.rust_type.trim_start_matches("Option<").trim_end_matches('>');
        match ID_TYPES.iter().find(|(name, _)| *name == named) {
            Some(id) => self.id(id),
            None => self.name(field.shape, absence),
        }
    }

    /// Returns the name of an id's type, and writes it.
    ///
    /// The property is optional, so that programs can assign any string, as before the type had a name.
    fn id(&mut self, (name, about): &'static (&str, &str)) -> String {
        const RULE: &str =
            "Any string can be assigned to it, except the id of another kind of object.";
        if self.begin(name) {
            let mut code = doc("", &format!("{about}\n{RULE}"));
            let _ = writeln!(code, "export type {name} = string & {{");
            code.push_str("  /** Only the compiler sees it: no id has this property. */\n");
            let _ = writeln!(code, "  readonly __brand?: \"{name}\";\n}};");
            self.written.insert(name, code);
        }
        (*name).into()
    }

    /// Returns the name of a shape's type, and writes that type too.
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
                let id =
                    ID_TYPES.iter().find(|(name, _)| name.strip_suffix("Id") == Some(object.name));
                format!("{} | {}", id.map_or("string".into(), |id| self.id(id)), object.name)
            }
            Shape::List(element) => format!("Array<{}>", self.name(*element, absence)),
            Shape::Any => "Record<string, unknown>".into(),
        }
    }
}

fn doc(indent: &str, code: &str) -> String {
    let lines: Vec<&str> = code.trim().lines().map(str::trim).collect();
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

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::models;

    #[test]
    fn names_the_type_of_every_id_of_an_object() {
        let plain = Regex::new(r"_id\??: string|string \| [A-Z]").unwrap();
        let code = models();
        let lines: Vec<&str> =
            code.lines().map(str::trim).filter(|line| plain.is_match(line)).collect();
        // The merchant's own, and that of an object that the models lack.
        assert_eq!(
            lines,
            ["client_reference_id?: string | null;", "payment_method_id?: string | null;"]
        );
    }
}
