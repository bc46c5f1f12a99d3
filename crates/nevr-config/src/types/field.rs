//! A field of an entity, as the config file declares it.

use nevr_schema::{FieldType, OnDelete};
use serde::Serialize;
use serde_json::Value;

/// A field of an entity as an option: `{ type = "string", optional = true }` or
/// `{ belongsTo = "user", onDelete = "cascade" }`.
///
/// Options that contradict each other are refused when a file is read. Code can put any of them
/// together; [`kind`](Self::kind) checks them.
///
/// ```
/// use nevr_config::FieldOptions;
/// use nevr_schema::FieldType;
///
/// let field: FieldOptions = serde_json::from_str(r#"{ "type": "string", "unique": true }"#)?;
/// assert_eq!(field.r#type, Some(FieldType::String));
/// assert!(field.to_field().is_some_and(|field| field.unique));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_excessive_bools, reason = "each is an option of its own, by that name")]
pub struct FieldOptions {
    /// The type of the value; not with `belongsTo`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<FieldType>,
    /// The entity that the field refers to; not with `type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub belongs_to: Option<String>,
    /// What happens to the row when the row it refers to is deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_delete: Option<OnDelete>,
    /// Whether the field may have no value.
    pub optional: bool,
    /// Whether no two rows may have the same value.
    pub unique: bool,
    /// Whether the column has an index, for fields that rows are looked up by.
    pub index: bool,
    /// The value of rows that are created without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Whether clients may set the value.
    pub input: bool,
    /// Whether clients see the value.
    pub returned: bool,
    /// The field's earlier name: the column is renamed, and its values stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
}

impl FieldOptions {
    /// Creates a field of this type: required, not set by clients, returned to them.
    pub fn of(r#type: FieldType) -> Self {
        Self { r#type: Some(r#type), ..Self::bare() }
    }

    /// Creates a required field that refers to `entity`.
    pub fn belongs_to(entity: impl Into<String>) -> Self {
        Self { belongs_to: Some(entity.into()), ..Self::bare() }
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
