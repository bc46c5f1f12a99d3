//! The JSON Schemas of all operations.

use std::collections::HashMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

use super::operation::Operation;

/// The generators of JSON Schemas, one for each direction: a type may be read in another form than
/// it is written in, for example without the members that have a default.
pub(crate) struct Schemas {
    outputs: SchemaGenerator,
    inputs: SchemaGenerator,
}

impl Default for Schemas {
    fn default() -> Self {
        let outputs = SchemaSettings::draft2020_12().for_serialize().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        });
        // Input schemas are written out where they are used. By name, they would be confused with
        // the output schemas of the same types.
        let inputs = SchemaSettings::draft2020_12().for_deserialize().with(|settings| {
            settings.inline_subschemas = true;
            settings.meta_schema = None;
        });
        Self { outputs: outputs.into_generator(), inputs: inputs.into_generator() }
    }
}

impl Schemas {
    /// Returns the schema of a type that clients send.
    pub(super) fn input<T: JsonSchema>(&mut self) -> Schema {
        self.inputs.subschema_for::<T>()
    }

    /// Returns the schema of a type that the server answers with.
    pub(super) fn output<T: JsonSchema>(&mut self) -> Schema {
        self.outputs.subschema_for::<T>()
    }

    /// Takes the schemas that others refer to, by name, and corrects the references in
    /// `operations`.
    ///
    /// Input schemas are among them only if they refer to themselves, as that of a comment with
    /// comments below it. They get names of their own (`CommentInput`), because the output schema
    /// of the same type may differ.
    pub(crate) fn take_components<'o>(
        &mut self,
        operations: impl Iterator<Item = &'o mut Operation>,
    ) -> Map<String, Value> {
        let mut components = self.outputs.take_definitions(true);
        let inputs = self.inputs.take_definitions(true);
        let mut names: HashMap<String, String> = HashMap::new();
        for name in inputs.keys() {
            let mut free = format!("{name}Input");
            while components.contains_key(&free) || names.values().any(|taken| *taken == free) {
                free.push('_');
            }
            names.insert(format!("#/$defs/{name}"), free);
        }
        for (name, mut schema) in inputs {
            refer(&mut schema, &names);
            if let Some(name) = names.get(&format!("#/$defs/{name}")) {
                components.insert(name.clone(), schema);
            }
        }
        for operation in operations.filter(|_| !names.is_empty()) {
            let Operation { body, query, path, .. } = operation;
            let body = body.as_mut().map(|(schema, _)| schema);
            for schema in body.into_iter().chain(query).chain(path) {
                for member in schema.as_object_mut().into_iter().flat_map(Map::values_mut) {
                    refer(member, &names);
                }
            }
        }
        components
    }
}

/// Replaces references to the definitions in `names` by references to the components.
fn refer(schema: &mut Value, names: &HashMap<String, String>) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref")
                && let Some(name) = names.get(reference)
            {
                *reference = format!("#/components/schemas/{name}");
            }
            members.values_mut().for_each(|member| refer(member, names));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| refer(item, names)),
        _ => {}
    }
}
