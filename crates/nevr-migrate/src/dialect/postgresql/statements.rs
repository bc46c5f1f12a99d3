//! Writing statements for PostgreSQL.
//!
//! A migration runs in one transaction, so `CREATE INDEX CONCURRENTLY` and the two steps `NOT
//! VALID` and `VALIDATE` are no use here: they gain by releasing a lock between two transactions.
//! What a table with a million rows sees, until the commit:
//!
//! - a new table, a column added, dropped or renamed, a default, `DROP NOT NULL`, `string` to
//!   `text`, an index or foreign key dropped: no row is read or written, readers and writers wait
//!   for milliseconds. A new column's constant default is kept in the catalogue;
//! - a new index, a new foreign key: rows are read once, writers wait meanwhile, readers do not;
//! - `SET NOT NULL`: rows are read once, readers and writers wait meanwhile.

use super::{defaults, types::canonical};
use crate::{
    catalogue::Column,
    dialect::{operation::Operation, sql::Sql},
};

const SQL: Sql = Sql { quote: '"', nullable: "" };

/// Returns the statements of an operation, one change each, in order.
pub(super) fn statements(operation: &Operation) -> Vec<String> {
    match operation {
        Operation::CreateTable(table) => {
            vec![SQL.create_table(&table.name, &table.columns, definition)]
        }
        Operation::AddColumn { table, column } => {
            vec![SQL.add_column(table, column, &definition(column))]
        }
        Operation::AlterColumn { table, from, to } => alter_column(table, from, to),
        Operation::DropReference { table, column } => {
            let drop = |name| SQL.alter(table, &format!("DROP CONSTRAINT {}", SQL.name(name)));
            column.reference.iter().map(|key| drop(&key.name)).collect()
        }
        // A column's foreign key is dropped with it. No rebuild is planned: every change can be
        // made in place.
        other => SQL.statements(other),
    }
}

/// Whether texts of this type are stored as they are in any other such type.
fn is_text(ty: &str) -> bool {
    let ty = canonical(ty);
    ty.starts_with("text") || ty.starts_with("character varying")
}

/// Returns the statement that keeps every other connection from a table until the commit.
pub(super) fn lock(table: &str) -> String {
    format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", SQL.name(table))
}

fn alter_column(table: &str, from: &Column, to: &Column) -> Vec<String> {
    let mut changes = Vec::new();
    let mut default = from.default.as_deref();
    if canonical(&from.ty) != canonical(&to.ty) {
        let name = SQL.name(&to.name);
        if is_text(&from.ty) && is_text(&to.ty) {
            changes.push(format!("TYPE {}", to.ty));
        } else {
            // There is no value, but the server asks how one would be converted, a default too.
            changes.extend(default.take().map(|_| "DROP DEFAULT".to_owned()));
            let bare = to.ty.split(" COLLATE").next().unwrap_or_default();
            changes.push(format!("TYPE {} USING {name}::text::{bare}", to.ty));
        }
    }
    if !defaults::same_literal(default, to.default.as_deref()) {
        changes.push(match &to.default {
            Some(default) => format!("SET DEFAULT {default}"),
            None => "DROP DEFAULT".to_owned(),
        });
    }
    if from.not_null != to.not_null {
        changes.push(format!("{} NOT NULL", if to.not_null { "SET" } else { "DROP" }));
    }
    let alter = |change| SQL.alter(table, &format!("ALTER COLUMN {} {change}", SQL.name(&to.name)));
    changes.into_iter().map(alter).collect()
}

fn definition(column: &Column) -> String {
    SQL.column(column, &column.ty, column.default.as_deref())
}
