//! Reads the options of a field.

use std::borrow::Cow;

use nevr_schema::{FieldType, OnDelete};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

use super::{
    field::FieldOptions,
    field_kind::{FieldErrors, FieldKind},
    name::ValidName,
};
use crate::option_schema::annotations::written_out;

impl<'de> Deserialize<'de> for FieldOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        WrittenField::deserialize(deserializer)?.try_into().map_err(D::Error::custom)
    }
}

impl JsonSchema for FieldOptions {
    fn schema_name() -> Cow<'static, str> {
        WrittenField::schema_name()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = WrittenField::json_schema(generator);
        written_out(&mut schema);
        schema
    }
}

/// The options as they are written, before they are checked against each other.
#[derive(Deserialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    expecting = "a field such as `{ type = \"string\" }` or `{ belongsTo = \"user\" }`"
)]
#[schemars(
    rename = "FieldOptions",
    description = "A field: its `type`, or `belongsTo` for a reference to an entity"
)]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of its own, by that name")]
struct WrittenField {
    /// The type of the value; not with `belongsTo`.
    r#type: Option<FieldType>,
    /// The entity that the field refers to; not with `type`.
    belongs_to: Option<ValidName>,
    /// What happens to the row when the row it refers to is deleted.
    on_delete: Option<OnDelete>,
    /// Whether the field may have no value.
    #[serde(default)]
    optional: bool,
    /// Whether no two rows may have the same value.
    #[serde(default)]
    unique: bool,
    /// Whether the column has an index, for fields that rows are looked up by.
    #[serde(default)]
    index: bool,
    /// The value of rows that are created without one.
    default: Option<Value>,
    /// Whether clients may set the value.
    #[serde(default)]
    input: bool,
    /// Whether clients see the value.
    #[serde(default = "yes")]
    returned: bool,
    /// The field's earlier name: the column is renamed, and its values stay.
    renamed_from: Option<ValidName>,
}

fn yes() -> bool {
    true
}

impl TryFrom<WrittenField> for FieldOptions {
    type Error = FieldErrors;

    fn try_from(written: WrittenField) -> Result<Self, FieldErrors> {
        let field = Self {
            r#type: written.r#type,
            belongs_to: written.belongs_to.map(String::from),
            on_delete: written.on_delete,
            optional: written.optional,
            unique: written.unique,
            index: written.index,
            default: written.default,
            input: written.input,
            returned: written.returned,
            renamed_from: written.renamed_from.map(String::from),
        };
        FieldKind::of(&field)?;
        Ok(field)
    }
}
