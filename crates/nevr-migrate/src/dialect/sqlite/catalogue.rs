//! Reads the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, QueryResult, Statement};

use super::unsupported;
use crate::catalogue::{Catalogue, Column, ForeignKey, LiveIndex, Object, ObjectKind, Table};

const OBJECTS: &str = "SELECT type, name, tbl_name, sql FROM sqlite_master \
    WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
// `table_xinfo` lists generated columns too, which take names as others do.
const COLUMNS: &str = "SELECT name, type, \"notnull\" AS not_null, dflt_value, pk, hidden \
    FROM pragma_table_xinfo(?)";
const FOREIGN_KEYS: &str = "SELECT id, \"from\" AS column, \"table\" AS parent, \"to\" AS target, \
    on_delete FROM pragma_foreign_key_list(?) ORDER BY id, seq";
const REFERRING: &str = "SELECT m.name AS child, group_concat(f.\"from\", ', ') AS columns \
    FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS f \
    WHERE m.type = 'table' AND f.\"table\" = ?1 COLLATE NOCASE AND m.name <> ?1 COLLATE NOCASE \
    GROUP BY m.name, f.id ORDER BY m.name, f.id";
// The index of the primary key is left out.
const INDEXES: &str = "SELECT l.name AS name, l.\"unique\" AS is_unique, l.origin AS origin, \
    l.partial OR EXISTS (SELECT 1 FROM pragma_index_xinfo(l.name) AS x WHERE x.key \
        AND (x.\"desc\" OR x.coll <> 'BINARY')) AS special, \
    i.name AS column FROM pragma_index_list(?) AS l, pragma_index_info(l.name) AS i \
    WHERE l.origin <> 'pk' ORDER BY l.seq, i.seqno";

/// A row of the catalogue.
struct Entry {
    kind: String,
    name: String,
    table: String,
    sql: Option<String>,
}

/// Reads the names of everything, and the details of the tables named.
pub(super) async fn catalogue(
    db: &impl ConnectionTrait,
    detailed: &BTreeSet<String>,
) -> Result<Catalogue, DbErr> {
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Sqlite, OBJECTS)).await?;
    let entries = rows.iter().map(entry).collect::<Result<Vec<_>, _>>()?;
    let objects = entries.iter().filter_map(object).collect();
    let mut catalogue = Catalogue::new(objects, detailed);
    for table in catalogue.tables.values_mut() {
        fill(db, table, &entries).await?;
    }
    Ok(catalogue)
}

fn entry(row: &QueryResult) -> Result<Entry, DbErr> {
    Ok(Entry {
        kind: row.try_get("", "type")?,
        name: row.try_get("", "name")?,
        table: row.try_get("", "tbl_name")?,
        sql: row.try_get("", "sql")?,
    })
}

/// The object of an entry. Triggers have names of their own, which no other object can take.
fn object(entry: &Entry) -> Option<Object> {
    let kind = match entry.kind.as_str() {
        "table" => ObjectKind::Table,
        "view" => ObjectKind::View,
        "index" => ObjectKind::Index,
        _ => return None,
    };
    Some(Object { kind, name: entry.name.clone() })
}

async fn fill(
    db: &impl ConnectionTrait,
    table: &mut Table,
    entries: &[Entry],
) -> Result<(), DbErr> {
    let name = table.name.clone();
    let own = entries.iter().find(|entry| entry.kind == "table" && entry.name == name);
    table.unsupported =
        unsupported::in_text(own.and_then(|it| it.sql.as_deref()).unwrap_or_default());
    let keys = foreign_keys(&ask(db, FOREIGN_KEYS, &name).await?, &mut table.unsupported)?;
    table.columns = columns(&ask(db, COLUMNS, &name).await?, keys, &mut table.unsupported)?;
    for row in ask(db, INDEXES, &name).await? {
        let column = index_column(&row)?;
        let is_new = table.index(&column.name).is_none();
        if is_new && row.try_get::<String>("", "origin")? == "u" {
            table.unsupported.push("a UNIQUE in the table's own text".to_owned());
        }
        table.add_index_column(column);
    }
    for row in ask(db, REFERRING, &name).await? {
        table.referred_by.push((row.try_get("", "child")?, row.try_get("", "columns")?));
    }
    // Indexes that the schema can't express are put back as they were written.
    let special = |name: &str| {
        let index = table.index(name);
        index.is_some_and(|index| index.partial || index.columns.contains(&None))
    };
    let of_table = entries.iter().filter(|entry| entry.table.eq_ignore_ascii_case(&name));
    let written = of_table.filter(|entry| entry.kind == "trigger" || special(&entry.name));
    table.triggers = written.filter_map(|entry| entry.sql.clone()).collect();
    Ok(())
}

async fn ask(db: &impl ConnectionTrait, sql: &str, table: &str) -> Result<Vec<QueryResult>, DbErr> {
    db.query_all_raw(Statement::from_sql_and_values(DbBackend::Sqlite, sql, [table.into()])).await
}

fn columns(
    rows: &[QueryResult],
    mut keys: BTreeMap<String, ForeignKey>,
    unsupported: &mut Vec<String>,
) -> Result<Vec<Column>, DbErr> {
    let mut columns = Vec::new();
    for row in rows {
        let name: String = row.try_get("", "name")?;
        if row.try_get::<i64>("", "hidden")? != 0 {
            unsupported.push(format!("the generated column `{name}`"));
        }
        if (row.try_get::<i64>("", "pk")? != 0) != (name == "id") {
            unsupported.push("a primary key that is not `id`".to_owned());
        }
        columns.push(Column {
            reference: keys.remove(&name),
            ty: row.try_get("", "type")?,
            not_null: row.try_get::<i64>("", "not_null")? != 0,
            default: row.try_get("", "dflt_value")?,
            name,
        });
    }
    Ok(columns)
}

/// Reads foreign keys by column. One over several columns, or to another column than `id`, can't be
/// expressed by a schema.
fn foreign_keys(
    rows: &[QueryResult],
    unsupported: &mut Vec<String>,
) -> Result<BTreeMap<String, ForeignKey>, DbErr> {
    let mut by_id: BTreeMap<i64, Vec<&QueryResult>> = BTreeMap::new();
    for row in rows {
        by_id.entry(row.try_get("", "id")?).or_default().push(row);
    }
    let mut keys = BTreeMap::new();
    for rows in by_id.into_values() {
        let column: String = rows[0].try_get("", "column")?;
        let target: Option<String> = rows[0].try_get("", "target")?;
        // Without a target it refers to the primary key, which may become another column.
        if rows.len() > 1 || target.is_none_or(|target| target != "id") {
            unsupported.push(format!("a foreign key over `{column}` that is not to one `id`"));
            continue;
        }
        let key = ForeignKey {
            name: String::new(),
            table: rows[0].try_get("", "parent")?,
            on_delete: rows[0].try_get("", "on_delete")?,
        };
        if keys.insert(column.clone(), key).is_some() {
            unsupported.push(format!("two foreign keys over `{column}`"));
        }
    }
    Ok(keys)
}

/// Reads one column of an index. A special index counts as partial: it never matches a wanted one.
fn index_column(row: &QueryResult) -> Result<LiveIndex, DbErr> {
    Ok(LiveIndex {
        name: row.try_get("", "name")?,
        columns: vec![row.try_get("", "column")?],
        unique: row.try_get::<i64>("", "is_unique")? != 0,
        partial: row.try_get::<i64>("", "special")? != 0,
    })
}
