//! The rules that every option has a default, which its JSON Schema has too, and that unknown options
//! are refused.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::plugin_under_test::PluginUnderTest;
use crate::plugin::PluginType;

/// A name that no option has.
const UNKNOWN: &str = "conformanceUnknownOption";

pub(super) fn check<P: PluginType>(plugin: &PluginUnderTest) -> Vec<String> {
    let mut findings = defaults::<P>();
    let config = plugin.with_option(UNKNOWN);
    let (description, _) = plugin.app().config(config).describe();
    if description.is_some() {
        findings.push(format!(
            "it accepts the unknown option `{UNKNOWN}`: derive its options with \
             `#[serde(deny_unknown_fields)]`"
        ));
    }
    findings
}

fn defaults<P: PluginType>() -> Vec<String> {
    let empty = serde_json::from_value::<P::Options>(json!({}));
    let empty = match empty.map_err(|error| error.to_string()) {
        Ok(options) => serde_json::to_value(options).unwrap_or(Value::Null),
        Err(error) => {
            return vec![format!(
                "an empty section can't be read ({error}): give every option a default, with \
                 `#[serde(default)]` on the options and an `impl Default`"
            )];
        }
    };
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let schema = settings.into_generator().into_root_schema_for::<P::Options>().to_value();
    let mut findings = Vec::new();
    compare("", &schema, &empty, &mut findings);
    findings
}

/// Compares the defaults in a schema with the values of an empty section.
fn compare(path: &str, schema: &Value, empty: &Value, findings: &mut Vec<String>) {
    for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        findings.push(format!(
            "option `{path}{name}` is required by its JSON Schema: give it a default, with \
             `#[serde(default)]` on the options"
        ));
    }
    let none = Map::new();
    for (name, option) in schema["properties"].as_object().unwrap_or(&none) {
        let (said, is) = (option.get("default"), empty.get(name));
        match (said, is) {
            (Some(said), Some(is)) if said == is => {}
            (None | Some(Value::Null), None) => {}
            (None, Some(_)) => findings.push(format!(
                "option `{path}{name}` has no default in its JSON Schema: put `#[serde(default)]` \
                 on the options, and make its type `Serialize`"
            )),
            (Some(said), is) => findings.push(format!(
                "option `{path}{name}` has the default {said} in its JSON Schema, and {} in an \
                 empty section: make the two one, with `#[serde(default)]` on the options",
                is.unwrap_or(&Value::Null)
            )),
        }
        if let Some(is) = is.filter(|is| is.is_object()) {
            compare(&format!("{path}{name}."), option, is, findings);
        }
    }
}
