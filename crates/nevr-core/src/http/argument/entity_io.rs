//! Inputs and outputs that follow the merged schema: fields that plugins and the config add to an
//! entity appear in them by themselves.

use std::marker::PhantomData;

use nevr_schema::{Entity, EntityType, Field, FieldType, Record, Schema as Entities, Value};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer, de::DeserializeOwned};
use serde_json::{Map, Value as Json};

use super::argument::{Argument, Incoming, describe_body};
use crate::http::{error::HttpError, json, operation::Describe};
use crate::wire::{Detail, codes};

/// A row on its way out: the fields of the merged entity that are `returned`, in their order. Its
/// JSON Schema is a reference to the entity's.
#[derive(Clone, Debug)]
pub struct Returned<E> {
    fields: Map<String, Json>,
    entity: PhantomData<E>,
}

impl<E: EntityType> Returned<E> {
    /// The part of a row that may leave the server.
    pub fn new(entities: &Entities, record: &Record) -> Self {
        let mut fields = Map::new();
        for field in returned_fields(entities, E::NAME) {
            let value = record.value(&field.name).map(serde_json::to_value);
            fields.insert(field.name.to_string(), value.and_then(Result::ok).unwrap_or(Json::Null));
        }
        Self { fields, entity: PhantomData }
    }

    /// The fields, for answers that add something of their own.
    pub fn into_fields(self) -> Map<String, Json> {
        self.fields
    }
}

impl<E> Serialize for Returned<E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.fields.serialize(serializer)
    }
}

impl<E: EntityType> JsonSchema for Returned<E> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        E::NAME.into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "$ref": format!("#/components/schemas/{}", E::NAME) })
    }
}

fn returned_fields<'e>(entities: &'e Entities, name: &str) -> impl Iterator<Item = &'e Field> {
    let fields = entities.entity(name).map(|entity| entity.fields.values());
    fields.into_iter().flatten().filter(|field| field.returned)
}

/// The JSON Schema of an entity as it is returned.
pub(crate) fn entity_schema(entity: &Entity) -> Schema {
    let returned = entity.fields.values().filter(|field| field.returned);
    let (mut properties, mut required) = (Map::new(), Vec::new());
    for field in returned {
        properties.insert(field.name.to_string(), field_schema(field));
        required.push(field.name.to_string());
    }
    let mut schema = json_schema!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    if let Some(description) = &entity.description {
        schema.insert("description".into(), description.clone().into());
    }
    schema
}

fn field_schema(field: &Field) -> Json {
    let mut schema = Map::new();
    let ty = match field.ty {
        FieldType::String | FieldType::Text | FieldType::DateTime => Some("string"),
        FieldType::Int => Some("integer"),
        FieldType::Boolean => Some("boolean"),
        FieldType::Json => None,
    };
    if let Some(ty) = ty {
        let ty = if field.optional { Json::from(vec![ty, "null"]) } else { ty.into() };
        schema.insert("type".into(), ty);
    }
    if field.ty == FieldType::DateTime {
        schema.insert("format".into(), "date-time".into());
    }
    if field.ty == FieldType::String {
        schema.insert("maxLength".into(), FieldType::STRING_LENGTH.into());
    }
    if let Some(description) = &field.description {
        schema.insert("description".into(), description.clone().into());
    }
    schema.into()
}

/// A JSON body that makes a row: its members are those of `T` and, beside them, the `input` fields
/// of the entity `E`, of which those without default must be there. The two are split and each is
/// checked; nothing is flattened.
#[derive(Clone, Debug)]
pub struct JsonWith<T, E> {
    /// The declared members.
    pub declared: T,
    /// The fields of the entity that were sent, checked against their types.
    pub fields: Record,
    entity: PhantomData<E>,
}

/// A JSON body that changes a row: like [`JsonWith`], and every field of the entity may be left
/// out.
#[derive(Clone, Debug)]
pub struct JsonChanges<T, E> {
    /// The declared members.
    pub declared: T,
    /// The fields of the entity that were sent, checked against their types.
    pub fields: Record,
    entity: PhantomData<E>,
}

/// What becomes of the row that a body speaks of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Row {
    Made,
    Changed,
}

impl<T: DeserializeOwned + JsonSchema, E: EntityType> Argument for JsonWith<T, E> {
    fn describe(describe: &mut Describe<'_>) {
        describe_split::<T, E>(describe, Row::Made);
    }

