//! Whose a combination of fields is.

use nevr_schema::{Entity, Owner};

/// Whose a combination is: of the one who came later to the entity, for only there all of its
/// fields are known.
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
