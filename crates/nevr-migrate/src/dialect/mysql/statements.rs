//! Writing statements for MySQL and MariaDB.
//!
//! None of them names an `ALGORITHM` or a `LOCK`: without them the server takes the cheapest way
//! to make the change, and with them it would refuse where a table's history leaves only a heavier
//! one. What a table with a million rows sees of it:
//!
//! - a new table, a column added or renamed, a default, an index or foreign key dropped: no row is
//!   read or written (`INSTANT`, else `INPLACE` without a rebuild), readers and writers wait for
//!   milliseconds;
//! - a new index: rows are read, readers and writers go on (`INPLACE`, `LOCK=NONE`);
//! - a column dropped, `NULL` to `NOT NULL` and back: the table may be rebuilt, readers and writers
//!   go on (`INPLACE`, `LOCK=NONE`; servers since 8.0.29 and 10.4 do most of it at once);
//! - a new foreign key, `string` to `text`: the table is copied, writers wait meanwhile, readers do
//!   not (`COPY`, `LOCK=SHARED`). Without a copy the existing rows would not be checked.

use super::types::{COLLATE, characters};
use crate::{
    catalogue::Column,
    dialect::{operation::Operation, sql::Sql},
};

/// How MySQL writes names and nullable columns.
pub(super) const SQL: Sql = Sql { quote: '`', nullable: " NULL" };

/// Returns the statements of an operation, one change each, in order.
pub(super) fn statements(operation: &Operation) -> Vec<String> {
    let shared = SQL.statements(operation);
    match operation {
        Operation::CreateTable(table) => {
            let definition = |column: &Column| definition(column, "");
            let create = SQL.create_table(&table.name, &table.columns, definition);
            let options = "ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARACTER SET utf8mb4";
            vec![format!("{create} {options} {COLLATE}")]
        }
        Operation::AddColumn { table, column } => {
            let add = SQL.alter(table, &format!("ADD COLUMN {}", with_characters(column)));
            let (table, column) = (table.clone(), column.clone());
            let key = SQL.statements(&Operation::AddReference { table, column });
            std::iter::once(add).chain(key).collect()
        }
        Operation::DropColumn { table, column } => {
            drop_reference(table, column).into_iter().chain(shared).collect()
        }
        // It gives the whole definition: what is left out is lost.
        Operation::AlterColumn { table, to, .. } => {
            vec![SQL.alter(table, &format!("MODIFY COLUMN {}", with_characters(to)))]
        }
        Operation::DropReference { table, column } => {
            drop_reference(table, column).into_iter().collect()
        }
        Operation::DropIndex(index) => {
            shared.into_iter().map(|drop| drop + " ON " + &SQL.name(&index.table)).collect()
        }
        // No rebuild is planned: every change can be made in place.
        _ => shared,
    }
}

fn drop_reference(table: &str, column: &Column) -> Option<String> {
    let key = column.reference.as_ref()?;
    Some(SQL.alter(table, &format!("DROP FOREIGN KEY {}", SQL.name(&key.name))))
}

/// The definition of a column in a table whose own character set may have been changed by hand.
fn with_characters(column: &Column) -> String {
    definition(column, &characters(&column.ty))
}

fn definition(column: &Column, characters: &str) -> String {
    let ty = format!("{}{characters}", column.ty);
    SQL.column(column, &ty, column.default.as_deref())
}
