//! Walks down the JSON Schema of the options along with a value.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value};

use super::{annotations::MOST, name_rule::NAME_PATTERN};
use crate::tree::node::{Step, Value as TreeValue};

/// The JSON Schema of a type of options.
pub(crate) struct OptionSchema {
    root: Value,
}

/// All schemas that apply to one value: its own, those that it refers to and their alternatives.
#[derive(Clone)]
pub(crate) struct Subschemas<'a> {
    root: &'a Value,
    schemas: Vec<&'a Value>,
}

impl From<Value> for OptionSchema {
    fn from(schema: Value) -> Self {
        Self { root: schema }
    }
}

impl OptionSchema {
    pub(crate) fn of<T: JsonSchema>() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
        Self { root: settings.into_generator().into_root_schema_for::<T>().to_value() }
    }

    /// Returns the schemas of the whole value.
    pub(crate) fn top(&self) -> Subschemas<'_> {
        Subschemas { root: &self.root, schemas: vec![&self.root] }.with_alternatives()
    }
}

impl<'a> Subschemas<'a> {
    /// Returns whether one of the schemas has this [annotation](super::annotations).
    pub(crate) fn have(&self, annotation: &str) -> bool {
        self.schemas.iter().any(|schema| schema[annotation] == Value::Bool(true))
    }

    /// Returns the largest value that [`at_most`](crate::at_most) allows.
    pub(crate) fn most(&self) -> Option<u64> {
        self.schemas.iter().find_map(|schema| schema[MOST].as_u64())
    }

    /// Returns the least and the greatest whole number that is allowed, if the schema has both.
    pub(crate) fn bounds(&self) -> Option<(i64, u64)> {
        self.schemas
            .iter()
            .find_map(|schema| Some((schema["minimum"].as_i64()?, schema["maximum"].as_u64()?)))
    }

    /// Returns the number or boolean that a text stands for, if the value may be one.
    pub(crate) fn scalar(&self, text: &str) -> Option<TreeValue> {
        let is = |kind: &str| self.schemas.iter().any(|schema| has_type(schema, kind));
        let digits = text.strip_prefix('-').unwrap_or(text);
        let is_whole = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
        if is_whole && (is("integer") || is("number")) {
            return Some(TreeValue::Integer(text.parse().unwrap_or(i128::MAX)));
        }
        match text {
            "true" | "false" if is("boolean") => Some(TreeValue::Boolean(text == "true")),
            _ if is("number") => {
                text.parse().ok().filter(|number: &f64| number.is_finite()).map(TreeValue::Float)
            }
            _ => None,
        }
    }

    /// Returns whether the value's keys must be names of entities or fields.
    pub(crate) fn keys_are_names(&self) -> bool {
        self.schemas.iter().any(|schema| schema["propertyNames"]["pattern"] == NAME_PATTERN)
    }

    /// Returns the options of every struct among the alternatives.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'a str> {
        let structs = self.schemas.iter().filter_map(|schema| schema["properties"].as_object());
        structs.flat_map(|properties| properties.keys().map(String::as_str))
    }

    /// Returns the options of the struct, if the alternatives contain exactly one.
    pub(crate) fn only_struct(&self) -> Option<&'a Map<String, Value>> {
        let mut structs = self.schemas.iter().filter_map(|schema| schema["properties"].as_object());
        let only = structs.next()?;
        structs.next().is_none().then_some(only)
    }

    /// Returns the schemas of the value that is one step further in.
    pub(crate) fn below(&self, step: &Step) -> Self {
        let mut schemas = Vec::new();
        for schema in &self.schemas {
            match step {
                Step::Key(key) => match schema["properties"].get(key) {
                    Some(property) => schemas.push(property),
                    None => schemas.extend(schema.get("additionalProperties")),
                },
                Step::Index(index) => match schema["prefixItems"].get(index) {
                    Some(item) => schemas.push(item),
                    None => schemas.extend(schema.get("items")),
                },
            }
        }
        Self { root: self.root, schemas }.with_alternatives()
    }

    /// Adds the targets of `$ref` and the members of `anyOf`, `oneOf` and `allOf`.
    fn with_alternatives(mut self) -> Self {
        let mut at = 0;
        while let Some(schema) = self.schemas.get(at).copied() {
            for word in ["anyOf", "oneOf", "allOf"] {
                self.add(schema[word].as_array().into_iter().flatten());
            }
            let target = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
            self.add(target.and_then(|pointer| self.root.pointer(pointer)));
            at += 1;
        }
        self
    }

    /// Adds each schema once, so that the walk ends for types that contain themselves.
    fn add(&mut self, more: impl IntoIterator<Item = &'a Value>) {
        for schema in more {
            if !self.schemas.iter().any(|known| std::ptr::eq(*known, schema)) {
                self.schemas.push(schema);
            }
        }
    }
}

fn has_type(schema: &Value, kind: &str) -> bool {
    match &schema["type"] {
        Value::String(one) => one == kind,
        Value::Array(several) => several.iter().any(|one| one == kind),
        _ => kind == "boolean" && schema["const"].is_boolean(),
    }
}
