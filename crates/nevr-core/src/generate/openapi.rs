//! The OpenAPI 3.1 document.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{
    description::Description,
    http::{Endpoint, Operation, SessionUse},
    wire::Code,
};

/// Returns the OpenAPI 3.1 document with every endpoint. The same description gives the same document.
pub fn openapi(description: &Description) -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    for endpoint in description.endpoints() {
        let method = endpoint.method.as_str().to_ascii_lowercase();
        paths.entry(&endpoint.path).or_default().insert(method, operation(endpoint));
    }
    let mut schemas = description.assembly.components.clone();
    schemas.insert("Error".into(), error_schema());
    let mut components = json!({ "schemas": schemas });
    if let Some(authentication) = &description.assembly.authentication {
        components["securitySchemes"] = security_schemes(authentication.cookie_name());
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "API",
            "version": "1",
            "description": "Made by nevr from the app's config file.",
        },
        "paths": paths,
        "components": components,
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let Operation { session, body, query, path, output, errors, .. } = &endpoint.operation;
    let mut operation = json!({
        "operationId": operation_id(endpoint),
        "summary": endpoint.summary,
        "tags": [endpoint.origin.owner.as_str()],
        "responses": responses(output.as_ref(), errors),
    });
    if !endpoint.description.is_empty() {
        operation["description"] = endpoint.description.clone().into();
    }
    if let Some((schema, required)) = body {
        operation["requestBody"] = json!({
            "required": required,
            "content": { "application/json": { "schema": schema } },
        });
    }
    let parameters: Vec<Value> = [(path, "path"), (query, "query")]
        .into_iter()
        .filter_map(|(schema, place)| Some(parameters_of(schema.as_ref()?, place)))
        .flatten()
        .collect();
    if !parameters.is_empty() {
        operation["parameters"] = parameters.into();
    }
    match session {
        SessionUse::Unused => {}
        // The empty requirement means that it works without a session too.
        SessionUse::Optional => {
            operation["security"] = json!([{}, { "cookie": [] }, { "bearer": [] }]);
        }
        SessionUse::Required => operation["security"] = json!([{ "cookie": [] }, { "bearer": [] }]),
    }
    operation
}

/// Returns the unique name of an operation: `POST /api/auth/sign-out` is `postApiAuthSignOut`.
fn operation_id(endpoint: &Endpoint) -> String {
    let mut id = endpoint.method.as_str().to_ascii_lowercase();
    for part in endpoint.path.split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut letters = part.chars();
        id.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        id.push_str(letters.as_str());
    }
    id
}

fn parameters_of(schema: &schemars::Schema, place: &str) -> Vec<Value> {
    let required = schema.get("required").and_then(Value::as_array);
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else {
        return Vec::new();
    };
    let is_required = |name: &str| {
        place == "path" || required.is_some_and(|list| list.iter().any(|known| known == name))
    };
    properties
        .iter()
        .map(|(name, schema)| {
            json!({ "name": name, "in": place, "required": is_required(name), "schema": schema })
        })
        .collect()
}

fn responses(output: Option<&schemars::Schema>, errors: &[Code]) -> Value {
    let mut responses = Map::new();
    let content = output.map(|schema| json!({ "application/json": { "schema": schema } }));
    let done = json!({ "description": "Done", "content": content.unwrap_or_else(|| json!({})) });
    responses.insert("200".into(), done);
    let mut by_status: BTreeMap<u16, Vec<&Code>> = BTreeMap::new();
    for code in errors {
        by_status.entry(code.status).or_default().push(code);
    }
    for (status, codes) in by_status {
        responses.insert(status.to_string(), error_response(&codes));
    }
    responses.into()
}

fn error_response(codes: &[&Code]) -> Value {
    let names: Vec<&str> = codes.iter().map(|code| code.code).collect();
    let lines: Vec<String> =
        codes.iter().map(|code| format!("`{}`: {}", code.code, code.message)).collect();
    json!({
        "description": lines.join("\n\n"),
        "content": { "application/json": { "schema": {
            "allOf": [{ "$ref": "#/components/schemas/Error" }],
            "properties": { "error": { "properties": { "code": { "enum": names } } } },
        } } },
    })
}

fn error_schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["error"],
        "properties": { "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": { "type": "string", "description": "Stable; what programs look at." },
                "message": { "type": "string", "description": "For people." },
                "details": { "type": "array", "items": {
                    "type": "object",
                    "required": ["field", "code", "message"],
                    "properties": { "field": text, "code": text, "message": text },
                } },
            },
        } },
    })
}

fn security_schemes(cookie: &str) -> Value {
    json!({
        "cookie": {
            "type": "apiKey",
            "in": "cookie",
            "name": cookie,
            "description": "The session cookie; with https its name begins with `__Host-`.",
        },
        "bearer": { "type": "http", "scheme": "bearer" },
    })
}
