//! Whether the database lets this app write.

use nevr_schema::{Name, Schema};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

use super::error::StoreError;

/// Whether new transactions may only read: the server is a replica, or the role is set so.
const POSTGRESQL: &str = "SELECT current_setting('transaction_read_only') = 'on' AS read_only";

const MYSQL: &str = "SELECT CAST(@@global.read_only OR /*!80017 @@transaction_read_only */ \
    /*M!100202 @@tx_read_only */ AS SIGNED) = 1 AS read_only";

/// Fails with [`StoreError::Unavailable`] if a server would refuse the app's writes: because it is
/// read-only, or because the user lacks a right to a table. Writes nothing.
///
/// SQLite has no users.
pub(super) async fn check(db: &DatabaseConnection, schema: &Schema) -> Result<(), StoreError> {
    let backend = db.get_database_backend();
    let (sql, quote) = match backend {
        DbBackend::Postgres => (POSTGRESQL, '"'),
        DbBackend::MySql => (MYSQL, '`'),
        _ => return Ok(()),
    };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    if row.map_or(Ok(false), |row| row.try_get("", "read_only"))? {
        let message = "the database server, or the user's setting there, lets nobody write";
        return Err(StoreError::Unavailable(DbErr::Custom(message.to_owned())));
    }
    // The plan of a statement needs the rights of the statement.
    let quoted = |name: &Name| format!("{quote}{name}{quote}");
    let explain = schema.entities.values().map(|entity| {
        let (table, id) = (quoted(&entity.name), format!("{quote}id{quote}"));
        let fields = entity.fields.keys().map(quoted).collect::<Vec<_>>().join(", ");
        format!(
            "EXPLAIN DELETE FROM {table} WHERE {id} = ''; \
             EXPLAIN UPDATE {table} SET {id} = '' WHERE {id} = ''; \
             EXPLAIN INSERT INTO {table} ({fields}) SELECT {fields} FROM {table} WHERE {id} = ''; "
        )
    });
    db.execute_unprepared(&explain.collect::<String>()).await?;
    Ok(())
}
