//! JSON schemas of enums that accept unknown values.

use std::borrow::Cow;

use flex_checkout::schema::{Shape, Wire};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{HistoryOutcome, HoldStopReason};

impl JsonSchema for HoldStopReason {
    fn schema_name() -> Cow<'static, str> {
        "HoldStopReason".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let known = known(Self::SHAPE);
        json_schema!({
            "description": "Reason why the keeper no longer renews a session's hold. Later versions may add others.",
            "anyOf": [{ "type": "string", "enum": known }, { "type": "string" }],
        })
    }
}

impl JsonSchema for HistoryOutcome {
    fn schema_name() -> Cow<'static, str> {
        "HistoryOutcome".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "The outcome of a reauth.",
            "type": "string",
            "enum": known(Self::SHAPE),
        })
    }
}

/// Returns the schema of [`HoldCart`](flex_checkout::HoldCart), which another crate defines.
pub(super) fn cart(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "string", "enum": known(flex_checkout::HoldCart::SHAPE) })
}

fn known(shape: Shape) -> Vec<&'static str> {
    let values = if let Shape::Enum(values) = shape { values.known } else { &[] };
    values.iter().map(|(value, _)| *value).collect()
}
