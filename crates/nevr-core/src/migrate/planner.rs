//! Goes through the schema, entity by entity, and plans what is missing.

use std::collections::BTreeSet;

use super::{
    Change, Reason, Refusal, Step,
    catalogue::Table,
    compare::differences,
    dialect::Dialect,
    duplicates::UniqueCheck,
    index::{Index, indexes},
    operation::Operation,
    plan::{Plan, World},
    snapshot::{entity_owner, field_owner, unique_owner},
};
use crate::schema::{Entity, Field, Origin, Owner};

/// Plans what is missing, and refuses what is there and should be different.
pub(super) struct Planner<'w> {
    world: &'w World<'w>,
    columns: Vec<Step>,
    indexes: Vec<Step>,
    out: Plan,
}

impl<'w> Planner<'w> {
    pub(super) fn new(world: &'w World<'w>) -> Self {
        Self { world, columns: Vec::new(), indexes: Vec::new(), out: Plan::default() }
    }

    pub(super) fn plan(mut self) -> Plan {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for entity in self.world.target.schema.entities.values() {
            match seen.iter().find(|name| name.eq_ignore_ascii_case(&entity.name)) {
                Some(other) => {
                    let other = (*other).to_owned();
                    self.refuse(&entity.origin, entity, None, Reason::SameTable { other });
                }
                None => self.entity(entity),
            }
            seen.insert(&entity.name);
        }
        self.out.steps.append(&mut self.columns);
        self.out.steps.append(&mut self.indexes);
        self.out
    }

    fn entity(&mut self, entity: &Entity) {
        match self.claim(entity) {
            Err(reason) => self.refuse(&entity.origin, entity, None, reason),
            Ok(false) => self.create(entity),
            Ok(true) => self.extend(entity),
        }
    }

    /// Whether the table is there and its owner's; the reason, if it is somebody else's.
    fn claim(&self, entity: &Entity) -> Result<bool, Reason> {
        let world = self.world;
        let owner = entity_owner(&world.known, &entity.name);
        if let Some(owner) = owner.filter(|owner| **owner != entity.origin.owner) {
            let dormant = !world.target.has(owner);
            return Err(Reason::EntityOf { owner: owner.clone(), dormant });
        }
        match world.live.object(&entity.name) {
            None => Ok(false),
            Some(_) if owner.is_some() && world.live.has_table(&entity.name) => Ok(true),
            Some(object) => {
                Err(Reason::ForeignObject { kind: object.kind.as_str(), name: object.name.clone() })
            }
        }
    }

    fn create(&mut self, entity: &Entity) {
        for field in entity.fields.values() {
            self.check_default(entity, field);
        }
        let change = Change::CreateTable { entity: entity.name.to_string() };
        let operation = Operation::CreateTable(table(self.world.dialect, entity));
        self.out.steps.extend(self.steps(&change, &entity.origin.owner, &operation));
        for index in indexes(entity) {
            self.index(entity, index, None, &BTreeSet::new());
        }
    }

    fn extend(&mut self, entity: &Entity) {
        let empty = Table::default();
        let table = self.world.live.table(&entity.name).unwrap_or(&empty);
        let mut added = BTreeSet::new();
        let refusals = self.out.refusals.len();
        for field in entity.fields.values() {
            if self.field(entity, field, table) {
                added.insert(field.name.as_str());
            }
        }
        // Rows are only looked at in columns that are what they should be.
        if self.out.refusals.len() == refusals {
            for index in indexes(entity) {
                self.index(entity, index, Some(table), &added);
            }
        }
    }

    /// Plans one field of a table that is there; says whether its column is added.
    fn field(&mut self, entity: &Entity, field: &Field, table: &Table) -> bool {
        let owner = field_owner(&self.world.known, &entity.name, &field.name);
        if let Some(owner) = owner.filter(|owner| **owner != field.origin.owner) {
            let dormant = !self.world.target.has(owner);
            let reason = Reason::FieldOf { owner: owner.clone(), dormant };
            self.refuse(&field.origin, entity, Some(field), reason);
            return false;
        }
        match table.column(&field.name) {
            None => return self.add(entity, field),
            Some(live) if owner.is_none() || field.name != live.name.as_str() => {
                let reason = Reason::ForeignColumn { column: live.name.clone() };
                self.refuse(&field.origin, entity, Some(field), reason);
            }
            Some(live) => {
                for reason in differences(self.world.dialect, entity, field, live) {
                    self.refuse(&field.origin, entity, Some(field), reason);
                }
            }
        }
        false
    }

