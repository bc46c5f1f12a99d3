//! The rows of nevr's own tables as they are, for a copy that counts as migrated as its source.

use std::collections::BTreeMap;

use nevr_schema::{Owner, Value, codec};
use sea_orm::{
    ConnectionTrait, DbErr,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

use crate::catalogue::{MIGRATION, SCHEMA, ledger_columns, ledger_type};

/// The rows of nevr's own tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Records {
    snapshots: Vec<Vec<Value>>,
    migrations: Vec<Vec<Value>>,
}

impl Records {
    /// Reads the tables that exist.
    pub(crate) async fn read(
        db: &impl ConnectionTrait,
        is_there: impl Fn(&str) -> bool,
    ) -> Result<Self, DbErr> {
        let mut records = Self::default();
        for (table, rows) in
            [(SCHEMA, &mut records.snapshots), (MIGRATION, &mut records.migrations)]
        {
            if is_there(table) {
                *rows = read(db, table).await?;
            }
        }
        Ok(records)
    }

    /// Replaces the checksums of migration files, by their names.
    pub(crate) fn set_checksums(&mut self, checksums: &BTreeMap<String, String>) {
        for row in &mut self.migrations {
            let [Value::String(owner), Value::String(name), Value::String(checksum), ..] =
                row.as_mut_slice()
            else {
                continue;
            };
            if let Some(other) = checksums.get(name).filter(|_| owner == Owner::App.as_str()) {
                checksum.clone_from(other);
            }
        }
    }

    /// Writes the rows to another database. Rows of other owners and other migrations stay.
    pub(crate) async fn write(&self, db: &impl ConnectionTrait) -> Result<(), DbErr> {
        for row in &self.snapshots {
            write(db, SCHEMA, &["owner"], row).await?;
        }
        for row in &self.migrations {
            write(db, MIGRATION, &["owner", "name"], row).await?;
        }
        Ok(())
    }
}

async fn read(db: &impl ConnectionTrait, table: &str) -> Result<Vec<Vec<Value>>, DbErr> {
    let backend = db.get_database_backend();
    let columns = ledger_columns(table);
    let mut all = Query::select();
    all.columns(columns.iter().map(|name| Alias::new(*name))).from(Alias::new(table));
    let rows = db.query_all(&all).await?;
    let row = |row| {
        let columns = columns.iter().enumerate();
        columns.map(|(at, name)| codec::decode(row, at, ledger_type(name), backend)).collect()
    };
    rows.iter().map(row).collect()
}

async fn write(
    db: &impl ConnectionTrait,
    table: &str,
    key: &[&str],
    row: &[Value],
) -> Result<(), DbErr> {
    let backend = db.get_database_backend();
    let columns = ledger_columns(table);
    let bound = |(name, value): (&&str, &Value)| codec::written(value, ledger_type(name), backend);
    let mut delete = Query::delete();
    delete.from_table(Alias::new(table));
    for pair in columns.iter().zip(row).filter(|(name, _)| key.contains(name)) {
        delete.and_where(Expr::col(Alias::new(*pair.0)).eq(bound(pair)));
    }
    db.execute(&delete).await?;
    let mut insert = Query::insert();
    insert.into_table(Alias::new(table)).columns(columns.iter().map(|name| Alias::new(*name)));
    insert.values_panic(columns.iter().zip(row).map(bound));
    db.execute(&insert).await.map(drop)
}
