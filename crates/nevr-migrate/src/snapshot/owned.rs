//! The owner of a unique combination of fields.

use nevr_schema::{Entity, Owner};

/// Returns the owner of a unique combination: that of the last field which is not the entity
/// owner's, because only this owner knows all the fields.
pub(crate) fn unique_owner<'e, 'n>(
    entity: &'e Entity,
    columns: impl Iterator<Item = &'n str>,
) -> &'e Owner {
    let own = &entity.origin.owner;
    columns
        .filter_map(|column| entity.field(column))
        .map(|field| &field.origin.owner)
        .filter(|owner| *owner != own)
        .last()
        .unwrap_or(own)
}