    async fn take(incoming: &Incoming) -> Result<Self, HttpError> {
        let (declared, fields) = take_split::<T, E>(incoming, Row::Made)?;
        Ok(Self { declared, fields, entity: PhantomData })
    }
}

impl<T: DeserializeOwned + JsonSchema, E: EntityType> Argument for JsonChanges<T, E> {
    fn describe(describe: &mut Describe<'_>) {
        describe_split::<T, E>(describe, Row::Changed);
    }

    async fn take(incoming: &Incoming) -> Result<Self, HttpError> {
        let (declared, fields) = take_split::<T, E>(incoming, Row::Changed)?;
        Ok(Self { declared, fields, entity: PhantomData })
    }
}

fn describe_split<T: JsonSchema, E: EntityType>(describe: &mut Describe<'_>, row: Row) {
    let mut schema = describe.input_schema::<T>();
    for field in input_fields(describe.entities, E::NAME) {
        let object = schema.ensure_object();
        if add_member(object, "properties", field.name.as_str(), field_schema(field)) {
            let clash = format!("its member `{}` is a field of `{}` too", field.name, E::NAME);
            let origin = Some(&field.origin).filter(|origin| origin.option.is_some());
            describe.operation.defects.push((clash, origin.cloned()));
        }
        if field.unique || field.reference.is_some() {
            // Only the database knows whether another row has the value, or has gone.
            describe.operation.can_fail([codes::CONFLICT]);
        }
        if must_be_sent(field, row) {
            let required = object.entry("required").or_insert_with(|| Json::Array(Vec::new()));
            if let Some(required) = required.as_array_mut() {
                required.push(field.name.as_str().into());
            }
        }
    }
    describe_body(describe, schema);
}

/// Adds a member to the object under `key`; says whether there was one of that name.
fn add_member(object: &mut Map<String, Json>, key: &str, name: &str, value: Json) -> bool {
    let members = object.entry(key).or_insert_with(|| Map::new().into());
    members.as_object_mut().is_some_and(|members| members.insert(name.to_owned(), value).is_some())
}

fn take_split<T: DeserializeOwned, E: EntityType>(
    incoming: &Incoming,
    row: Row,
) -> Result<(T, Record), HttpError> {
    let mut object = incoming.object()?;
    let (fields, mut details) = split(incoming.ctx.store().schema(), E::NAME, &mut object, row);
    match json::read::<T>(&object) {
        Ok(declared) if details.is_empty() => Ok((declared, fields)),
        Ok(_) => Err(HttpError::invalid(details)),
        Err(others) => {
            details.extend(others);
            Err(HttpError::invalid(details))
        }
    }
}

/// A row can't be made without a field that is required and has no default.
fn must_be_sent(field: &Field, row: Row) -> bool {
    row == Row::Made && !field.optional && field.default.is_none()
}

fn input_fields<'e>(entities: &'e Entities, name: &str) -> impl Iterator<Item = &'e Field> {
    let fields = entities.entity(name).map(|entity| entity.fields.values());
    fields.into_iter().flatten().filter(|field| field.input)
}

/// Takes the entity's input fields out of an object.
fn split(
    entities: &Entities,
    name: &str,
    object: &mut Map<String, Json>,
    row: Row,
) -> (Record, Vec<Detail>) {
    let (mut record, mut details) = (Record::new(), Vec::new());
    for field in input_fields(entities, name) {
        // `shift`: what is left keeps its order.
        let Some(json) = object.shift_remove(field.name.as_str()) else {
            if must_be_sent(field, row) {
                let detail = Detail::new(field.name.as_str(), json::code::REQUIRED, "is required");
                details.push(detail);
            }
            continue;
        };
        match Value::from_json(&json, field.ty) {
            Some(value) if !value.is_null() || field.optional => {
                record.set(field.name.clone(), value);
            }
            _ => details.push(Detail::new(
                field.name.as_str(),
                json::code::INVALID_TYPE,
                must_be(field),
            )),
        }
    }
    (record, details)
}

fn must_be(field: &Field) -> &'static str {
    match field.ty {
        FieldType::String => "must be a string of at most 255 characters",
        FieldType::Text => "must be a string",
        FieldType::Int => "must be a whole number",
        FieldType::Boolean => "must be true or false",
        FieldType::DateTime => "must be a time such as 2026-01-31T12:00:00.000Z",
        FieldType::Json => "must not be null",
    }
}
