//! An endpoint as data: what OpenAPI, the clients and the checks at start-up read.

use std::{any::TypeId, collections::HashMap};

use nevr_schema as entities;
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value};

use crate::wire::Code;

/// Whether an endpoint wants to know who sends a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SessionUse {
    /// It does not care.
    #[default]
    Unused,
    /// It asks, and answers nobody too.
    Optional,
    /// Nobody is refused with 401.
    Required,
}

/// What an endpoint takes and returns, as its signature says.
#[derive(Clone, Debug, Default)]
pub struct Operation {
    /// Whether it wants to know who sends the request.
    pub session: SessionUse,
    /// JSON Schema of the body, and whether there must be one.
    pub body: Option<(Schema, bool)>,
    /// JSON Schema of the query, an object.
    pub query: Option<Schema>,
    /// JSON Schema of what stands in the path, an object.
    pub path: Option<Schema>,
    /// JSON Schema of the answer.
    pub output: Option<Schema>,
    /// Codes of the errors that it can answer with, beside those of every endpoint.
    pub errors: Vec<Code>,
    /// Plugins that its arguments ask for.
    pub(crate) plugins: Vec<(TypeId, &'static str)>,
    /// What is wrong with its signature, and the declaration that causes it if an option did.
    pub(crate) defects: Vec<(String, Option<entities::Origin>)>,
}

impl Operation {
    /// Notes that the endpoint wants to know who sends the request; the stronger wish counts.
    pub fn wants_session(&mut self, session: SessionUse) {
        self.session = self.session.max(session);
    }

    /// Notes an error that the endpoint can answer with.
    pub fn can_fail(&mut self, codes: impl IntoIterator<Item = Code>) {
        for code in codes {
            if !self.errors.iter().any(|known| known.code == code.code) {
                self.errors.push(code);
            }
        }
    }

    pub(crate) fn asks_for<P: 'static>(&mut self, id: &'static str) {
        self.plugins.push((TypeId::of::<P>(), id));
    }
}

/// Describes operations with schemas that share their definitions.
pub struct Describe<'a> {
    /// The operation that is being described.
    pub operation: &'a mut Operation,
    /// The merged entities, for inputs and outputs that follow them.
    pub entities: &'a entities::Schema,
    pub(crate) schemas: &'a mut Schemas,
}

/// Generators of JSON Schemas, one for each direction: what is read may leave things out that are
/// always written.
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
        // Inputs stand where they are used: two directions of one type have no name in common.
        let inputs = SchemaSettings::draft2020_12().for_deserialize().with(|settings| {
            settings.inline_subschemas = true;
            settings.meta_schema = None;
        });
        Self { outputs: outputs.into_generator(), inputs: inputs.into_generator() }
    }
}

impl Schemas {
    /// The schemas that others refer to, by name. Inputs are only referred to by themselves: a
    /// comment with comments below it. Such a one has a name of its own, as the same type may be
    /// written otherwise than it is read.
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

/// Makes references lead to where their schemas are.
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

impl Describe<'_> {
    /// The schema of what is sent to us.
    pub fn input_schema<T: JsonSchema>(&mut self) -> Schema {
        self.schemas.inputs.subschema_for::<T>()
    }

    /// The schema of what we send.
    pub fn output_schema<T: JsonSchema>(&mut self) -> Schema {
        self.schemas.outputs.subschema_for::<T>()
    }
}
