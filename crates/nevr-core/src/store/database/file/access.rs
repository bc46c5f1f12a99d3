//! The connections to a file, for tests.

use sea_orm::DbErr;

use super::file::File;

/// The connections to a file of SQLite, for a test to break them under the store that uses them.
#[derive(Clone)]
pub struct FileAccess(pub(crate) File);

impl FileAccess {
    /// Runs statements on the connection that writes, between two units of work.
    pub async fn run(&self, sql: &str) -> Result<(), DbErr> {
        let sql = sql.to_owned();
        self.0.writer.tamper(Box::new(move |connection| connection.execute_batch(&sql))).await
    }

    /// Returns what [`Database::foreign_commits`](crate::store::Database::foreign_commits) does.
    pub async fn foreign_commits(&self) -> Result<u64, DbErr> {
        self.0.writer.foreign_commits().await
    }

    /// Closes the connections, and leaves the store open.
    pub async fn close(&self) {
        self.0.close().await;
    }
}
