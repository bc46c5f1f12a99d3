//! Every option of the config file, read from its JSON Schema: an option that is added is tested too.

use nevr::{
    config::{Report, Variables},
    description::{Description, Sources, config_schema},
    generate,
};
use serde_json::{Value, json};

/// An option that may be a number.
#[derive(Debug)]
struct Number {
    path: String,
    least: Option<i64>,
    most: Option<i64>,
}

/// Calls `visitor` with every option: its path, its schemas, and the bound around them.
fn options(
    root: &Value,
    schema: &Value,
    path: &str,
    most: Option<i64>,
    visitor: &mut dyn FnMut(&str, &Value, Option<i64>),
) {
    let most = schema["x-nevr-most"].as_i64().or(most);
    visitor(path, schema, most);
    if let Some(pointer) = schema["$ref"].as_str() {
        options(root, root.pointer(&pointer[1..]).unwrap(), path, most, visitor);
    }
    for alternative in ["anyOf", "oneOf", "allOf"] {
        for schema in schema[alternative].as_array().into_iter().flatten() {
            options(root, schema, path, most, visitor);
        }
    }
    for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        options(root, schema, &path, None, visitor);
    }
}

fn check(config: &str, variables: Variables) -> (Option<Description>, Report) {
    Description::of(&nevr::plugins(), Sources::text(config, variables))
}

#[test]
fn every_number_of_the_config_has_a_bound_that_is_kept() {
    let schema = config_schema(&nevr::plugins());
    let mut numbers = Vec::new();
    options(&schema, &schema, "", None, &mut |path, schema, most| {
        let kinds = schema["type"].as_array();
        let is_number = |kind: &Value| kind == "integer" || kind == "number";
        if is_number(&schema["type"]) || kinds.is_some_and(|kinds| kinds.iter().any(is_number)) {
            let most = most.or(schema["maximum"].as_i64());
            numbers.push(Number { path: path.to_owned(), least: schema["minimum"].as_i64(), most });
        }
    });
    assert!(numbers.len() >= 20, "{numbers:?}");
    for Number { path, least, most } in numbers {
        let least = least.unwrap_or_else(|| panic!("`{path}` has no minimum"));
        let most = most.unwrap_or_else(|| panic!("`{path}` has no maximum"));
        for value in [least - 1, most + 1, i64::MAX] {
            let config = format!("{path} = {value}\n");
            let (_, report) = check(&config, Variables::default());
            let start = config.find(" = ").unwrap() + 3;
            let at =
                report.problems().iter().any(|problem| problem.places()[0].span.start == start);
            assert!(report.has_errors() && at, "{config}{}", report.render(false));
        }
    }
}

/// Values of which one fits almost every option, and which nothing else in a document looks like.
const CANARIES: [&str; 9] = [
    "canary7919",
    "/canary7919",
    "https://canary7919.example",
    "79.19.79.19",
    "X-Canary7919",
    "7919",
    "907",
    "7919s",
    "7919KiB",
];

#[test]
fn o5_no_option_carries_the_value_of_a_variable_into_a_document() {
    let schema = config_schema(&nevr::plugins());
    let mut paths = Vec::new();
    options(&schema, &schema, "", None, &mut |path, schema, _| {
        if schema.get("properties").is_none() && !paths.contains(&path.to_owned()) {
            paths.push(path.to_owned());
        }
    });
    let mut tried = 0;
    for path in paths.iter().filter(|path| !path.is_empty()) {
        for (value, brackets) in CANARIES.iter().flat_map(|it| [(it, false), (it, true)]) {
            let reference = if brackets { "[\"${V}\"]" } else { "\"${V}\"" };
            let config = format!("plugins.auth.plugins.anonymous = {{}}\n{path} = {reference}\n");
            let config = if path.starts_with("plugins.") {
                format!("{path} = {reference}\n")
            } else {
                config
            };
            let (description, report) = check(&config, Variables::fixed([("V", *value)]));
            let shown = format!("{}{}", report.render(false), report.to_json());
            assert!(!shown.contains(value), "{config}{shown}");
            let Some(description) = description else { continue };
            tried += 1;
            let mut all = json!(description.options()).to_string();
            for plugin in description.plugins() {
                all += &plugin.options().to_string();
            }
            for file in generate::files(&nevr::plugins(), &description) {
                all += &file.content;
            }
            assert!(!all.contains(value), "{config}: {value}");
            break;
        }
    }
    assert!(tried >= 20, "{tried}");
}
