//! The column that a field asks for.

use nevr_schema::{Entity, Field, OnDelete, foreign_key_name};

use crate::catalogue::{Column, ForeignKey};

/// Returns the column of a field, with its type and default in the words of a database.
pub(super) fn column(entity: &Entity, field: &Field, ty: &str, default: Option<String>) -> Column {
    let reference = field.reference.as_ref().map(|to| ForeignKey {
        name: foreign_key_name(&entity.name, &field.name),
        table: to.entity.to_string(),
        on_delete: match to.on_delete {
            OnDelete::Cascade => "CASCADE".to_owned(),
            OnDelete::SetNull => "SET NULL".to_owned(),
        },
    });
    let (name, not_null) = (field.name.to_string(), !field.optional);
    Column { name, ty: ty.to_owned(), not_null, default, reference }
}
