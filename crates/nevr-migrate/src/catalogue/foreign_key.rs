//! Foreign keys as a catalogue lists them.

use std::collections::BTreeMap;

use nevr_schema::foreign_key_name;

use super::table::{ForeignKey, Table};

/// A foreign key as a catalogue lists it, which may be one that no field can ask for.
#[derive(Debug)]
pub(crate) struct ListedKey {
    /// Its table, with the schema in front if that is not the one that is read.
    pub(crate) child: String,
    pub(crate) columns: Vec<String>,
    pub(crate) parent_columns: Vec<String>,
    /// Whether the table that it refers to is in the schema that is read.
    pub(crate) refers_near: bool,
    pub(crate) key: ForeignKey,
    /// Its SQL, where the catalogue has it.
    pub(crate) definition: Option<String>,
}

impl ListedKey {
    /// Adds it to its column, or to what its table has that a schema can't express; and to the
    /// table that it refers to.
    pub(crate) fn put_into(self, tables: &mut BTreeMap<String, Table>) {
        let parent = Some(&self.key.table).filter(|to| self.refers_near && **to != self.child);
        if let Some(parent) = parent.and_then(|parent| tables.get_mut(parent)) {
            parent.referred_by.push((self.child.clone(), self.columns.join(", ")));
        }
        if let Some(table) = tables.get_mut(&self.child) {
            self.put_into_child(table);
        }
    }

    /// Of two foreign keys of a column, the one with the name that nevr gives counts; else the
    /// first.
    fn put_into_child(self, table: &mut Table) {
        let columns = self.columns.join(", ");
        let ours = self.key.name == foreign_key_name(&table.name, &columns);
        let simple = self.refers_near && self.columns.len() == 1 && self.parent_columns == ["id"];
        let column = table.columns.iter_mut().find(|column| column.name == columns);
        let column = column.filter(|it| simple && (ours || it.reference.is_none()));
        let describe = |key: &ForeignKey| format!("FOREIGN KEY {} ({columns})", key.name);
        let other = match column {
            Some(column) => column.reference.replace(self.key).as_ref().map(describe),
            None => Some(self.definition.unwrap_or_else(|| describe(&self.key))),
        };
        table.unsupported.extend(other);
    }
}
