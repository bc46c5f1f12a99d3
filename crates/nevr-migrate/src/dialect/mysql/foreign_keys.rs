//! Reads foreign keys from the catalogue.

use sea_orm::{DbErr, QueryResult};

use super::server::TableNames;
use crate::catalogue::{ForeignKey, ListedKey};

/// Reads foreign keys, of which each row is one column.
pub(super) fn read(rows: &[QueryResult], tables: &TableNames) -> Result<Vec<ListedKey>, DbErr> {
    let mut keys: Vec<ListedKey> = Vec::new();
    for row in rows {
        let column = read_column(row, tables)?;
        let is_of = |key: &ListedKey| key.child == column.child && key.key.name == column.key.name;
        match keys.last_mut().filter(|key| is_of(key)) {
            Some(key) => {
                key.columns.extend(column.columns);
                key.parent_columns.extend(column.parent_columns);
            }
            None => keys.push(column),
        }
    }
    Ok(keys)
}

fn read_column(row: &QueryResult, tables: &TableNames) -> Result<ListedKey, DbErr> {
    Ok(ListedKey {
        child: tables.read(row, "relation")?,
        columns: vec![row.try_get("", "column_name")?],
        parent_columns: vec![row.try_get("", "parent_column")?],
        refers_near: row.try_get::<i64>("", "refers_near")? == 1,
        key: ForeignKey {
            name: row.try_get("", "name")?,
            table: tables.read(row, "parent")?,
            on_delete: row.try_get("", "on_delete")?,
        },
        definition: None,
    })
}
