//! What the JSON Schema of the options says about each value: above all, which of them keep their
//! `${…}`.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::Value;

use crate::{tree::Step, types::NAME_PATTERN};

/// The mark of a value that is resolved only where it is used.
pub(crate) const DEFERRED: &str = "x-nevr-deferred";
/// The mark of a deferred value that should not stand in the file itself.
pub(crate) const SECRET: &str = "x-nevr-secret";

/// The mark of a bare number that counts milliseconds.
pub(crate) const MILLISECONDS: &str = "x-nevr-milliseconds";

/// The schema of a type, as a thing to walk along with the values.
pub(crate) struct Marks {
    root: Value,
}

/// All schemas that may rule one value.
#[derive(Clone)]
pub(crate) struct Rules<'a> {
    root: &'a Value,
    schemas: Vec<&'a Value>,
}

impl From<Value> for Marks {
    fn from(schema: Value) -> Self {
        Self { root: schema }
    }
}

impl Marks {
    pub(super) fn of<T: JsonSchema>() -> Self {
        let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
        Self { root: settings.into_generator().into_root_schema_for::<T>().to_value() }
    }

    pub(crate) fn rules(&self) -> Rules<'_> {
        Rules { root: &self.root, schemas: vec![&self.root] }.with_alternatives()
    }
}

impl<'a> Rules<'a> {
    /// Whether one of the schemas carries this mark.
    pub(super) fn marked(&self, mark: &str) -> bool {
        self.schemas.iter().any(|schema| schema[mark] == Value::Bool(true))
    }

    /// Whether the keys of the value are names of entities or fields.
    pub(super) fn keys_are_names(&self) -> bool {
        self.schemas.iter().any(|schema| schema["propertyNames"]["pattern"] == NAME_PATTERN)
    }

    /// The keys that a struct has options for, whichever of the shapes the value has.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &'a str> {
        let structs = self.schemas.iter().filter_map(|schema| schema["properties"].as_object());
        structs.flat_map(|properties| properties.keys().map(String::as_str))
    }

    /// The options of a struct, if that is the only thing the value can be a table of.
    pub(super) fn options(&self) -> Option<&'a serde_json::Map<String, Value>> {
        let mut structs = self.schemas.iter().filter_map(|schema| schema["properties"].as_object());
        let only = structs.next()?;
        structs.next().is_none().then_some(only)
    }

    /// The schemas that may rule the value one step further in.
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

    /// Adds what the schemas stand for: references and each way of `anyOf` and the like.
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

    /// Each schema once, so that types that contain themselves end.
    fn add(&mut self, more: impl IntoIterator<Item = &'a Value>) {
        for schema in more {
            if !self.schemas.iter().any(|known| std::ptr::eq(*known, schema)) {
                self.schemas.push(schema);
            }
        }
    }
}
