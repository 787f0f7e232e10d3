//! The `OpenAPI` document of the Worker's admin routes. Its schemas come from the keeper's Rust
//! types, and the limits of numbers and strings from the keeper's own checks.

use std::fs;

use anyhow::{Context, Result, bail};
use flex_checkout::schema::{Model, Object};
use flex_checkout::{CaptureLineItem, CaptureParams};
use flex_checkout_npm::keeper::{
    CheckedHoldPolicy, HoldNotice, HoldPage, HoldPolicy, HoldStatus, limits,
};
use schemars::Schema;
use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::RecursiveTransform;
use serde_json::{Map, Value, json};

use crate::machine::run::root;
use crate::package::json_schema;

const FILE: &str = "worker/src/holds/openapi.json";

/// Writes the document.
pub fn write() -> Result<()> {
    fs::write(root().join(FILE), written()?).context(FILE)
}

/// Fails if the document does not match the types and the checks.
pub fn check() -> Result<()> {
    if fs::read_to_string(root().join(FILE)).context(FILE)? != written()? {
        bail!("{FILE} does not match the types; run `cargo xtask docs`");
    }
    Ok(())
}

fn written() -> Result<String> {
    Ok(serde_json::to_string_pretty(&document()?)? + "\n")
}

fn document() -> Result<Value> {
    let package = fs::read_to_string(root().join("pkg/package.json"))?;
    let package: Value = serde_json::from_str(&package)?;
    Ok(json!({
        "openapi": "3.1.0",
        "info": {
            "title": "flex-checkout: the keeper of holds",
            "version": package["version"],
            "summary": "Keeps sessions' holds on cards from expiring, and notifies the merchant of renewals.",
        },
        "security": [{ "admin": [] }],
        "paths": {
            "/holds": { "get": list() },
            "/holds/{id}": {
                "parameters": [session_id()],
                "get": status(),
                "put": keep(),
                "delete": release(),
            },
            "/holds/{id}/capture": { "parameters": [session_id()], "post": capture() },
            "/holds/import": { "post": import() },
        },
        "webhooks": { "notice": { "post": notice() } },
        "components": {
            "securitySchemes": { "admin": {
                "type": "http",
                "scheme": "bearer",
                "description": "The Worker's secret FLEX_ADMIN_SECRET.",
            } },
            "responses": refusals(),
            "schemas": schemas()?,
        },
    }))
}

fn session_id() -> Value {
    json!({
        "name": "id",
        "in": "path",
        "required": true,
        "description": "The checkout session's id.",
        "schema": { "type": "string", "pattern": limits::SESSION_ID },
    })
}

fn list() -> Value {
    let parameter = |name: &str, description: &str, schema: Value| json!({ "name": name, "in": "query", "description": description, "schema": schema });
    json!({
        "operationId": "listHolds",
        "summary": "Kept and stopped sessions, in the order of their ids",
        "description": "The index may lag by some seconds; GET /holds/{id} does not.",
        "parameters": [
            parameter(
                "state",
                "Only kept sessions, or only stopped ones.",
                json!({ "type": "string", "enum": ["keeping", "stopped"] }),
            ),
            parameter(
                "limit",
                "The largest number of sessions.",
                json!({
                    "type": "integer",
                    "minimum": 1,
                    "maximum": limits::MAX_PAGE_SIZE,
                    "default": limits::DEFAULT_PAGE_SIZE,
                }),
            ),
            parameter(
                "cursor",
                "The `cursor` of the previous page.",
                json!({ "type": "string", "pattern": limits::SESSION_ID }),
            ),
        ],
        "responses": responses("A page of sessions.", "HoldPage", &[]),
    })
}

fn status() -> Value {
    json!({
        "operationId": "holdStatus",
        "summary": "Returns a session's status: its plan, its history, its payment intents",
        "responses": responses("The session.", "HoldStatus", &[404]),
    })
}