    fn add(&mut self, entity: &Entity, field: &Field) -> bool {
        self.check_default(entity, field);
        let additive = field.optional || field.default.is_some();
        if additive {
            let (table, name) = (entity.name.to_string(), field.name.to_string());
            let change = Change::AddColumn { entity: table.clone(), field: name };
            let column = self.world.dialect.column(entity, field);
            let operation = Operation::AddColumn { table, column };
            self.columns.extend(self.steps(&change, &field.origin.owner, &operation));
        } else {
            self.refuse(&field.origin, entity, Some(field), Reason::RequiredAdded);
        }
        additive
    }

    fn check_default(&mut self, entity: &Entity, field: &Field) {
        if field.default.as_ref().is_some_and(|value| !self.world.dialect.can_write(value)) {
            self.refuse(&field.origin, entity, Some(field), Reason::UnwritableDefault);
        }
    }

    /// Plans an index. `table` is the one that is there, `added` are the columns it lacks.
    fn index(
        &mut self,
        entity: &Entity,
        index: Index,
        table: Option<&Table>,
        added: &BTreeSet<&str>,
    ) {
        let field = match &index.columns[..] {
            [column] => entity.field(column),
            _ => None,
        };
        let origin = field.map_or(&entity.origin, |field| &field.origin);
        if let Some(live) = table.and_then(|table| table.index(&index.name)) {
            if !index.matches(live) {
                self.refuse(origin, entity, field, Reason::IndexNameTaken { index: index.name });
            }
            return;
        }
        if self.world.live.object(&index.name).is_some() {
            self.refuse(origin, entity, field, Reason::IndexNameTaken { index: index.name });
            return;
        }
        let columns = index.columns.iter().map(String::as_str);
        let owner = unique_owner(entity, columns);
        let change = Change::CreateIndex {
            index: index.name.clone(),
            entity: entity.name.to_string(),
            unique: index.unique,
        };
        let operation = Operation::CreateIndex(index.clone());
        self.indexes.extend(self.steps(&change, owner, &operation));
        if table.is_some() && index.unique {
            self.check_rows(entity, field, index, added);
        }
    }

    fn check_rows(
        &mut self,
        entity: &Entity,
        field: Option<&Field>,
        index: Index,
        added: &BTreeSet<&str>,
    ) {
        let is_new = |column: &String| added.contains(column.as_str());
        let empty = |column: &String| {
            is_new(column) && entity.field(column).is_some_and(|field| field.default.is_none())
        };
        // A new column without a default is null in every row, and null equals nothing.
        if index.columns.iter().any(empty) {
            return;
        }
        self.out.checks.push(UniqueCheck {
            origin: field.map_or(&entity.origin, |field| &field.origin).clone(),
            field: field.map(|field| field.name.to_string()),
            existing: index.columns.iter().filter(|column| !is_new(column)).cloned().collect(),
            index,
        });
    }

    fn steps(&self, change: &Change, owner: &Owner, operation: &Operation) -> Vec<Step> {
        let statements = self.world.dialect.statements(operation).into_iter();
        let step = |sql| Step { change: change.clone(), owner: owner.clone(), sql };
        statements.map(step).collect()
    }

    fn refuse(&mut self, origin: &Origin, entity: &Entity, field: Option<&Field>, reason: Reason) {
        self.out.refusals.push(Refusal {
            origin: origin.clone(),
            entity: entity.name.to_string(),
            field: field.map(|field| field.name.to_string()),
            reason,
        });
    }
}

/// The table that an entity becomes.
pub(super) fn table(dialect: &dyn Dialect, entity: &Entity) -> Table {
    let columns = entity.fields.values().map(|field| dialect.column(entity, field)).collect();
    Table { name: entity.name.to_string(), columns, ..Table::default() }
}
