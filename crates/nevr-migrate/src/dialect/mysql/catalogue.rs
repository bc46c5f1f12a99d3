//! Reading the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult};

use super::{
    columns::column,
    foreign_keys::{self, ForeignKeyColumn},
    indexes,
    queries::{self, of_tables, statement},
    server::Server,
};
use crate::catalogue::{Catalogue, Object, ObjectKind, Table};

/// The tables that are read.
pub(super) struct Reading<'a> {
    pub(super) server: &'a Server,
    /// The names that were asked for.
    pub(super) asked: Vec<&'a String>,
    pub(super) tables: BTreeMap<String, Table>,
}

/// Reads the names of everything, and the details of the tables named.
pub(super) async fn catalogue(
    db: &DatabaseTransaction,
    detailed: &BTreeSet<String>,
) -> Result<Catalogue, DbErr> {
    let server = Server::of(db).await?;
    let asked: Vec<_> = detailed.iter().collect();
    let rows = db.query_all_raw(statement(queries::OBJECTS, &[])).await?;
    let object = |row| object(row, &server, &asked);
    let objects = rows.iter().map(object).collect::<Result<Vec<_>, _>>()?;
    let tables = objects.iter().filter(|it| it.kind == ObjectKind::Table);
    let tables = tables.filter(|it| detailed.contains(&it.name));
    let tables: BTreeMap<_, _> = tables
        .map(|it| (it.name.clone(), Table { name: it.name.clone(), ..Table::default() }))
        .collect();
    let mut reading = Reading { server: &server, asked, tables };
    if !reading.tables.is_empty() {
        reading.fill(db).await?;
    }
    Ok(Catalogue { objects, tables: reading.tables })
}

impl Reading<'_> {
    async fn fill(&mut self, db: &DatabaseTransaction) -> Result<(), DbErr> {
        for row in self.ask(db, queries::COLUMNS).await? {
            let column = column(&row, self.server.mariadb)?;
            if let Some(table) = self.table(&row)? {
                table.columns.push(column);
            }
        }
        let rows = self.ask(db, queries::FOREIGN_KEYS).await?;
        let keys = rows.iter().map(|row| ForeignKeyColumn::read(row, self));
        let keys = keys.collect::<Result<Vec<_>, _>>()?;
        foreign_keys::put_into(&keys, &mut self.tables);
        for row in self.ask(db, queries::INDEXES).await? {
            if let Some(table) = self.table(&row)? {
                indexes::add_column(table, &row)?;
            }
        }
        for row in self.ask(db, queries::TRIGGERS).await? {
            if let Some(table) = self.table(&row)? {
                table.triggers.push(row.try_get("", "words")?);
            }
        }
        for row in self.ask(db, queries::CHECKS).await? {
            if let Some(table) = self.table(&row)? {
                table.unspoken.push(row.try_get("", "words")?);
            }
        }
        self.tables.values_mut().for_each(indexes::drop_implicit);
        Ok(())
    }

    async fn ask(&self, db: &DatabaseTransaction, sql: &str) -> Result<Vec<QueryResult>, DbErr> {
        let names: Vec<_> = self.tables.keys().map(String::as_str).collect();
        db.query_all_raw(of_tables(sql, &names)).await
    }

    fn table(&mut self, row: &QueryResult) -> Result<Option<&mut Table>, DbErr> {
        let name = self.name(row, "relation")?;
        Ok(self.tables.get_mut(&name))
    }

    /// The name of a table, as it was asked for.
    pub(super) fn name(&self, row: &QueryResult, column: &str) -> Result<String, DbErr> {
        Ok(self.server.name(row.try_get("", column)?, &self.asked))
    }
}

fn object(row: &QueryResult, server: &Server, asked: &[&String]) -> Result<Object, DbErr> {
    let kind = match row.try_get::<String>("", "kind")?.as_str() {
        "VIEW" | "SYSTEM VIEW" => ObjectKind::View,
        "SEQUENCE" => ObjectKind::Sequence,
        _ => ObjectKind::Table,
    };
    Ok(Object { kind, name: server.name(row.try_get("", "relation")?, asked) })
}
