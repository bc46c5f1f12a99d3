//! Readers and writer as one.

use std::sync::Arc;

use super::{readers::Readers, writer::Writer};
use crate::store::database::opened_file::OpenedFile;

/// The connections to a file of SQLite.
#[derive(Clone)]
pub struct File {
    pub(crate) readers: Arc<Readers>,
    pub(crate) writer: Arc<Writer>,
    pub(crate) opened: Arc<OpenedFile>,
}

impl File {
    /// Closes every connection.
    pub(crate) async fn close(&self) {
        self.readers.close();
        self.writer.close().await;
    }
}

/// How tests break the connections under a store.
#[cfg(feature = "testing")]
impl File {
    /// Runs statements on the connection that writes, between two units of work.
    pub async fn run(&self, sql: &str) -> Result<(), sea_orm::DbErr> {
        let sql = sql.to_owned();
        self.writer.tamper(Box::new(move |connection| connection.execute_batch(&sql))).await
    }

    /// Returns what [`Database::foreign_commits`](crate::store::Database::foreign_commits) does.
    pub async fn foreign_commits(&self) -> Result<u64, sea_orm::DbErr> {
        self.writer.foreign_commits().await
    }

    /// Closes the connections that the store uses, and leaves it open.
    pub async fn close_underneath(&self) {
        self.close().await;
    }
}
