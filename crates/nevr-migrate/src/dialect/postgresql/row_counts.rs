//! Counts the rows that a transaction adds to every table and deletes from it.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

/// The server keeps these numbers for each transaction, so that no row is read. A partition's rows
/// are its table's, which the statement names.
///
/// Of other schemas, only tables that this transaction has written to are listed: the others belong
/// to other apps, which may drop them meanwhile.
const COUNTS: &str = "
    SELECT CASE WHEN c.relnamespace = current_schema()::regnamespace THEN c.relname::text
            ELSE n.nspname || '.' || c.relname END AS relation,
        coalesce(s.n_tup_ins - s.n_tup_del, 0)::bigint AS found
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_stat_xact_user_tables s ON s.relid = c.oid
    WHERE c.relkind IN ('r', 'p')
        AND (c.relnamespace = current_schema()::regnamespace OR s.n_tup_ins + s.n_tup_del > 0)
        AND n.nspname NOT LIKE 'pg\\_%'
        AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid)";

/// Returns how many rows this transaction added to every table, less those that it deleted.
pub(super) async fn row_counts(db: &DatabaseTransaction) -> Result<BTreeMap<String, i64>, DbErr> {
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, COUNTS)).await?;
    rows.iter().map(|row| Ok((row.try_get("", "relation")?, row.try_get("", "found")?))).collect()
}