fn keep() -> Value {
    let mut responses = responses("The new status.", "HoldStatus", &[404, 413]);
    let link = |operation: &str| json!({ "operationId": operation, "parameters": { "id": "$request.path.id" } });
    responses["200"]["links"] = json!({
        "status": link("holdStatus"),
        "release": link("releaseHold"),
        "capture": link("captureHold"),
    });
    json!({
        "operationId": "keepHold",
        "summary": "Keeps a session's hold, or changes its policy",
        "description": format!(
            "The session is read first. It is 404 if Flex does not know it. A margin must be at \
             least {} milliseconds shorter than the window.",
            CheckedHoldPolicy::MIN_RENEWAL_AGE,
        ),
        "requestBody": {
            "description": "The policy. Without a body, the default policy.",
            "required": false,
            "content": { "application/json": { "schema": schema("HoldPolicy") } },
        },
        "responses": responses,
    })
}

fn release() -> Value {
    json!({
        "operationId": "releaseHold",
        "summary": "Releases a session: no further reauth",
        "description": "The current hold stays until it expires or is canceled. The session's status is \
                        kept.",
        "parameters": [{
            "name": "reason",
            "in": "query",
            "description": "The merchant's reason.",
            "schema": { "type": "string", "minLength": 1, "maxLength": limits::MAX_REASON_LENGTH },
        }],
        "responses": responses("The final status.", "HoldStatus", &[404]),
    })
}

fn capture() -> Value {
    let cents = |least: u32| json!({ "minimum": least, "maximum": MAX_CENTS });
    let metadata = json!({ "type": "object", "additionalProperties": { "type": "string" } });
    let line = limited(
        CaptureLineItem::object(),
        &json!({ "product": { "minLength": 1 }, "amount_to_capture": cents(1) }),
    );
    let params = limited(
        CaptureParams::object(),
        &json!({
            "line_items": { "minItems": 1, "maxItems": MAX_LINES, "items": line },
            "metadata": metadata,
            "capture_metadata": metadata,
            "amount_shipping": cents(0),
            "amount_discount": cents(0),
            "amount_tax": cents(0),
        }),
    );
    let session = json!({
        "type": "object",
        "properties": { "checkout_session": {
            "type": "object",
            "properties": { "checkout_session_id": { "type": "string" } },
            "required": ["checkout_session_id"],
        } },
        "required": ["checkout_session"],
        "additionalProperties": false,
    });
    let mut responses = responses("", "", &[404, 409, 413, 422, 502]);
    responses["200"] = json!({
        "description": "The session after the capture, as Flex sent it.",
        "content": { "application/json": { "schema": session } },
    });
    json!({
        "operationId": "captureHold",
        "summary": "Captures the newest holds of a session",
        "description": "The session is read first, and no reauth is sent during the capture. After a full capture \
                        the session is released; after a partial one the rest is still kept. If the outcome is \
                        unknown, repeat the request with the same parameters: the keeper uses the same idempotency \
                        key for 20 hours.",
        "parameters": [{
            "name": "Idempotency-Key",
            "in": "header",
            "description": "The capture's idempotency key. Default: a fresh one.",
            "schema": { "type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$" },
        }],
        "requestBody": {
            "description": "The parameters. Without a body, the whole hold is captured (inferred).",
            "required": false,
            "content": { "application/json": { "schema": params } },
        },
        "responses": responses,
    })
}

