//! Counts the rows of every table.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::{
    queries::{OBJECTS, statement},
    statements::SQL,
};

/// Returns the number of rows of every table. In a transaction that reads one state, nobody else
/// changes it.
pub(super) async fn row_counts(db: &DatabaseTransaction) -> Result<BTreeMap<String, i64>, DbErr> {
    let mut counts = BTreeMap::new();
    for row in db.query_all_raw(statement(OBJECTS, &[])).await? {
        if row.try_get::<String>("", "kind")? != "BASE TABLE" {
            continue;
        }
        let name: String = row.try_get("", "relation")?;
        let count = format!("SELECT count(*) AS found FROM {}", SQL.name(&name));
        if let Some(row) = db.query_one_raw(statement(&count, &[])).await? {
            counts.insert(name, row.try_get("", "found")?);
        }
    }
    Ok(counts)
}
