//! A connection that does not enforce foreign keys, and the check that takes its place.

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
};

use super::statements::SQL;

const OBJECTS: &str =
    "SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name";
const DANGLING: &str =
    "SELECT parent, COUNT(*) AS found FROM pragma_foreign_key_check(?) GROUP BY 1 ORDER BY 1";

/// Opens another connection to the same database, on which dropping a table leaves the rows that
/// refer to it as they are. It is closed with the transaction that is begun on it.
///
/// `PRAGMA foreign_keys` does nothing inside a transaction, and the connections that the app
/// writes through must never be without foreign keys.
#[cfg(feature = "sqlite")]
pub(super) async fn connect(db: &DatabaseConnection) -> Result<DatabaseConnection, DbErr> {
    use sea_orm::{RuntimeErr, SqlxSqliteConnector};
    use sqlx::sqlite::SqlitePoolOptions;

    let pool = db.get_sqlite_connection_pool();
    let options = pool.connect_options().as_ref().clone().foreign_keys(false);
    let unenforced = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
    let unenforced =
        unenforced.map_err(|error| DbErr::Conn(RuntimeErr::SqlxError(error.into())))?;
    Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(unenforced))
}

/// Without the driver no connection leads to an SQLite database.
#[cfg(not(feature = "sqlite"))]
#[allow(clippy::unused_async, reason = "as with the driver")]
pub(super) async fn connect(_: &DatabaseConnection) -> Result<DatabaseConnection, DbErr> {
    Err(DbErr::BackendNotSupported { db: "SQLite", ctx: "opening a connection" })
}

/// Describes rows that refer to rows that do not exist, and views that can't be read.
pub(super) async fn broken(db: &DatabaseTransaction) -> Result<Vec<String>, DbErr> {
    let mut broken = Vec::new();
    for row in db.query_all_raw(statement(OBJECTS)).await? {
        let name: String = row.try_get("", "name")?;
        if row.try_get::<String>("", "type")? == "view" {
            let read = statement(&format!("SELECT * FROM {} LIMIT 0", SQL.name(&name)));
            if let Err(error) = db.query_all_raw(read).await {
                broken.push(format!("the view `{name}` could not be read: {error}"));
            }
        } else {
            broken.extend(dangling(db, &name).await?);
        }
    }
    Ok(broken)
}

/// Describes the rows of a table that refer to rows that do not exist. A foreign key made by hand
/// to columns that are not unique can't be checked, and makes every write fail anyway.
async fn dangling(db: &DatabaseTransaction, table: &str) -> Result<Vec<String>, DbErr> {
    let check = Statement::from_sql_and_values(DbBackend::Sqlite, DANGLING, [table.into()]);
    let Ok(rows) = db.query_all_raw(check).await else {
        return Ok(vec![format!("the foreign keys of `{table}` do not fit what they refer to")]);
    };
    let mut broken = Vec::new();
    for row in rows {
        let parent: String = row.try_get("", "parent")?;
        let found: i64 = row.try_get("", "found")?;
        broken.push(format!(
            "{found} row{} of `{table}` would refer to a row of `{parent}` that is not there",
            if found == 1 { "" } else { "s" }
        ));
    }
    Ok(broken)
}

fn statement(sql: &str) -> Statement {
    Statement::from_string(DbBackend::Sqlite, sql)
}