fn import() -> Value {
    let whole = |least: u32, most: u32, description: &str| json!({ "type": "integer", "minimum": least, "maximum": most, "description": description });
    let ids = |description: &str| json!({ "type": "array", "items": { "type": "string" }, "description": description });
    let options = json!({
        "type": "object",
        "properties": {
            "days": whole(1, 365, "Imports the sessions of this many last days."),
            "policy": schema("HoldPolicy"),
            "limit": whole(1, 100, "Number of sessions to read from Flex. Default: 100."),
            "cursor": { "type": "string", "pattern": "^[0-9]{1,9}$", "description": "The `cursor` of the previous page." },
        },
        "required": ["days"],
        "additionalProperties": false,
    });
    let failed = object(&json!({
        "sessionId": { "type": "string" },
        "message": { "type": "string", "description": "The reason, in a sentence." },
    }));
    let page = object(&json!({
        "kept": ids("The sessions that are kept from now on."),
        "known": ids("The sessions that were kept before. They are unchanged."),
        "skipped": { "type": "integer", "minimum": 0, "description": "Number of the other sessions: captured automatically, or without a live hold." },
        "failed": {
            "type": "array",
            "items": failed,
            "description": "The sessions that could not be kept. Import the page again.",
        },
        "cursor": { "type": ["string", "null"], "description": "The `cursor` for the next page; null after the last page." },
    }));
    let mut responses = responses("", "", &[404, 409, 413, 422, 502]);
    responses["200"] = json!({
        "description": "A page of sessions.",
        "content": { "application/json": { "schema": page } },
    });
    json!({
        "operationId": "importHolds",
        "summary": "Keeps the manual sessions of a page of Flex's list that hold money",
        "description": format!(
            "Repeat it with the page's `cursor` until that is null. A margin must be at least {} milliseconds shorter \
             than the window.",
            CheckedHoldPolicy::MIN_RENEWAL_AGE,
        ),
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": options } },
        },
        "responses": responses,
    })
}

fn notice() -> Value {
    let header = |name: &str, description: &str| json!({ "name": name, "in": "header", "required": true, "description": description, "schema": { "type": "string" } });
    json!({
        "operationId": "notice",
        "summary": "A notice to the merchant's server at HOLD_NOTICES_URL",
        "description": "It is delivered again until the server responds with a 2xx.",
        "security": [],
        "parameters": [
            header("webhook-id", "The same in every delivery."),
            header("webhook-timestamp", "Of this delivery, in seconds since 1970."),
            header("webhook-signature", "v1, and an HMAC-SHA-256 by HOLD_NOTICES_SECRET, as Standard Webhooks has it."),
        ],
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": schema("HoldNotice") } },
        },
        "responses": { "2XX": { "description": "It was taken." } },
    })
}

/// The largest whole number that JavaScript represents exactly.
const MAX_CENTS: u64 = 9_007_199_254_740_991;

/// The largest number of lines that always fits into the body of a request.
const MAX_LINES: u32 = 100;

/// An error response of the routes.
struct Refusal {
    status: u16,
    name: &'static str,
    codes: &'static [&'static str],
    description: &'static str,
}

const REFUSALS: &[Refusal] = &[
    Refusal {
        status: 400,
        name: "Invalid",
        codes: &["invalid_request"],
        description: "The request is invalid; see the message.",
    },
    Refusal {
        status: 401,
        name: "Unauthorized",
        codes: &["unauthorized"],
        description: "The admin secret is missing or wrong.",
    },
    Refusal {
        status: 404,
        name: "NotFound",
        codes: &["not_kept", "session_not_found"],
        description: "The session was never kept, or Flex does not know it.",
    },
    Refusal {
        status: 409,
        name: "Conflict",
        codes: &["conflict"],
        description: "The outcome of another call is not known yet, or Flex responded with 409. Repeat the request later.",
    },
    Refusal {
        status: 413,
        name: "TooLarge",
        codes: &["payload_too_large"],
        description: "The body is too large.",
    },
    Refusal {
        status: 422,
        name: "Rejected",
        codes: &["rejected"],
        description: "Nothing is captured: no hold is live, or Flex refused the call.",
    },
    Refusal {
        status: 500,
        name: "Failed",
        codes: &["failed"],
        description: "The request failed; the Worker's log has the reason.",
    },
    Refusal {
        status: 502,
        name: "FlexFailed",
        codes: &["flex_failed", "outcome_unknown"],
        description: "The call to Flex failed. If `outcome` is `unknown`, the money may be captured: repeat the request with the same parameters and the `idempotencyKey`.",
    },
    Refusal {
        status: 503,
        name: "NotConfigured",
        codes: &["not_configured", "overloaded"],
        description: "Something that the routes need is not configured, or there are too many requests at once.",
    },
];

