//! Reads the catalogue.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult, Statement};

use super::{foreign_keys, queries};
use crate::catalogue::{Catalogue, Column, LiveIndex, Object, ObjectKind, Table};

/// Reads the names of everything, and the details of the tables named.
pub(super) async fn catalogue(
    db: &DatabaseTransaction,
    detailed: &BTreeSet<String>,
) -> Result<Catalogue, DbErr> {
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, queries::OBJECTS));
    let objects = rows.await?.iter().map(object).collect::<Result<Vec<_>, _>>()?;
    let mut catalogue = Catalogue::new(objects, detailed);
    if !catalogue.tables.is_empty() {
        fill(db, &mut catalogue.tables).await?;
    }
    Ok(catalogue)
}

async fn fill(db: &DatabaseTransaction, tables: &mut BTreeMap<String, Table>) -> Result<(), DbErr> {
    let names = serde_json::json!(tables.keys().collect::<Vec<_>>()).to_string();
    let ask = |sql: &str| {
        let statement =
            Statement::from_sql_and_values(DbBackend::Postgres, sql, [names.clone().into()]);
        db.query_all_raw(statement)
    };
    for row in ask(queries::COLUMNS).await? {
        if let Some(table) = tables.get_mut(&relation(&row)?) {
            table.columns.push(column(&row)?);
        }
    }
    for row in ask(queries::FOREIGN_KEYS).await? {
        foreign_keys::read(&row)?.put_into(tables);
    }
    for row in ask(queries::INDEXES).await? {
        if let Some(table) = tables.get_mut(&relation(&row)?) {
            table.add_index_column(index_column(&row)?);
        }
    }
    for row in ask(queries::OTHERS).await? {
        if let Some(table) = tables.get_mut(&relation(&row)?) {
            // It is null for an object that another session drops at this moment.
            let description: Option<String> = row.try_get("", "description")?;
            let is_trigger = row.try_get("", "is_trigger")?;
            let list = if is_trigger { &mut table.triggers } else { &mut table.unsupported };
            list.extend(description);
        }
    }
    Ok(())
}

fn relation(row: &QueryResult) -> Result<String, DbErr> {
    row.try_get("", "relation")
}

/// Reads a relation or type. Materialised views are views; partitioned and foreign tables are
/// tables like others.
fn object(row: &QueryResult) -> Result<Object, DbErr> {
    let kind = match row.try_get::<String>("", "kind")?.as_str() {
        "v" | "m" => ObjectKind::View,
        "i" | "I" => ObjectKind::Index,
        "S" => ObjectKind::Sequence,
        "c" | "type" => ObjectKind::Type,
        _ => ObjectKind::Table,
    };
    Ok(Object { kind, name: row.try_get("", "name")? })
}

/// Reads a column. A generated one has its expression as default, which no field has.
fn column(row: &QueryResult) -> Result<Column, DbErr> {
    let expression: Option<String> = row.try_get("", "default_value")?;
    let generated: String = row.try_get("", "generated")?;
    let identity: String = row.try_get("", "identity")?;
    let default = match expression {
        Some(expression) if !generated.is_empty() => {
            Some(format!("GENERATED ALWAYS AS ({expression})"))
        }
        None if !identity.is_empty() => Some("GENERATED AS IDENTITY".to_owned()),
        default => default,
    };
    Ok(Column {
        name: row.try_get("", "name")?,
        ty: row.try_get("", "type")?,
        not_null: row.try_get("", "not_null")?,
        default,
        reference: None,
    })
}

/// Reads one column of an index. A special index counts as partial: it never matches a wanted one.
fn index_column(row: &QueryResult) -> Result<LiveIndex, DbErr> {
    Ok(LiveIndex {
        name: row.try_get("", "name")?,
        columns: vec![row.try_get("", "column_name")?],
        unique: row.try_get("", "is_unique")?,
        partial: row.try_get("", "special")?,
    })
}
