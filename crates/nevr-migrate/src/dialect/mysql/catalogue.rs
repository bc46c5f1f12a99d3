//! Reads the catalogue.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult};

use super::{
    columns::column,
    foreign_keys, indexes,
    queries::{self, of_tables, statement},
    server::{Server, TableNames},
};
use crate::catalogue::{Catalogue, Object, ObjectKind, Table};

/// A catalogue that is being read.
struct Reading<'a> {
    mariadb: bool,
    names: TableNames<'a>,
    catalogue: Catalogue,
}

/// Reads the names of everything, and the details of the tables named.
pub(super) async fn catalogue(
    db: &DatabaseTransaction,
    detailed: &BTreeSet<String>,
) -> Result<Catalogue, DbErr> {
    let server = Server::of(db).await?;
    let names = TableNames { lowered: server.lowers_names, asked: detailed };
    let rows = db.query_all_raw(statement(queries::OBJECTS, &[])).await?;
    let objects = rows.iter().map(|row| object(row, &names)).collect::<Result<Vec<_>, _>>()?;
    let catalogue = Catalogue::new(objects, detailed);
    let mut reading = Reading { mariadb: server.mariadb, names, catalogue };
    if !reading.catalogue.tables.is_empty() {
        reading.fill(db).await?;
    }
    Ok(reading.catalogue)
}

impl Reading<'_> {
    async fn fill(&mut self, db: &DatabaseTransaction) -> Result<(), DbErr> {
        for row in self.ask(db, queries::COLUMNS).await? {
            let column = column(&row, self.mariadb)?;
            if let Some(table) = self.table(&row)? {
                table.columns.push(column);
            }
        }
        let rows = self.ask(db, queries::FOREIGN_KEYS).await?;
        for key in foreign_keys::read(&rows, &self.names)? {
            key.put_into(&mut self.catalogue.tables);
        }
        for row in self.ask(db, queries::INDEXES).await? {
            if let Some(table) = self.table(&row)? {
                table.add_index_column(indexes::column(&row)?);
            }
        }
        for row in self.ask(db, queries::TRIGGERS).await? {
            if let Some(table) = self.table(&row)? {
                table.triggers.push(row.try_get("", "description")?);
            }
        }
        for row in self.ask(db, queries::CHECKS).await? {
            if let Some(table) = self.table(&row)? {
                table.unsupported.push(row.try_get("", "description")?);
            }
        }
        self.catalogue.tables.values_mut().for_each(indexes::drop_implicit);
        Ok(())
    }

    async fn ask(&self, db: &DatabaseTransaction, sql: &str) -> Result<Vec<QueryResult>, DbErr> {
        let names: Vec<_> = self.catalogue.tables.keys().map(String::as_str).collect();
        db.query_all_raw(of_tables(sql, &names)).await
    }

    fn table(&mut self, row: &QueryResult) -> Result<Option<&mut Table>, DbErr> {
        let name = self.names.read(row, "relation")?;
        Ok(self.catalogue.tables.get_mut(&name))
    }
}

fn object(row: &QueryResult, names: &TableNames) -> Result<Object, DbErr> {
    let kind = match row.try_get::<String>("", "kind")?.as_str() {
        "VIEW" | "SYSTEM VIEW" => ObjectKind::View,
        "SEQUENCE" => ObjectKind::Sequence,
        _ => ObjectKind::Table,
    };
    Ok(Object { kind, name: names.read(row, "relation")? })
}
