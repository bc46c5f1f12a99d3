//! Whether the database lets this app write.

use nevr_schema::{Entity, Name, Schema};
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

use super::error::StoreError;

/// Whether new transactions may only read: the server is a replica, or the role is set so.
const POSTGRESQL: &str = "SELECT current_setting('transaction_read_only') = 'on' AS read_only";

const MYSQL: &str = "SELECT CAST(@@global.read_only OR /*!80017 @@transaction_read_only */ \
    /*M!100202 @@tx_read_only */ AS SIGNED) = 1 AS read_only";

/// Whether the role lacks a right to one of the tables.
const POSTGRESQL_RIGHTS: &str = "SELECT NOT coalesce(bool_and(
        has_any_column_privilege(t, 'SELECT') AND has_any_column_privilege(t, 'INSERT')
        AND has_any_column_privilege(t, 'UPDATE') AND has_table_privilege(t, 'DELETE')
    ), true) AS denied FROM unnest(ARRAY[{tables}]::regclass[]) AS tables(t)";

/// Fails with [`StoreError::Unavailable`] if a server lets nobody write now: it is a replica, or set
/// so.
///
/// SQLite has no such setting, and no users.
pub(super) async fn check_server(db: &DatabaseConnection) -> Result<(), StoreError> {
    let read_only = match db.get_database_backend() {
        DbBackend::Postgres => is(db, POSTGRESQL, "read_only").await?,
        DbBackend::MySql => is(db, MYSQL, "read_only").await?,
        _ => false,
    };
    if read_only {
        return Err(unavailable(
            "the database server, or the user's setting there, lets nobody write",
        ));
    }
    Ok(())
}

/// Fails with [`StoreError::Unavailable`] if the user lacks a right to one of the tables. Reads no
/// row and waits for none.
pub(super) async fn check_tables(
    db: &DatabaseConnection,
    schema: &Schema,
) -> Result<(), StoreError> {
    match db.get_database_backend() {
        DbBackend::Postgres => {
            let table = |name: &Name| format!("to_regclass('\"{name}\"')");
            let tables: Vec<_> = schema.entities.keys().map(table).collect();
            let sql = POSTGRESQL_RIGHTS.replace("{tables}", &tables.join(", "));
            if is(db, &sql, "denied").await? {
                return Err(unavailable("permission denied: the database user may not write"));
            }
        }
        DbBackend::MySql => {
            let sql: String = schema.entities.values().map(prepare_writes).collect();
            if !sql.is_empty() {
                db.execute_unprepared(&sql).await?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Returns MySQL's statements that prepare each kind of write to a table, for which the server asks
/// for its right.
fn prepare_writes(entity: &Entity) -> String {
    let table = &entity.name;
    let fields = entity.fields.keys().map(|field| format!("`{field}`")).collect::<Vec<_>>();
    let fields = fields.join(", ");
    [
        format!("DELETE FROM `{table}`"),
        format!("UPDATE `{table}` SET `id` = `id`"),
        format!("INSERT INTO `{table}` ({fields}) SELECT {fields} FROM `{table}`"),
    ]
    .map(|write| format!("PREPARE nevr_right FROM '{write}'; DEALLOCATE PREPARE nevr_right; "))
    .concat()
}

async fn is(db: &DatabaseConnection, sql: &str, column: &str) -> Result<bool, StoreError> {
    let question = Statement::from_string(db.get_database_backend(), sql);
    let row = db.query_one_raw(question).await?;
    Ok(row.map_or(Ok(false), |row| row.try_get("", column))?)
}

fn unavailable(message: &str) -> StoreError {
    StoreError::Unavailable(DbErr::Custom(message.to_owned()))
}
