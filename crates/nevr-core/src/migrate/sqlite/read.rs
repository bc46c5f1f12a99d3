//! Reading the catalogue of a SQLite database.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};

use super::super::catalogue::{
    Catalogue, Column, ForeignKey, LiveIndex, Object, ObjectKind, Table,
};

const OBJECTS: &str = "SELECT type, name FROM sqlite_master \
    WHERE type IN ('table', 'view', 'index') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
    ORDER BY name";
// The `x` kind lists generated columns too, which take their name as others do.
const COLUMNS: &str =
    "SELECT name, type, \"notnull\" AS not_null, dflt_value FROM pragma_table_xinfo(?)";
const FOREIGN_KEYS: &str = "SELECT id, \"from\" AS column, \"table\" AS parent, on_delete \
    FROM pragma_foreign_key_list(?)";
const INDEXES: &str = "SELECT l.name AS name, l.\"unique\" AS is_unique, l.partial AS partial, \
    i.name AS column FROM pragma_index_list(?) AS l, pragma_index_info(l.name) AS i \
    ORDER BY l.seq, i.seqno";

/// Reads the names of everything, and the details of the tables named.
pub(super) async fn catalogue(
    db: &impl ConnectionTrait,
    detailed: &BTreeSet<String>,
) -> Result<Catalogue, DbErr> {
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Sqlite, OBJECTS)).await?;
    let objects = rows.iter().map(object).collect::<Result<Vec<_>, _>>()?;
    let mut tables = BTreeMap::new();
    for object in &objects {
        if object.kind == ObjectKind::Table && detailed.contains(&object.name) {
            tables.insert(object.name.clone(), table(db, &object.name).await?);
        }
    }
    Ok(Catalogue { objects, tables })
}

fn object(row: &QueryResult) -> Result<Object, DbErr> {
    let kind = match row.try_get::<String>("", "type")?.as_str() {
        "view" => ObjectKind::View,
        "index" => ObjectKind::Index,
        _ => ObjectKind::Table,
    };
    Ok(Object { kind, name: row.try_get("", "name")? })
}

async fn table(db: &impl ConnectionTrait, name: &str) -> Result<Table, DbErr> {
    let mut keys = foreign_keys(&ask(db, FOREIGN_KEYS, name).await?)?;
    let mut columns = Vec::new();
    for row in ask(db, COLUMNS, name).await? {
        let name: String = row.try_get("", "name")?;
        columns.push(Column {
            reference: keys.remove(&name),
            ty: row.try_get("", "type")?,
            not_null: row.try_get::<i64>("", "not_null")? != 0,
            default: row.try_get("", "dflt_value")?,
            name,
        });
    }
    let indexes = indexes(&ask(db, INDEXES, name).await?)?;
    Ok(Table { name: name.to_owned(), columns, indexes, ..Table::default() })
}

async fn ask(db: &impl ConnectionTrait, sql: &str, table: &str) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, [table.into()])).await
}

/// Foreign keys by column. One over several columns is none of ours.
fn foreign_keys(rows: &[QueryResult]) -> Result<BTreeMap<String, ForeignKey>, DbErr> {
    let mut by_id: BTreeMap<i64, Vec<&QueryResult>> = BTreeMap::new();
    for row in rows {
        by_id.entry(row.try_get("", "id")?).or_default().push(row);
    }
    let mut keys = BTreeMap::new();
    for rows in by_id.into_values() {
        if let [row] = rows[..] {
            let key = ForeignKey {
                name: String::new(),
                table: row.try_get("", "parent")?,
                on_delete: row.try_get("", "on_delete")?,
            };
            keys.insert(row.try_get("", "column")?, key);
        }
    }
    Ok(keys)
}

fn indexes(rows: &[QueryResult]) -> Result<Vec<LiveIndex>, DbErr> {
    let mut indexes: Vec<LiveIndex> = Vec::new();
    for row in rows {
        let name: String = row.try_get("", "name")?;
        let column: Option<String> = row.try_get("", "column")?;
        match indexes.last_mut() {
            Some(index) if index.name == name => index.columns.push(column),
            _ => indexes.push(LiveIndex {
                name,
                columns: vec![column],
                unique: row.try_get::<i64>("", "is_unique")? != 0,
                partial: row.try_get::<i64>("", "partial")? != 0,
            }),
        }
    }
    Ok(indexes)
}
