//! Finds the column of a field.

use nevr_schema::{Entity, Field};

use super::input::PlanInput;
use crate::{
    catalogue::{Column, Table},
    report::Reason,
    snapshot::FieldShape,
};

/// The column of a field.
#[derive(Clone, Copy)]
pub(super) struct Found<'w> {
    pub(super) column: &'w Column,
    /// What the field was when it was last applied.
    pub(super) shape: &'w FieldShape,
    /// Whether it still has its old name.
    pub(super) renamed: bool,
    /// Whether its type changes to one that fits no value, so that it must hold none.
    pub(super) emptied: bool,
}

/// Finds the column of a field: `None` if it has none yet, an error if the column is not its
/// owner's.
pub(super) fn find<'w>(
    input: &'w PlanInput,
    entity: &Entity,
    field: &Field,
    table: &'w Table,
) -> Result<Option<Found<'w>>, Reason> {
    let known = input.recorded.field(&entity.name, &field.name);
    if let Some((owner, _)) = known.filter(|(owner, _)| **owner != field.origin.owner) {
        let dormant = !input.is_switched_on(owner);
        return Err(Reason::FieldOf { owner: owner.clone(), dormant });
    }
    let column = table.column(&field.name);
    match (known, column) {
        (Some((_, shape)), Some(column)) if field.name == column.name.as_str() => {
            match old_column(input, entity, field, table) {
                Some(column) => Err(Reason::RenameOverBoth { column: column.name.clone() }),
                None => Ok(Some(Found { column, shape, renamed: false, emptied: false })),
            }
        }
        (_, None) => renamed(input, entity, field, table),
        (_, Some(column)) if renames(field, column) => renamed(input, entity, field, table),
        (_, Some(column)) if input.recorded.field(&entity.name, &column.name).is_some() => {
            Err(Reason::CaseChanged { column: column.name.clone() })
        }
        (_, Some(column)) => Err(Reason::ForeignColumn { column: column.name.clone() }),
    }
}

/// Returns the column that the field is to be renamed from, if it still exists and has the same
/// owner.
fn old_column<'w>(
    input: &PlanInput,
    entity: &Entity,
    field: &Field,
    table: &'w Table,
) -> Option<&'w Column> {
    let column = table.columns.iter().find(|column| renames(field, column))?;
    let (owner, _) = input.recorded.field(&entity.name, &column.name)?;
    (*owner == field.origin.owner).then_some(column)
}

fn renamed<'w>(
    input: &'w PlanInput,
    entity: &Entity,
    field: &Field,
    table: &'w Table,
) -> Result<Option<Found<'w>>, Reason> {
    let Some(column) = table.columns.iter().find(|column| renames(field, column)) else {
        return Ok(None);
    };
    match input.recorded.field(&entity.name, &column.name) {
        None => Err(Reason::RenameOf { column: column.name.clone(), owner: None, dormant: false }),
        Some((owner, _)) if *owner != field.origin.owner => Err(Reason::RenameOf {
            column: column.name.clone(),
            owner: Some(owner.clone()),
            dormant: !input.is_switched_on(owner),
        }),
        Some((_, shape)) => Ok(Some(Found { column, shape, renamed: true, emptied: false })),
    }
}

fn renames(field: &Field, column: &Column) -> bool {
    field.renamed_from.as_ref().is_some_and(|old| *old == column.name.as_str())
}
