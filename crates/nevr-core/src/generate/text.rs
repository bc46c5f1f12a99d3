//! JSON as text.

use serde_json::{Map, Value};

/// A JSON document for a file: indented, a line break at the end, members in the order of their
/// names, so that the bytes are the same whatever order a build of `serde_json` keeps.
pub fn json_text(value: &Value) -> String {
    format!("{:#}\n", sorted(value))
}

fn sorted(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(sorted).collect(),
        Value::Object(members) => {
            let mut names: Vec<&String> = members.keys().collect();
            names.sort_unstable();
            let ordered = names.into_iter().map(|name| (name.clone(), sorted(&members[name])));
            Value::Object(ordered.collect::<Map<_, _>>())
        }
        other => other.clone(),
    }
}
