//! Whether two databases are one.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement};

const SQLITE: &str = "SELECT file AS place FROM pragma_database_list WHERE name = 'main'";

/// Which server it is, whatever way leads there, and which schema of which of its databases.
const POSTGRESQL: &str = "SELECT concat_ws('/', extract(epoch FROM pg_postmaster_start_time()), \
    current_setting('port'), current_database(), current_schema()) AS place";

const MYSQL: &str = "SELECT CAST(CONCAT_WS('/', @@hostname, @@port, @@datadir, DATABASE()) AS CHAR) \
    AS place";

/// What tells a database from all others of its kind; nothing for one in memory.
pub(super) async fn identity(db: &DatabaseTransaction) -> Result<Option<String>, DbErr> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => POSTGRESQL,
        DbBackend::MySql => MYSQL,
        _ => SQLITE,
    };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    let place: Option<String> = row.map(|row| row.try_get("", "place")).transpose()?.flatten();
    let place = place.filter(|place| !place.is_empty());
    Ok(match backend {
        DbBackend::Sqlite => place.map(canonical),
        _ => place,
    })
}

/// The file itself: links lead to it too.
fn canonical(path: String) -> String {
    match std::fs::canonicalize(&path) {
        Ok(file) => file.display().to_string(),
        Err(_) => path,
    }
}
