//! The transactions of migrations, and their lock.

use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    IsolationLevel, RuntimeErr, Statement, TransactionTrait,
};

use crate::{dialect::transaction::if_locked, report::MigrateError};

/// The spelling of times, texts and defaults in the catalogue follows the session's settings. The
/// role's time limits are switched off, so that they don't stop the build of an index.
const SETTINGS: &str = "SELECT set_config('TimeZone', 'UTC', true), \
    set_config('DateStyle', 'ISO, YMD', true), \
    set_config('standard_conforming_strings', 'on', true), \
    set_config('quote_all_identifiers', 'off', true), \
    set_config('statement_timeout', '0', true), \
    set_config('lock_timeout', '60s', true), \
    current_schema()::text AS schema";

/// One lock for each schema, so that two apps in one database don't wait for each other. The first
/// number spells `nevr`.
const LOCK: &str = "SELECT pg_advisory_xact_lock(1852142194, hashtext(current_schema()))";

/// While a statement waits for the lock of a table, later statements on it wait too: a migration
/// that meets a long query gives up instead of blocking the app.
const LOCK_TIMEOUT: &str = "SET LOCAL lock_timeout = '10s'";

/// `lock_not_available` (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
const LOCK_NOT_AVAILABLE: &str = "55P03";

/// Begins a transaction that reads one state of the database and writes nothing.
pub(super) async fn read(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    begin(db, IsolationLevel::RepeatableRead, AccessMode::ReadOnly).await
}

/// Begins a transaction that holds the lock of this schema's migrations. Each of its statements
/// sees what was committed before it, so that after the wait it reads what the other migration
/// left.
pub(super) async fn lock(db: &DatabaseConnection) -> Result<DatabaseTransaction, MigrateError> {
    let transaction = begin(db, IsolationLevel::ReadCommitted, AccessMode::ReadWrite).await?;
    let locked = take(&transaction).await.map_err(|error| {
        if timed_out(&error) { MigrateError::Locked(error) } else { error.into() }
    });
    if_locked(transaction, locked).await
}

async fn begin(
    db: &DatabaseConnection,
    isolation: IsolationLevel,
    access: AccessMode,
) -> Result<DatabaseTransaction, DbErr> {
    let transaction = db.begin_with_config(Some(isolation), Some(access)).await?;
    let row = transaction.query_one_raw(statement(SETTINGS)).await?;
    let schema: Option<String> = row.map(|row| row.try_get("", "schema")).transpose()?.flatten();
    if schema.is_none() {
        let message = "none of the schemas in the connection's search path exists: create the \
                       first one, or name another in the URL";
        return Err(DbErr::Custom(message.to_owned()));
    }
    Ok(transaction)
}

async fn take(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    transaction.query_one_raw(statement(LOCK)).await?;
    transaction.execute_unprepared(LOCK_TIMEOUT).await?;
    Ok(())
}

fn statement(sql: &str) -> Statement {
    Statement::from_string(DbBackend::Postgres, sql)
}

fn timed_out(error: &DbErr) -> bool {
    let (DbErr::Exec(runtime) | DbErr::Query(runtime)) = error else { return false };
    let RuntimeErr::SqlxError(error) = runtime else { return false };
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.is_some_and(|code| code == LOCK_NOT_AVAILABLE)
}
