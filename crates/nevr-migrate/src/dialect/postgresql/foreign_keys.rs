//! Foreign keys in the catalogue.

use std::collections::BTreeMap;

use sea_orm::{DbErr, QueryResult};

use crate::catalogue::{ForeignKey, Table};
use nevr_schema::foreign_key_name;

/// A foreign key as the catalogue has it.
#[derive(Debug)]
pub(super) struct ForeignKeyRow {
    /// Its table, with the schema if that is another one.
    child: String,
    /// The table that it refers to, if that is in our schema.
    parent: Option<String>,
    to_itself: bool,
    columns: Vec<String>,
    parents: Vec<String>,
    key: ForeignKey,
    definition: String,
}

impl ForeignKeyRow {
    pub(super) fn read(row: &QueryResult) -> Result<Self, DbErr> {
        let text = |column: &str| row.try_get::<String>("", column);
        let (relation, parent) = (text("relation")?, text("parent")?);
        let is_near: bool = row.try_get("", "is_near")?;
        let refers_near: bool = row.try_get("", "refers_near")?;
        let mut on_delete = action(&text("on_delete")?).to_owned();
        if !row.try_get::<bool>("", "validated")? {
            on_delete.push_str(" NOT VALID");
        }
        Ok(Self {
            child: if is_near { relation } else { format!("{}.{relation}", text("schema")?) },
            parent: refers_near.then(|| parent.clone()),
            to_itself: row.try_get("", "to_itself")?,
            columns: names(&text("columns")?)?,
            parents: names(&text("parents")?)?,
            key: ForeignKey { name: text("name")?, table: parent, on_delete },
            definition: text("definition")?,
        })
    }

    /// Puts it where it belongs: with its column, or among what the model has no words for; and
    /// with the table that it refers to.
    pub(super) fn put_into(self, tables: &mut BTreeMap<String, Table>) {
        let parent = self.parent.as_ref().filter(|_| !self.to_itself);
        if let Some(parent) = parent.and_then(|parent| tables.get_mut(parent)) {
            parent.referred_by.push((self.child.clone(), self.columns.join(", ")));
        }
        if let Some(table) = tables.get_mut(&self.child) {
            self.put_into_child(table);
        }
    }

    /// Of two foreign keys of a column, the one whose name is ours counts; else the first.
    fn put_into_child(self, table: &mut Table) {
        let simple = self.parent.is_some() && self.parents == ["id"];
        let [name] = &self.columns[..] else { return table.unspoken.push(self.definition) };
        let ours = self.key.name == foreign_key_name(&table.name, name);
        let column = table.columns.iter_mut().find(|column| column.name == *name);
        match column {
            Some(column) if simple && (ours || column.reference.is_none()) => {
                if let Some(other) = column.reference.replace(self.key) {
                    table.unspoken.push(format!("FOREIGN KEY {} of {name}", other.name));
                }
            }
            _ => table.unspoken.push(self.definition),
        }
    }
}

fn names(json: &str) -> Result<Vec<String>, DbErr> {
    serde_json::from_str(json).map_err(|error| DbErr::Json(error.to_string()))
}

/// `confdeltype` of `pg_constraint`.
fn action(code: &str) -> &'static str {
    match code {
        "c" => "CASCADE",
        "n" => "SET NULL",
        "d" => "SET DEFAULT",
        "r" => "RESTRICT",
        _ => "NO ACTION",
    }
}
