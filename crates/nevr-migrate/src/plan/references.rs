//! Plans the foreign keys of existing columns.

use nevr_schema::{Entity, Field};

use super::{draft::Draft, fields::Found};
use crate::{
    catalogue::{Column, ForeignKey, Table},
    check::{Check, DanglingCheck},
    dialect::Operation,
    report::Change,
};

/// Plans the changes of a column's foreign key, and returns the column as it should be.
pub(super) fn plan<'w>(
    draft: &mut Draft<'w>,
    entity: &Entity,
    field: &Field,
    found: &Found,
    live: &'w Table,
) -> Column {
    let mut wanted = draft.dialect().column(entity, field);
    let is = found.column.reference.as_ref();
    if wanted.reference.is_none() && found.shape.references.is_none() {
        // A foreign key that was made by hand stays.
        wanted.reference = is.cloned();
    }
    let should = wanted.reference.clone();
    if same(is, should.as_ref()) {
        return wanted;
    }
    let (table, owner) = (entity.name.to_string(), &field.origin.owner);
    if let Some(key) = is {
        let to = key.table.clone();
        let name = found.column.name.clone();
        let change = Change::DropReference { entity: table.clone(), field: name, to };
        let column = found.column.clone();
        let operation = Operation::DropReference { table: table.clone(), column };
        draft.table(live, &entity.origin).add(change, owner, operation);
    }
    if let Some(key) = should {
        let change = Change::AddReference {
            entity: table.clone(),
            field: field.name.to_string(),
            to: key.table.clone(),
        };
        let operation = Operation::AddReference { table, column: wanted.clone() };
        draft.table(live, &entity.origin).add(change, owner, operation);
        if !found.emptied && is.is_none_or(|is| is.table != key.table) {
            let check = dangling(draft, entity, field, found, key);
            draft.checks.push(check);
        }
    }
    wanted
}

fn same(one: Option<&ForeignKey>, other: Option<&ForeignKey>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one.same(other),
        (one, other) => one.is_none() && other.is_none(),
    }
}

fn dangling(
    draft: &Draft,
    entity: &Entity,
    field: &Field,
    found: &Found,
    key: ForeignKey,
) -> Check {
    Check::Dangling(DanglingCheck {
        origin: field.origin.clone(),
        table: entity.name.to_string(),
        field: field.name.to_string(),
        column: found.column.name.clone(),
        is_there: draft.input.live.has_table(&key.table),
        to: key.table,
    })
}
