//! Foreign keys in the catalogue.

use std::collections::BTreeMap;

use sea_orm::{DbErr, QueryResult};

use super::catalogue::Reading;
use crate::catalogue::{ForeignKey, Table};
use nevr_schema::foreign_key_name;

/// One column of a foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ForeignKeyColumn {
    child: String,
    column: String,
    parent_column: String,
    /// Whether it refers to a table of this database.
    refers_near: bool,
    key: ForeignKey,
}

impl ForeignKeyColumn {
    pub(super) fn read(row: &QueryResult, reading: &Reading) -> Result<Self, DbErr> {
        Ok(Self {
            child: reading.name(row, "relation")?,
            column: row.try_get("", "column_name")?,
            parent_column: row.try_get("", "parent_column")?,
            refers_near: row.try_get::<i64>("", "refers_near")? == 1,
            key: ForeignKey {
                name: row.try_get("", "name")?,
                table: reading.name(row, "parent")?,
                on_delete: row.try_get("", "on_delete")?,
            },
        })
    }

    fn is_of(&self, other: &Self) -> bool {
        self.child == other.child && self.key.name == other.key.name
    }
}

/// Puts foreign keys where they belong: with their column, or among what the model has no words
/// for; and with the table that they refer to.
pub(super) fn put_into(columns: &[ForeignKeyColumn], tables: &mut BTreeMap<String, Table>) {
    for key in columns.chunk_by(ForeignKeyColumn::is_of) {
        let [first, ..] = key else { continue };
        let names: Vec<_> = key.iter().map(|part| part.column.as_str()).collect();
        let names = names.join(", ");
        let refers = first.refers_near && first.key.table != first.child;
        if let Some(parent) = tables.get_mut(&first.key.table).filter(|_| refers) {
            parent.referred_by.push((first.child.clone(), names.clone()));
        }
        let Some(table) = tables.get_mut(&first.child) else { continue };
        let simple = key.len() == 1 && first.refers_near && first.parent_column == "id";
        if !simple || !put_with_column(first, table) {
            table.unspoken.push(format!("FOREIGN KEY {} ({names})", first.key.name));
        }
    }
}

/// Of two foreign keys of a column, the one whose name is ours counts; else the first.
fn put_with_column(key: &ForeignKeyColumn, table: &mut Table) -> bool {
    let ours = key.key.name == foreign_key_name(&table.name, &key.column);
    let mut columns = table.columns.iter_mut();
    let Some(column) = columns.find(|column| column.name == key.column) else { return false };
    if !ours && column.reference.is_some() {
        return false;
    }
    if let Some(other) = column.reference.replace(key.key.clone()) {
        table.unspoken.push(format!("FOREIGN KEY {} ({})", other.name, key.column));
    }
    true
}
