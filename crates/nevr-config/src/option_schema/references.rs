//! Where the JSON Schema for editors allows a reference to a variable.

use serde_json::{Map, Value, json};

use super::annotations::WRITTEN_OUT;

/// A reference and nothing else, as a regular expression.
const REFERENCE: &str = r"^\$\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\}$";

/// Lets every number, boolean and word in a JSON Schema be a string such as `"${PORT}"` too, except
/// in options that must be [written out](crate::written_out).
///
/// It is for editors, which don't know the values of variables. [`Section::read`] replaces the
/// reference first, and checks its value.
///
/// [`Section::read`]: crate::Section::read
pub fn allow_references(schema: &mut Value) {
    let Value::Object(object) = schema else { return };
    if object.get(WRITTEN_OUT) == Some(&Value::Bool(true)) {
        return;
    }
    for word in ["properties", "$defs"] {
        let below = object.get_mut(word).and_then(Value::as_object_mut);
        below.into_iter().flat_map(Map::values_mut).for_each(allow_references);
    }
    for word in ["items", "additionalProperties"] {
        object.get_mut(word).into_iter().for_each(allow_references);
    }
    let reference = json!({ "type": "string", "pattern": REFERENCE });
    for word in ["anyOf", "oneOf", "allOf"] {
        let Some(Value::Array(alternatives)) = object.get_mut(word) else { continue };
        if alternatives.iter().any(is_scalar) && word != "allOf" {
            // The strings of durations and sizes may have references in them already.
            let allowed = |schema: &Value| {
                schema["pattern"].as_str().is_some_and(|pattern| pattern.contains(r"\$\{"))
            };
            if !alternatives.iter().any(allowed) {
                alternatives.push(reference.clone());
            }
        } else {
            alternatives.iter_mut().for_each(allow_references);
        }
    }
    if is_scalar(schema) {
        one_of_two(schema, &reference);
    }
}

/// Returns whether the schema is of one number, boolean or word.
fn is_scalar(schema: &Value) -> bool {
    let scalar = |kind: &Value| kind == "integer" || kind == "number" || kind == "boolean";
    let kind = match &schema["type"] {
        Value::Array(several) => several.iter().any(scalar),
        one => scalar(one),
    };
    kind || schema.get("const").is_some() || schema.get("enum").is_some()
}

/// Moves what describes the option out of the schema, and puts an alternative beside the rest.
fn one_of_two(schema: &mut Value, other: &Value) {
    let Value::Object(object) = schema else { return };
    let mut outer = Map::new();
    for word in ["description", "default"] {
        outer.extend(object.remove_entry(word));
    }
    outer.insert("anyOf".to_owned(), json!([schema.take(), other]));
    *schema = Value::Object(outer);
}
