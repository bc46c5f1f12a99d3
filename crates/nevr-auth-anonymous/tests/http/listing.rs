//! An OpenAPI document in lines that can be reviewed.
//!
//! What every operation has alike is checked instead of printed. A member of the document that is
//! not known here fails the test, so that nothing is left out unseen. Summaries and descriptions are
//! left out on purpose: the book's page on the endpoints has them.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::{Map, Value, json};

/// How many endpoints have an error code with a message.
type Codes = BTreeMap<(String, String), usize>;

/// Lists every endpoint, every error code and every component of a document.
pub(crate) fn listing(document: &Value) -> String {
    knows(document, &["openapi", "info", "paths", "components"]);
    knows(&document["components"], &["schemas", "securitySchemes"]);
    let mut text = format!("openapi {} {}\n", document["openapi"], document["info"]);
    let mut codes = Codes::new();
    for (path, methods) in members(&document["paths"]) {
        for (method, operation) in members(methods) {
            let method = method.to_ascii_uppercase();
            write!(text, "\n{method} {path}\n{}", endpoint(operation, &mut codes)).unwrap();
        }
    }
    text.push_str("\nerror codes\n");
    for ((code, message), times) in codes {
        writeln!(text, "  {code} ({times}): {message}").unwrap();
    }
    text.push_str("\nschemas\n");
    for (name, schema) in members(&document["components"]["schemas"]) {
        writeln!(text, "  {name}: {}", type_of(schema)).unwrap();
    }
    text.push_str("\nsecurity schemes\n");
    for (name, scheme) in members(&document["components"]["securitySchemes"]) {
        writeln!(text, "  {name}: {scheme}").unwrap();
    }
    text
}

fn endpoint(operation: &Value, codes: &mut Codes) -> String {
    let known = ["operationId", "summary", "description", "tags", "parameters", "requestBody"];
    knows(operation, &[&known[..], &["responses", "security", "x-nevr-session"]].concat());
    let (id, tags) = (operation["operationId"].as_str().unwrap(), &operation["tags"]);
    let mut text = format!("  {id} {tags}, session {}\n", session(operation));
    if operation["x-nevr-session"] == true {
        text.push_str("  tells who is signed in\n");
    }
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        knows(parameter, &["name", "in", "required", "schema"]);
        let [place, name] = ["in", "name"].map(|member| parameter[member].as_str().unwrap());
        let optional = if parameter["required"] == true { "" } else { "?" };
        writeln!(text, "  {place} {name}{optional}: {}", type_of(&parameter["schema"])).unwrap();
    }
    if let Some(body) = operation.get("requestBody") {
        knows(body, &["required", "content"]);
        let optional = if body["required"] == true { "" } else { "?" };
        writeln!(text, "  body{optional}: {}", type_of(content(body))).unwrap();
    }
    for (status, response) in members(&operation["responses"]) {
        let line = if status == "200" {
            knows(response, &["description", "content"]);
            assert_eq!(response["description"], "Done");
            type_of(content(response))
        } else {
            errors(response, codes).join(" ")
        };
        writeln!(text, "  {status} {line}").unwrap();
    }
    text
}

fn session(operation: &Value) -> &'static str {
    let (cookie, bearer) = (json!({ "cookie": [] }), json!({ "bearer": [] }));
    match operation.get("security") {
        Some(security) if *security == json!([]) => "unused",
        Some(security) if *security == json!([cookie, bearer]) => "required",
        Some(security) if *security == json!([{}, cookie, bearer]) => "optional",
        other => panic!("{other:?}"),
    }
}

/// Returns the codes of an error response, which has exactly this form.
fn errors(response: &Value, codes: &mut Codes) -> Vec<String> {
    let text = response["description"].as_str().unwrap();
    let lines = text.split("\n\n").map(|line| {
        let (code, message) = line.strip_prefix('`').unwrap().split_once("`: ").unwrap();
        *codes.entry((code.to_owned(), message.to_owned())).or_default() += 1;
        code.to_owned()
    });
    let names: Vec<String> = lines.collect();
    let schema = json!({
        "allOf": [{ "$ref": "#/components/schemas/Error" }],
        "properties": { "error": { "properties": { "code": { "enum": &names } } } },
    });
    let content = json!({ "application/json": { "schema": schema } });
    assert_eq!(*response, json!({ "description": text, "content": content }));
    names
}

/// The schema of a body or an answer, which is JSON and nothing else.
fn content(of: &Value) -> &Value {
    knows(&of["content"], &["application/json"]);
    knows(&of["content"]["application/json"], &["schema"]);
    &of["content"]["application/json"]["schema"]
}

/// A JSON Schema in one line: `{…}` is an object that takes no other members, `{…, …}` one that does.
fn type_of(schema: &Value) -> String {
    let mut schema = members(schema).clone();
    schema.shift_remove("description");
    let mut parts = Vec::new();
    if let Some(target) = schema.shift_remove("$ref") {
        parts.push(target.as_str().unwrap().replace("#/components/schemas/", ""));
    }
    if let Some(all) = schema.shift_remove("allOf") {
        parts.extend(all.as_array().unwrap().iter().map(type_of));
    }
    if schema.contains_key("properties") {
        parts.push(object(&mut schema));
    }
    if let Some(items) = schema.shift_remove("items") {
        parts.push(format!("[{}]", type_of(&items)));
        assert_eq!(schema.shift_remove("type"), Some("array".into()));
    }
    if let Some(kind) = schema.shift_remove("type") {
        parts.push(match kind {
            Value::Array(kinds) => {
                kinds.iter().map(|kind| kind.as_str().unwrap()).collect::<Vec<_>>().join("|")
            }
            kind => kind.as_str().unwrap().to_owned(),
        });
    }
    parts.extend(schema.iter().map(|(name, value)| format!("{name} {value}")));
    parts.join(" & ")
}

fn object(schema: &mut Map<String, Value>) -> String {
    let required = schema.shift_remove("required").unwrap_or_else(|| json!([]));
    let required = required.as_array().unwrap();
    let open = schema.shift_remove("additionalProperties") != Some(false.into());
    if let Some(kind) = schema.shift_remove("type") {
        assert_eq!(kind, "object");
    }
    let properties = schema.shift_remove("properties").unwrap();
    let mut lines: Vec<String> = members(&properties)
        .iter()
        .map(|(name, schema)| {
            let optional = if required.iter().any(|known| known == name) { "" } else { "?" };
            format!("{name}{optional}: {}", type_of(schema))
        })
        .collect();
    lines.extend(open.then(|| "…".to_owned()));
    format!("{{ {} }}", lines.join(", "))
}

fn members(value: &Value) -> &Map<String, Value> {
    value.as_object().unwrap()
}

#[track_caller]
fn knows(value: &Value, known: &[&str]) {
    for name in members(value).keys() {
        assert!(known.contains(&name.as_str()), "the document has a new member `{name}`");
    }
}
