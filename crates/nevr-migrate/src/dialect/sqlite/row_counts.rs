//! Counts the rows of every table.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

use super::statements::SQL;

/// Tables but virtual ones and what is behind those.
const TABLES: &str = "SELECT name FROM pragma_table_list \
    WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// Returns the number of rows of every table. Under the write lock nobody else changes it.
pub(super) async fn row_counts(db: &DatabaseTransaction) -> Result<BTreeMap<String, i64>, DbErr> {
    let statement = |sql: String| Statement::from_string(DbBackend::Sqlite, sql);
    let mut counts = BTreeMap::new();
    for row in db.query_all_raw(statement(TABLES.to_owned())).await? {
        let name: String = row.try_get("", "name")?;
        let count = format!("SELECT count(*) AS found FROM {}", SQL.name(&name));
        if let Some(row) = db.query_one_raw(statement(count)).await? {
            counts.insert(name, row.try_get("", "found")?);
        }
    }
    Ok(counts)
}
