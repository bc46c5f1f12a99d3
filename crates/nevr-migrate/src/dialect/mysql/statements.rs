//! Writing statements.
//!
//! They are written by hand, because the model has types and defaults as SQL already and because
//! sea-query does not escape the names of indexes and constraints. None says `ALGORITHM` or `LOCK`:
//! without them the server takes the least that it can do the change with, and with them it would
//! refuse where a table's history leaves it only the heavier way. What a table with a million rows
//! sees of it:
//!
//! - a new table, a column added or renamed, a default, an index or foreign key dropped: no row is
//!   read or written (`INSTANT`, else `INPLACE` without a rebuild), readers and writers wait for
//!   milliseconds;
//! - a new index: rows are read, readers and writers go on (`INPLACE`, `LOCK=NONE`);
//! - a column dropped, `NULL` to `NOT NULL` and back: the table may be rebuilt, readers and writers
//!   go on (`INPLACE`, `LOCK=NONE`; servers since 8.0.29 and 10.4 do most of it at once);
//! - a new foreign key, `string` to `text`: the table is copied, writers wait meanwhile, readers do
//!   not (`COPY`, `LOCK=SHARED`). A foreign key without a copy would be one that nobody checked.

use super::types::{COLLATE, characters};
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
        Operation::AddColumn { table, column } => {
            let add = alter(table, &format!("ADD COLUMN {}", definition(column)));
            std::iter::once(add).chain(add_reference(table, column)).collect()
        }
        Operation::DropColumn { table, column } => {
            let drop = alter(table, &format!("DROP COLUMN {}", name(&column.name)));
            drop_reference(table, column).into_iter().chain([drop]).collect()
        }
        Operation::RenameColumn { table, from, to } => {
            vec![alter(table, &format!("RENAME COLUMN {} TO {}", name(from), name(to)))]
        }
        // It states everything: what is left out is lost.
        Operation::AlterColumn { table, to, .. } => {
            vec![alter(table, &format!("MODIFY COLUMN {}", definition(to)))]
        }
        Operation::AddReference { table, column } => {
            add_reference(table, column).into_iter().collect()
        }
        Operation::DropReference { table, column } => {
            drop_reference(table, column).into_iter().collect()
        }
        Operation::CreateIndex(index) => vec![create_index(index)],
        Operation::DropIndex(index) => {
            vec![format!("DROP INDEX {} ON {}", name(&index.name), name(&index.table))]
        }
        // Every change can be made in place, so that none is planned.
        Operation::Rebuild { .. } => Vec::new(),
    }
}

fn create_table(table: &Table) -> String {
    let columns = table.columns.iter().map(|column| {
        let key = if column.name == ID { " PRIMARY KEY" } else { "" };
        specification(column, "") + key
    });
    let keys = table.columns.iter().filter_map(foreign_key);
    let parts: Vec<_> = columns.chain(keys).collect();
    format!(
        "CREATE TABLE {} ({}) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4 \
         {COLLATE}",
        name(&table.name),
        parts.join(", ")
    )
}

fn add_reference(table: &str, column: &Column) -> Option<String> {
    foreign_key(column).map(|key| alter(table, &format!("ADD {key}")))
}

fn drop_reference(table: &str, column: &Column) -> Option<String> {
    let key = column.reference.as_ref()?;
    Some(alter(table, &format!("DROP FOREIGN KEY {}", name(&key.name))))
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

/// A column of a table whose own character set somebody may have changed.
fn definition(column: &Column) -> String {
    specification(column, &characters(&column.ty))
}

fn specification(column: &Column, characters: &str) -> String {
    let mut sql = format!("{} {}{characters}", name(&column.name), column.ty);
    sql.push_str(if column.not_null { " NOT NULL" } else { " NULL" });
    if let Some(default) = &column.default {
        sql.extend([" DEFAULT ", default]);
    }
    sql
}

/// It stands beside the column: MySQL skips one that stands with it.
fn foreign_key(column: &Column) -> Option<String> {
    let ForeignKey { name: key, table, on_delete } = column.reference.as_ref()?;
    Some(format!(
        "CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {} ({}) ON DELETE {on_delete}",
        name(key),
        name(&column.name),
        name(table),
        name(ID)
    ))
}

/// A name in quotes, so that a reserved word is a name.
fn name(name: &str) -> String {
    format!("`{}`", name.replace('`', "``"))
}
