//! What fields become in SQLite.

use nevr_schema::{Field, FieldType, OnDelete, Reference};

use super::defaults::literal;
use crate::catalogue::{Column, ForeignKey};

/// What a field becomes, as the catalogue will show it.
pub(super) fn column(field: &Field) -> Column {
    Column {
        name: field.name.to_string(),
        ty: type_name(field.ty).to_owned(),
        not_null: !field.optional,
        default: field.default.as_ref().map(literal),
        reference: field.reference.as_ref().map(foreign_key),
    }
}

/// The names that sea-orm gives its types, so that its entities read and write the same values.
fn type_name(ty: FieldType) -> &'static str {
    match ty {
        FieldType::String => "varchar(255)",
        FieldType::Text => "text",
        FieldType::Int => "integer",
        FieldType::Boolean => "boolean",
        FieldType::DateTime => "timestamp_with_timezone_text",
        FieldType::Json => "json_text",
    }
}

/// SQLite has no names for foreign keys.
fn foreign_key(to: &Reference) -> ForeignKey {
    let on_delete = match to.on_delete {
        OnDelete::Cascade => "CASCADE",
        OnDelete::SetNull => "SET NULL",
    };
    ForeignKey {
        name: String::new(),
        table: to.entity.to_string(),
        on_delete: on_delete.to_owned(),
    }
}
