//! JSON Schemas as text for people: `{ token: string | null }`.

use nevr::serde_json::Value;

/// Returns the shape of an input or output, a member on each line, with its description after it.
pub(super) fn shape(schema: &Value, resolve: &dyn Fn(&str) -> Value) -> String {
    render(schema, resolve, 0)
}

fn render(schema: &Value, resolve: &dyn Fn(&str) -> Value, depth: usize) -> String {
    if let Some(name) = referred(schema) {
        // The names of entities begin with a small letter. They have their own sections.
        let is_entity = name.starts_with(|c: char| c.is_ascii_lowercase());
        return if is_entity { name.to_owned() } else { render(&resolve(name), resolve, depth) };
    }
    if let Some(list) = schema["anyOf"].as_array() {
        let parts: Vec<String> = list.iter().map(|one| render(one, resolve, depth)).collect();
        return parts.join(" | ");
    }
    let all: Vec<String> = schema["allOf"]
        .as_array()
        .map_or_else(Vec::new, |list| list.iter().map(|one| render(one, resolve, depth)).collect());
    if schema["properties"].is_object() {
        let own = object(schema, resolve, depth);
        return all.into_iter().chain([own]).collect::<Vec<_>>().join(" & ");
    }
    match &schema["type"] {
        Value::String(kind) if kind == "array" => {
            let item = render(&schema["items"], resolve, depth);
            if item.contains(" & ") {
                format!("list of ({item})")
            } else {
                format!("list of {item}")
            }
        }
        Value::String(kind) if kind == "object" => "{}".to_owned(),
        Value::String(kind) => word(kind, schema),
        Value::Array(kinds) => {
            let kinds = kinds.iter().filter_map(Value::as_str);
            kinds.map(|kind| word(kind, schema)).collect::<Vec<_>>().join(" | ")
        }
        _ => schema.get("const").map_or_else(|| "any JSON".to_owned(), Value::to_string),
    }
}

fn object(schema: &Value, resolve: &dyn Fn(&str) -> Value, depth: usize) -> String {
    let Some(properties) = schema["properties"].as_object().filter(|known| !known.is_empty())
    else {
        return "{}".to_owned();
    };
    let required = schema["required"].as_array();
    let indent = "  ".repeat(depth + 1);
    let member = |(name, property): (&String, &Value)| {
        let must = required.is_some_and(|list| list.iter().any(|known| known == name));
        let mark = if must { "" } else { "?" };
        let value = render(property, resolve, depth + 1);
        // A member that may be left out may be null as well; the `?` is enough.
        let value = if must { &value } else { value.strip_suffix(" | null").unwrap_or(&value) };
        let about = property["description"]
            .as_str()
            .map_or_else(String::new, |about| format!("  // {}", about.replace('\n', " ")));
        format!("{indent}{name}{mark}: {value}{about}\n")
    };
    let members: String = properties.iter().map(member).collect();
    format!("{{\n{members}{}}}", "  ".repeat(depth))
}

/// Returns the name of a simple type, by its format if it has one.
fn word(kind: &str, schema: &Value) -> String {
    match (kind, schema["format"].as_str()) {
        ("string", Some("date-time")) => "time".to_owned(),
        ("string", Some("email")) => "e-mail address".to_owned(),
        ("string", Some("uri")) => "URL".to_owned(),
        _ => kind.to_owned(),
    }
}

/// Returns the name that a reference refers to.
pub(super) fn referred(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}
