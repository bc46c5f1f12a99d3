//! The rule that every endpoint documents what it does, takes, returns and refuses.

use std::collections::BTreeSet;

use serde_json::Value;

use super::plugin_under_test::PluginUnderTest;
use crate::{generate::openapi, http::Endpoint, wire::Code};

pub(super) fn check(plugin: &PluginUnderTest) -> Vec<String> {
    let document = openapi(&plugin.description);
    let mut findings = Vec::new();
    for endpoint in plugin.endpoints() {
        let mut found: Vec<String> = texts(endpoint);
        found.extend(schemas(endpoint));
        found.extend(endpoint.operation.errors.iter().filter_map(|code| error(plugin, code)));
        found.extend(listed(endpoint, &document));
        let name = format!("{} {}", endpoint.method, endpoint.path);
        findings.extend(found.into_iter().map(|finding| format!("{name}: {finding}")));
    }
    findings
}

fn texts(endpoint: &Endpoint) -> Vec<String> {
    if endpoint.summary.trim().is_empty() {
        vec!["it has no summary: add `.summary(\"…\")` where it is registered".to_owned()]
    } else {
        Vec::new()
    }
}

fn schemas(endpoint: &Endpoint) -> Vec<String> {
    let operation = &endpoint.operation;
    let mut findings = Vec::new();
    if operation.output.as_ref().is_none_or(|schema| allows_anything(schema.as_value())) {
        findings.push(
            "the schema of its answer allows any JSON: return `Json<T>` of a type that derives \
             `JsonSchema`"
                .to_owned(),
        );
    }
    let body = operation.body.as_ref().map(|(schema, _)| ("body", schema));
    let query = operation.query.as_ref().map(|schema| ("query", schema));
    for (what, schema) in body.into_iter().chain(query) {
        if members(schema.as_value()).is_none() {
            findings.push(format!(
                "the schema of its {what} has no members: take a struct that derives `JsonSchema`"
            ));
        }
    }
    let taken = operation.path.as_ref().map(schemars::Schema::as_value);
    let taken = taken.and_then(members).unwrap_or_default();
    let there: BTreeSet<&str> = parameters(&endpoint.path).collect();
    if taken != there {
        findings.push(format!(
            "its path has the parameters {there:?}, and its handler takes {taken:?}: take \
             `Path<T>` of a struct with exactly these members"
        ));
    }
    findings
}

fn allows_anything(schema: &Value) -> bool {
    match schema {
        Value::Object(schema) => schema.keys().all(|key| key == "title" || key == "description"),
        _ => true,
    }
}

/// Returns the names of an object's members; `None` if the schema is not that of an object.
fn members(schema: &Value) -> Option<BTreeSet<&str>> {
    match schema.get("properties").and_then(Value::as_object) {
        Some(properties) => Some(properties.keys().map(String::as_str).collect()),
        None if schema["type"] == "object" => Some(BTreeSet::new()),
        None => None,
    }
}

fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| part.split(['}', ':']).next())
}

fn error(plugin: &PluginUnderTest, code: &Code) -> Option<String> {
    let Code { status, code: name, message } = *code;
    let capital = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(capital) {
        return Some(format!("the error code `{name}` is not written `LIKE_THIS`"));
    }
    if !(400..600).contains(&status) || message.trim().is_empty() {
        return Some(format!("the error `{name}` needs a status from 400 to 599 and a message"));
    }
    let others = plugin.description.endpoints().iter().flat_map(|e| &e.operation.errors);
    let other = others.filter(|other| other.code == name).find(|other| other.status != status)?;
    let statuses = format!("{status} and {}", other.status);
    Some(format!("the error `{name}` has the statuses {statuses}: one code has one status"))
}

fn listed(endpoint: &Endpoint, document: &Value) -> Option<String> {
    let method = endpoint.method.as_str().to_ascii_lowercase();
    let operation = &document["paths"][&endpoint.path][&method];
    let answer = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    let missing = operation["summary"].is_null() || answer.is_null();
    missing.then(|| {
        "it is not in the OpenAPI document: use a method and a path that OpenAPI has".to_owned()
    })
}
