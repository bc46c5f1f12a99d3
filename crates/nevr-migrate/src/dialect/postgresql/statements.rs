//! Writing statements.
//!
//! They are written by hand, because the model has types and defaults as SQL already and because
//! sea-query does not escape the names of indexes and constraints. All of a migration runs in one
//! transaction, so that `CREATE INDEX CONCURRENTLY` and the two-step `NOT VALID`, `VALIDATE` are
//! out: their gain is to let go of a lock between two transactions. What a table with a million
//! rows sees, until the commit:
//!
//! - a new table, a column added, dropped or renamed, a default, `DROP NOT NULL`, `string` to
//!   `text`, an index or foreign key dropped: no row is read or written, readers and writers wait
//!   for milliseconds. A new column's constant default is kept in the catalogue;
//! - a new index, a new foreign key: rows are read once, writers wait meanwhile, readers do not;
//! - `SET NOT NULL`: rows are read once, readers and writers wait meanwhile.

use super::{defaults, types::canonical};
use crate::{
    catalogue::{Column, ForeignKey, Index, Table},
    dialect::operation::Operation,
};

/// The primary key of every entity.
const ID: &str = "id";

/// The statements that do it, one thing each, in order.
pub(super) fn statements(operation: &Operation) -> Vec<String> {
    match operation {
        Operation::CreateTable(table) => vec![create_table(table)],
        Operation::DropTable { table } => vec![format!("DROP TABLE {}", name(table))],
        Operation::AddColumn { table, column } => vec![add_column(table, column)],
        // Its foreign key goes with it.
        Operation::DropColumn { table, column } => {
            vec![alter(table, &format!("DROP COLUMN {}", name(&column.name)))]
        }
        Operation::RenameColumn { table, from, to } => {
            vec![alter(table, &format!("RENAME COLUMN {} TO {}", name(from), name(to)))]
        }
        Operation::AlterColumn { table, from, to } => alter_column(table, from, to),
        Operation::AddReference { table, column } => {
            let key = foreign_key(column);
            key.map(|key| alter(table, &format!("ADD {key}"))).into_iter().collect()
        }
        Operation::DropReference { table, column } => {
            let key = column.reference.iter();
            key.map(|key| alter(table, &format!("DROP CONSTRAINT {}", name(&key.name)))).collect()
        }
        Operation::CreateIndex(index) => vec![create_index(index)],
        Operation::DropIndex(index) => vec![format!("DROP INDEX {}", name(&index.name))],
        // Every change can be made in place, so that none is planned.
        Operation::Rebuild { .. } => Vec::new(),
    }
}

fn create_table(table: &Table) -> String {
    let columns = table.columns.iter().map(|column| {
        let key = if column.name == ID { " PRIMARY KEY" } else { "" };
        definition(column) + key
    });
    let keys = table.columns.iter().filter_map(foreign_key);
    let parts: Vec<_> = columns.chain(keys).collect();
    format!("CREATE TABLE {} ({})", name(&table.name), parts.join(", "))
}

fn add_column(table: &str, column: &Column) -> String {
    let mut sql = alter(table, &format!("ADD COLUMN {}", definition(column)));
    if let Some(key) = &column.reference {
        sql.extend([" CONSTRAINT ", &name(&key.name), " "]);
        sql.push_str(&references(key));
    }
    sql
}

fn alter_column(table: &str, from: &Column, to: &Column) -> Vec<String> {
    let mut changes = Vec::new();
    if canonical(&from.ty) != canonical(&to.ty) {
        changes.push(format!("TYPE {}", to.ty));
    }
    if !defaults::same_literal(from.default.as_deref(), to.default.as_deref()) {
        changes.push(match &to.default {
            Some(default) => format!("SET DEFAULT {default}"),
            None => "DROP DEFAULT".to_owned(),
        });
    }
    if from.not_null != to.not_null {
        changes.push(format!("{} NOT NULL", if to.not_null { "SET" } else { "DROP" }));
    }
    let column = name(&to.name);
    changes.iter().map(|change| alter(table, &format!("ALTER COLUMN {column} {change}"))).collect()
}

fn create_index(index: &Index) -> String {
    let columns: Vec<_> = index.columns.iter().map(|column| name(column)).collect();
    format!(
        "CREATE {}INDEX {} ON {} ({})",
        if index.unique { "UNIQUE " } else { "" },
        name(&index.name),
        name(&index.table),
        columns.join(", ")
    )
}

fn alter(table: &str, change: &str) -> String {
    format!("ALTER TABLE {} {change}", name(table))
}

fn definition(column: &Column) -> String {
    let mut sql = format!("{} {}", name(&column.name), column.ty);
    if column.not_null {
        sql.push_str(" NOT NULL");
    }
    if let Some(default) = &column.default {
        sql.extend([" DEFAULT ", default]);
    }
    sql
}

fn foreign_key(column: &Column) -> Option<String> {
    let key = column.reference.as_ref()?;
    let (constraint, column) = (name(&key.name), name(&column.name));
    Some(format!("CONSTRAINT {constraint} FOREIGN KEY ({column}) {}", references(key)))
}

fn references(key: &ForeignKey) -> String {
    format!("REFERENCES {} ({}) ON DELETE {}", name(&key.table), name(ID), key.on_delete)
}

/// A name in quotes, so that its case stays and a reserved word is a name.
fn name(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in quotes; a backslash is one character like others.
pub(super) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
