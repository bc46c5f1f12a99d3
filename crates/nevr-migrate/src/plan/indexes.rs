//! Plans the indexes of an entity.

use std::collections::BTreeSet;

use nevr_schema::{Entity, Origin, Owner};

use super::{draft::Draft, phase::Phase};
use crate::{
    catalogue::{Index, LiveIndex, Table, indexes},
    check::{Check, UniqueCheck},
    dialect::Operation,
    report::{Change, Reason},
    snapshot::unique_owner,
};

/// An existing table, and how the plan changes the names of its columns.
pub(super) struct PlannedTable<'w> {
    pub(super) table: &'w Table,
    pub(super) added: BTreeSet<String>,
    /// Columns that must hold no value, because their type changes.
    pub(super) emptied: BTreeSet<String>,
    /// Old names and new names.
    pub(super) renamed: Vec<(String, String)>,
}

/// Plans the indexes of an entity; `live` is its table, if that exists.
pub(super) fn plan(draft: &mut Draft, entity: &Entity, live: Option<&PlannedTable>) {
    if let Some(live) = live {
        drop_unwanted(draft, entity, live);
    }
    for index in indexes(entity) {
        plan_index(draft, entity, index, live);
    }
}

/// Describes the indexes over a column that stay: those of owners that are switched off, and those
/// that nevr did not make.
pub(super) fn staying_over(draft: &Draft, table: &Table, column: &str) -> Vec<String> {
    let over = table.indexes.iter().filter(|index| {
        index.columns.iter().flatten().any(|name| name == column)
            && !is_dropped(draft, table, &index.name)
    });
    over.map(|index| format!("the index `{}`", index.name)).collect()
}

/// Plans to drop the indexes that owners which are switched on have on record, and that the entity
/// no longer asks for, or asks for in another form.
pub(super) fn drop_unwanted(draft: &mut Draft, entity: &Entity, live: &PlannedTable) {
    let wanted = indexes(entity);
    for (owner, index) in recorded(draft, entity) {
        let Some(is) = live.table.index(&index.name) else { continue };
        let stays = wanted.iter().any(|other| live.will_match(other, is));
        let same_name = wanted.iter().any(|other| other.name == index.name);
        if stays || !(index.matches(is) || same_name) || is_dropped(draft, live.table, &index.name)
        {
            continue;
        }
        let phase = if same_name || !keeps_reference(entity, live, &index) {
            Phase::DropIndexFirst
        } else {
            Phase::DropIndexLast
        };
        drop_index(draft, live.table, &entity.origin, &owner, index, phase);
    }
}

fn is_dropped(draft: &Draft, table: &Table, index: &str) -> bool {
    let mut planned = draft.planned(&table.name);
    planned.any(|it| matches!(it, Operation::DropIndex(dropped) if dropped.name == index))
}

/// Returns the indexes of this entity that owners which are switched on have on record.
fn recorded(draft: &Draft, entity: &Entity) -> Vec<(Owner, Index)> {
    let input = draft.input;
    let mut all: Vec<(Owner, Index)> = Vec::new();
    for (owner, part) in input.recorded.parts_of(&entity.name) {
        for index in part.indexes(&entity.name).into_iter().filter(|_| input.is_switched_on(owner))
        {
            if all.iter().all(|(_, other)| other.name != index.name) {
                all.push((owner.clone(), index));
            }
        }
    }
    all
}

fn drop_index(
    draft: &mut Draft,
    table: &Table,
    origin: &Origin,
    owner: &Owner,
    index: Index,
    phase: Phase,
) {
    let Some(table) = draft.input.live.table(&table.name) else { return };
    let change = Change::DropIndex {
        index: index.name.clone(),
        entity: table.name.clone(),
        unique: index.unique,
    };
    draft.table(table, origin).add_in(phase, change, owner, Operation::DropIndex(index));
}

/// Whether the first column of an index refers to a table both before and after the plan: some
/// databases need an index there at any time.
fn keeps_reference(entity: &Entity, live: &PlannedTable, index: &Index) -> bool {
    let Some(column) = index.columns.first().and_then(|name| live.table.column(name)) else {
        return false;
    };
    let renamed = live.renamed.iter().find(|(from, _)| *from == column.name);
    let name = renamed.map_or(&column.name, |(_, to)| to);
    column.reference.is_some() && entity.field(name).is_some_and(|field| field.reference.is_some())
}

fn plan_index(draft: &mut Draft, entity: &Entity, index: Index, live: Option<&PlannedTable>) {
    let field = match &index.columns[..] {
        [column] => entity.field(column),
        _ => None,
    };
    let origin = field.map_or(&entity.origin, |field| &field.origin);
    let name = field.map(|field| field.name.as_str());
    let dropped = live.is_some_and(|live| is_dropped(draft, live.table, &index.name));
    let is = live.and_then(|live| live.table.index(&index.name).map(|is| (live, is)));
    let taken = match is {
        _ if dropped => false,
        Some((live, is)) if live.will_match(&index, is) => return,
        Some(_) => true,
        None => draft.input.live.object(&index.name).is_some(),
    };
    if taken {
        let reason = Reason::IndexNameTaken { index: index.name };
        draft.refuse(origin, &entity.name, name, reason);
        return;
    }
    if let Some(check) = live.and_then(|live| unique_check(entity, &index, live, origin, name)) {
        draft.checks.push(check);
    }
    let owner = unique_owner(entity, index.columns.iter().map(String::as_str));
    let change = Change::CreateIndex {
        index: index.name.clone(),
        entity: entity.name.to_string(),
        unique: index.unique,
    };
    draft.add(change, owner, Operation::CreateIndex(index));
}

/// Returns what must hold of the rows of an existing table before it gets a unique index.
fn unique_check(
    entity: &Entity,
    index: &Index,
    live: &PlannedTable,
    origin: &Origin,
    field: Option<&str>,
) -> Option<Check> {
    let is_new = |column: &String| live.added.contains(column);
    let empty = |column: &String| {
        let unset = || entity.field(column).is_some_and(|field| field.default.is_none());
        live.emptied.contains(column) || is_new(column) && unset()
    };
    // A new column without a default is null in every row, as is one that must hold no value, and
    // null equals nothing.
    if !index.unique || index.columns.iter().any(empty) {
        return None;
    }
    let existing = index.columns.iter().filter(|column| !is_new(column));
    Some(Check::Unique(UniqueCheck {
        origin: origin.clone(),
        field: field.map(str::to_owned),
        existing: existing.map(|column| live.old_name(column).to_owned()).collect(),
        index: index.clone(),
    }))
}

impl<'w> PlannedTable<'w> {
    /// A table whose columns keep their names.
    pub(super) fn unchanged(table: &'w Table) -> Self {
        let (added, emptied) = (BTreeSet::new(), BTreeSet::new());
        Self { table, added, emptied, renamed: Vec::new() }
    }

    /// Whether the live index is this one, once columns are renamed.
    fn will_match(&self, index: &Index, live: &LiveIndex) -> bool {
        let columns = live.columns.iter().map(|column| {
            let name = column.as_ref()?;
            let renamed = self.renamed.iter().find(|(from, _)| from == name);
            Some(renamed.map_or(name, |(_, to)| to).clone())
        });
        let renamed = LiveIndex { columns: columns.collect(), ..live.clone() };
        renamed.name == index.name && index.matches(&renamed)
    }

    pub(super) fn old_name<'n>(&'n self, column: &'n str) -> &'n str {
        let renamed = self.renamed.iter().find(|(_, to)| to == column);
        renamed.map_or(column, |(from, _)| from)
    }
}
