//! The `OpenAPI` document of the Worker's admin routes. Its schemas come from the keeper's Rust types, and the
//! limits of numbers and strings from the keeper's own checks.

use std::fs;

use anyhow::{Context, Result, bail};
use flex_checkout_npm::keeper::{HoldNotice, HoldPage, HoldPolicy, HoldStatus, Policy, limits};
use schemars::Schema;
use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::RecursiveTransform;
use serde_json::{Map, Value, json};

use crate::machine::run::root;

const FILE: &str = "worker/src/holds/openapi.json";

/// Writes the document.
pub fn write() -> Result<()> {
    fs::write(root().join(FILE), text()?).context(FILE)
}

/// Fails if the document is not what the types and the checks say.
pub fn check() -> Result<()> {
    if fs::read_to_string(root().join(FILE)).context(FILE)? != text()? {
        bail!("{FILE} is not what the types say; `cargo xtask docs` writes it");
    }
    Ok(())
}

fn text() -> Result<String> {
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
            "summary": "Keeps sessions' holds on cards from expiring, and tells what became of them.",
        },
        "security": [{ "admin": [] }],
        "paths": {
            "/holds": { "get": list() },
            "/holds/{id}": {
                "parameters": [{
                    "name": "id",
                    "in": "path",
                    "required": true,
                    "description": "The checkout session's id.",
                    "schema": { "type": "string", "pattern": limits::SESSION_ID },
                }],
                "get": status(),
                "put": keep(),
                "delete": release(),
            },
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

fn list() -> Value {
    let parameter = |name: &str, description: &str, schema: Value| json!({ "name": name, "in": "query", "description": description, "schema": schema });
    json!({
        "operationId": "listHolds",
        "summary": "The sessions that are or were kept, in the order of their ids",
        "description": "The index may be some seconds behind; GET /holds/{id} is not.",
        "parameters": [
            parameter(
                "state",
                "Only those that are kept, or only those that are not any longer.",
                json!({ "type": "string", "enum": ["keeping", "stopped"] }),
            ),
            parameter(
                "limit",
                "How many at most.",
                json!({
                    "type": "integer",
                    "minimum": 1,
                    "maximum": limits::PAGE,
                    "default": limits::USUAL_PAGE,
                }),
            ),
            parameter(
                "cursor",
                "Where the page before this one ended: its `cursor`.",
                json!({ "type": "string", "pattern": limits::SESSION_ID }),
            ),
        ],
        "responses": responses("A page of sessions.", "HoldPage", &[]),
    })
}

fn status() -> Value {
    json!({
        "operationId": "holdStatus",
        "summary": "What is known of a session: its plan, its history, its payment intents",
        "responses": responses("The session.", "HoldStatus", &[404]),
    })
}

fn keep() -> Value {
    let mut responses = responses("What follows from it.", "HoldStatus", &[404, 413]);
    let link = |operation: &str| json!({ "operationId": operation, "parameters": { "id": "$request.path.id" } });
    responses["200"]["links"] =
        json!({ "status": link("holdStatus"), "release": link("releaseHold") });
    json!({
        "operationId": "keepHold",
        "summary": "Keeps a session's hold from now on, or under another policy",
        "description": format!(
            "The session is read first. It is 404 if Flex does not know it. A margin must be at \
             least {} milliseconds shorter than the window.",
            Policy::LEAST_AGE,
        ),
        "requestBody": {
            "description": "The policy. Without a body it is the usual one.",
            "required": false,
            "content": { "application/json": { "schema": schema("HoldPolicy") } },
        },
        "responses": responses,
    })
}

fn release() -> Value {
    json!({
        "operationId": "releaseHold",
        "summary": "Lets a session's hold go: no reauth follows",
        "description": "What is held stays held until it expires or is canceled. What was known of the \
                        session stays known.",
        "parameters": [{
            "name": "reason",
            "in": "query",
            "description": "Why, in the merchant's own words.",
            "schema": { "type": "string", "maxLength": limits::REASON },
        }],
        "responses": responses("What is known of the session.", "HoldStatus", &[404]),
    })
}

fn notice() -> Value {
    let header = |name: &str, description: &str| json!({ "name": name, "in": "header", "required": true, "description": description, "schema": { "type": "string" } });
    json!({
        "operationId": "notice",
        "summary": "What the merchant's server is told, at HOLD_NOTICES_URL",
        "description": "It comes again until it is answered with a 2xx.",
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

/// A refusal of the routes.
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
        description: "Something in the request is invalid; the message says what.",
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
        status: 413,
        name: "TooLarge",
        codes: &["payload_too_large"],
        description: "The body is too large.",
    },
    Refusal {
        status: 500,
        name: "Failed",
        codes: &["failed"],
        description: "The request failed; the Worker's log says why.",
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
            "message": { "type": "string", "description": "A sentence that says what is wrong." },
        });
        let schema = object(&json!({ "error": object(&error) }));
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

/// An object with these properties and no others.
fn object(properties: &Value) -> Value {
    let required: Vec<&String> = properties.as_object().into_iter().flat_map(Map::keys).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// What an operation answers: with a schema, or by a refusal. Besides those that any operation has, these.
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

/// The schemas of the types, with the limits of the policy's options.
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
    // It is the only one that requests carry.
    let mut read =
        settings.with(|settings| settings.contract = Contract::Deserialize).into_generator();
    read.subschema_for::<HoldPolicy>();
    schemas.append(&mut read.take_definitions(true));
    let usual = serde_json::to_value(Policy::default())?;
    let policy = schemas.get_mut("HoldPolicy").context("there is no HoldPolicy")?;
    for option in Policy::OPTIONS {
        let schema = policy["properties"]
            .get_mut(option.name)
            .and_then(Value::as_object_mut)
            .with_context(|| format!("HoldPolicy has no {}", option.name))?;
        schema.remove("format");
        schema.insert("minimum".into(), option.least.into());
        schema.insert("maximum".into(), option.most.into());
        // The margin's depends on the window.
        if option.name == "margin" {
            schema.remove("default");
        } else {
            schema.insert("default".into(), usual[option.name].clone());
        }
    }
    // As in JavaScript: null is the usual one.
    policy["type"] = json!(["object", "null"]);
    Ok(Value::Object(schemas))
}
