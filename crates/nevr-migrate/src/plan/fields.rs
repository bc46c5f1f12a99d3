//! Which column is a field's.

use nevr_schema::{Entity, Field};

use super::input::World;
use crate::{
    catalogue::{Column, Table},
    report::Reason,
    snapshot::FieldShape,
};

/// The column that is a field's.
pub(super) struct Found<'w> {
    pub(super) column: &'w Column,
    /// What the field was when it was last applied.
    pub(super) shape: &'w FieldShape,
    /// Whether it has its old name yet.
    pub(super) renamed: bool,
}

/// Finds the column of a field; none, if it has none yet; the reason, if it can't have it.
pub(super) fn find<'w>(
    world: &'w World,
    entity: &Entity,
    field: &Field,
    table: &'w Table,
) -> Result<Option<Found<'w>>, Reason> {
    let known = world.known.field(&entity.name, &field.name);
    if let Some((owner, _)) = known.filter(|(owner, _)| **owner != field.origin.owner) {
        let dormant = !world.takes_part(owner);
        return Err(Reason::FieldOf { owner: owner.clone(), dormant });
    }
    let column = table.column(&field.name);
    match (known, column) {
        (Some((_, shape)), Some(column)) if field.name == column.name.as_str() => {
            match old(world, entity, field, table) {
                Some(column) => Err(Reason::RenameOverBoth { column: column.name.clone() }),
                None => Ok(Some(Found { column, shape, renamed: false })),
            }
        }
        (_, None) => renamed(world, entity, field, table),
        (_, Some(column)) if renames(field, column) => renamed(world, entity, field, table),
        (_, Some(column)) if world.known.field(&entity.name, &column.name).is_some() => {
            Err(Reason::CaseChanged { column: column.name.clone() })
        }
        (_, Some(column)) => Err(Reason::ForeignColumn { column: column.name.clone() }),
    }
}

/// The column that it is to be renamed from, if that is its owner's and still there.
fn old<'w>(world: &World, entity: &Entity, field: &Field, table: &'w Table) -> Option<&'w Column> {
    let column = table.columns.iter().find(|column| renames(field, column))?;
    let (owner, _) = world.known.field(&entity.name, &column.name)?;
    (*owner == field.origin.owner).then_some(column)
}

fn renamed<'w>(
    world: &'w World,
    entity: &Entity,
    field: &Field,
    table: &'w Table,
) -> Result<Option<Found<'w>>, Reason> {
    let Some(column) = table.columns.iter().find(|column| renames(field, column)) else {
        return Ok(None);
    };
    match world.known.field(&entity.name, &column.name) {
        None => Err(Reason::RenameOf { column: column.name.clone(), owner: None, dormant: false }),
        Some((owner, _)) if *owner != field.origin.owner => Err(Reason::RenameOf {
            column: column.name.clone(),
            owner: Some(owner.clone()),
            dormant: !world.takes_part(owner),
        }),
        Some((_, shape)) => Ok(Some(Found { column, shape, renamed: true })),
    }
}

fn renames(field: &Field, column: &Column) -> bool {
    field.renamed_from.as_ref().is_some_and(|old| *old == column.name.as_str())
}