fn refusals() -> Value {
    let refusal = |Refusal { status, name, codes, description }: &Refusal| {
        let error = json!({
            "code": { "type": "string", "enum": codes },
            "message": { "type": "string", "description": "The reason, in a sentence." },
        });
        let mut error = object(&error);
        if [404, 409, 422, 502].contains(status) {
            let property =
                |description: &str| json!({ "type": "string", "description": description });
            error["properties"]["outcome"] = property(
                "The outcome of the call to Flex: `not_sent`, `rejected`, `unknown`, `applied` or `none`.",
            );
            error["properties"]["flexCode"] = property("Flex's machine code.");
            error["properties"]["idempotencyKey"] = property("The call's idempotency key.");
        }
        let schema = object(&json!({ "error": error }));
        let content = json!({ "application/json": { "schema": schema } });
        let mut refusal = json!({ "description": description, "content": content });
        if *status == 401 {
            let header = json!({ "required": true, "schema": { "type": "string" } });
            refusal["headers"] = json!({ "WWW-Authenticate": header });
        }
        ((*name).to_owned(), refusal)
    };
    Value::Object(REFUSALS.iter().map(refusal).collect())
}

/// Returns the schema of a call's parameters, with the limits of each, and no other properties.
fn limited(object: &'static Object, limits: &Value) -> Value {
    let mut schema = json_schema::params(object);
    schema["additionalProperties"] = false.into();
    for (name, limits) in limits.as_object().into_iter().flatten() {
        for (keyword, limit) in limits.as_object().into_iter().flatten() {
            schema["properties"][name][keyword] = limit.clone();
        }
    }
    schema
}

/// Returns a schema of an object with only these properties.
fn object(properties: &Value) -> Value {
    let required: Vec<&String> = properties.as_object().into_iter().flat_map(Map::keys).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// Returns the responses of an operation: one with a schema, errors that any operation has, and
/// further ones.
fn responses(description: &str, name: &str, further: &[u16]) -> Value {
    let mut responses = Map::new();
    responses.insert("200".into(), json!({ "description": description, "content": json_of(name) }));
    for Refusal { status, name, .. } in REFUSALS {
        if [400, 401, 500, 503].contains(status) || further.contains(status) {
            let reference = format!("#/components/responses/{name}");
            responses.insert(status.to_string(), json!({ "$ref": reference }));
        }
    }
    Value::Object(responses)
}

fn json_of(name: &str) -> Value {
    json!({ "application/json": { "schema": schema(name) } })
}

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Returns the schemas of the types, with the limits of the policy's options.
fn schemas() -> Result<Value> {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
        settings.meta_schema = None;
        settings.contract = Contract::Serialize;
        settings.transforms.push(Box::new(RecursiveTransform(|schema: &mut Schema| {
            if schema.get("properties").is_some() {
                schema.insert("additionalProperties".into(), false.into());
            }
        })));
    });
    let mut written = settings.clone().into_generator();
    written.subschema_for::<HoldStatus>();
    written.subschema_for::<HoldPage>();
    written.subschema_for::<HoldNotice>();
    let mut schemas = written.take_definitions(true);
    // The only type that requests contain.
    let mut read =
        settings.with(|settings| settings.contract = Contract::Deserialize).into_generator();
    read.subschema_for::<HoldPolicy>();
    schemas.append(&mut read.take_definitions(true));
    let usual = serde_json::to_value(CheckedHoldPolicy::default())?;
    let policy = schemas.get_mut("HoldPolicy").context("there is no HoldPolicy")?;
    for option in CheckedHoldPolicy::OPTIONS {
        let schema = policy["properties"]
            .get_mut(option.name)
            .and_then(Value::as_object_mut)
            .with_context(|| format!("HoldPolicy has no {}", option.name))?;
        schema.remove("format");
        if let Some((least, most)) = option.limits {
            schema.insert("minimum".into(), least.into());
            schema.insert("maximum".into(), most.into());
        }
        // The margin's limit depends on the window.
        if option.name == "margin" {
            schema.remove("default");
        } else {
            schema.insert("default".into(), usual[option.name].clone());
        }
    }
    // As in JavaScript: null is the default.
    policy["type"] = json!(["object", "null"]);
    Ok(Value::Object(schemas))
}
