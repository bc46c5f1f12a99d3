//! A field of an entity, as the config file declares it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::schema::{FieldType, OnDelete};

use super::{
    field_kind::{FieldError, FieldErrors, FieldKind},
    name::Name,
};

/// A field as it is written: `{ type = "string", optional = true }` or
/// `{ belongsTo = "user", onDelete = "cascade" }`. What was read from a file has passed
/// [`kind`](Self::kind); what code puts together may not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", try_from = "WrittenField")]
#[schemars(description = "A field: its `type`, or `belongsTo` for a reference to an entity")]
#[allow(clippy::struct_excessive_bools)] // each is an option of its own, by that name
pub struct FieldOptions {
    /// The type of the value; not with `belongsTo`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<FieldType>,
    /// The entity that the field refers to; not with `type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub belongs_to: Option<String>,
    /// What becomes of the row when what it belongs to is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_delete: Option<OnDelete>,
    /// Whether there may be no value.
    pub optional: bool,
    /// Whether no two rows have the same value.
    pub unique: bool,
    /// Whether rows are looked up by the value.
    pub index: bool,
    /// The value of rows that are made without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Whether clients may set it.
    pub input: bool,
    /// Whether clients get to see it.
    pub returned: bool,
    /// What the field was called before: its column is renamed, and the values in it stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
}

impl FieldOptions {
    /// A field of this type with no modifiers: required, not set by clients, returned to them.
    pub fn of(r#type: FieldType) -> Self {
        Self { r#type: Some(r#type), ..Self::bare() }
    }

    /// A field that refers to `entity`, with no modifiers.
    pub fn belongs_to(entity: impl Into<String>) -> Self {
        Self { belongs_to: Some(entity.into()), ..Self::bare() }
    }

    /// What the field holds, with all contradictions refused; the first of them if there are any.
    pub fn kind(&self) -> Result<FieldKind, FieldError> {
        FieldKind::of(self).map_err(|errors| errors.first())
    }

    fn bare() -> Self {
        Self {
            r#type: None,
            belongs_to: None,
            on_delete: None,
            optional: false,
            unique: false,
            index: false,
            default: None,
            input: false,
            returned: true,
            renamed_from: None,
        }
    }
}

/// The form in the file, before its parts are held against each other.
#[derive(Deserialize, JsonSchema)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    expecting = "a field such as `{ type = \"string\" }` or `{ belongsTo = \"user\" }`"
)]
#[schemars(rename = "FieldOptions")]
#[allow(clippy::struct_excessive_bools)] // as above
struct WrittenField {
    /// The type of the value; not with `belongsTo`.
    r#type: Option<FieldType>,
    /// The entity that the field refers to; not with `type`.
    belongs_to: Option<Name>,
    /// What becomes of the row when what it belongs to is deleted.
    on_delete: Option<OnDelete>,
    /// Whether there may be no value.
    #[serde(default)]
    optional: bool,
    /// Whether no two rows have the same value.
    #[serde(default)]
    unique: bool,
    /// Whether rows are looked up by the value.
    #[serde(default)]
    index: bool,
    /// The value of rows that are made without one.
    default: Option<Value>,
    /// Whether clients may set it.
    #[serde(default)]
    input: bool,
    /// Whether clients get to see it.
    #[serde(default = "yes")]
    returned: bool,
    /// What the field was called before: its column is renamed, and the values in it stay.
    renamed_from: Option<Name>,
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
