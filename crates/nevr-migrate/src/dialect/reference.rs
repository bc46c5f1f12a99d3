//! The foreign keys that a schema asks for.

use nevr_schema::{Entity, Field, OnDelete};

use crate::catalogue::ForeignKey;
use nevr_schema::foreign_key_name;

/// The foreign key of a field, if it refers to something.
pub(crate) fn reference(entity: &Entity, field: &Field) -> Option<ForeignKey> {
    let to = field.reference.as_ref()?;
    Some(ForeignKey {
        name: foreign_key_name(&entity.name, &field.name),
        table: to.entity.to_string(),
        on_delete: match to.on_delete {
            OnDelete::Cascade => "CASCADE".to_owned(),
            OnDelete::SetNull => "SET NULL".to_owned(),
        },
    })
}
