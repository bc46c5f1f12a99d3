//! The columns of fields in SQLite.

use nevr_schema::{Entity, Field, FieldType};

use super::defaults::literal;
use crate::{catalogue::Column, dialect::wanted};

/// Returns the column that a field asks for. SQLite has no names for foreign keys.
pub(super) fn column(entity: &Entity, field: &Field) -> Column {
    let default = field.default.as_ref().map(literal);
    let mut column = wanted::column(entity, field, type_name(field.ty), default);
    column.reference.iter_mut().for_each(|key| key.name.clear());
    column
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
