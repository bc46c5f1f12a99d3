//! The JSON Schema that editors use, against what is really read.

use nevr_core::options::{CoreConfig, core_schema};
use serde_json::Value;

use crate::config::{guests::Guests, reading::read};

/// Every `default` in the schema with the path of its option.
fn defaults<'a>(
    root: &'a Value,
    schema: &'a Value,
    path: &str,
    found: &mut Vec<(String, &'a Value)>,
) {
    if let Some(pointer) = schema["$ref"].as_str() {
        defaults(root, root.pointer(&pointer[1..]).unwrap(), path, found);
    }
    for (key, property) in schema["properties"].as_object().into_iter().flatten() {
        let path = format!("{path}/{key}");
        if let Some(default) = property.get("default") {
            found.push((path.clone(), default));
        }
        defaults(root, property, &path, found);
    }
}

fn check_defaults<T: Default + serde::Serialize>(schema: &Value, at_least: usize) {
    let real = serde_json::to_value(T::default()).unwrap();
    let mut found = Vec::new();
    defaults(schema, schema, "", &mut found);
    assert!(found.len() >= at_least, "{found:?}");
    for (path, default) in found {
        let real = real.pointer(&path).unwrap_or(&Value::Null);
        assert_eq!(default, real, "{path}");
    }
}

#[test]
fn every_default_in_the_schema_is_the_real_one() {
    check_defaults::<CoreConfig>(&core_schema().to_value(), 14);
}

#[test]
fn the_schema_of_the_core_is_as_reviewed() {
    insta::assert_snapshot!(serde_json::to_string_pretty(&core_schema()).unwrap());
}

#[test]
fn every_option_has_a_description_for_editors() {
    let schema = core_schema().to_value();
    let server = &schema["$defs"]["ServerConfig"]["properties"];
    for (name, option) in server.as_object().unwrap() {
        assert!(option["description"].is_string(), "{name}");
    }
}

#[test]
fn the_defaults_can_be_written_out_and_read_again() {
    let defaults = serde_json::to_value(CoreConfig::default()).unwrap();
    let again: CoreConfig = serde_json::from_value(defaults).unwrap();
    assert_eq!(again, CoreConfig::default());
    let defaults = serde_json::to_value(Guests::default()).unwrap();
    assert_eq!(serde_json::from_value::<Guests>(defaults).unwrap(), Guests::default());
}

/// Kinds of value that the schema allows for an option of `[server]`.
fn allows(option: &Value, kind: &str) -> bool {
    let schema = core_schema().to_value();
    let resolved = option["$ref"].as_str().map_or(option, |p| schema.pointer(&p[1..]).unwrap());
    let is = |schema: &Value| match &schema["type"] {
        Value::String(one) => one == kind,
        Value::Array(many) => many.iter().any(|one| one == kind),
        _ => false,
    };
    is(resolved) || resolved["anyOf"].as_array().into_iter().flatten().any(is)
}

#[test]
fn schema_and_reader_agree_on_the_kinds_of_values() {
    let schema = core_schema().to_value();
    let server = schema["$defs"]["ServerConfig"]["properties"].as_object().unwrap();
    let samples = [
        (
            "string",
            vec!["\"10s\"", "\"/api\"", "\"16KiB\"", "\"https://a.example\"", "\"localhost\""],
        ),
        ("integer", vec!["3"]),
        ("boolean", vec!["true"]),
        ("array", vec!["[]"]),
    ];
    for (name, option) in server {
        for (kind, values) in &samples {
            let read = values.iter().any(|value| {
                let (_, report) = read(&format!("[server]\n{name} = {value}\n"));
                !report.has_errors()
            });
            assert_eq!(read, allows(option, kind), "{name} = {kind}");
        }
    }
}
