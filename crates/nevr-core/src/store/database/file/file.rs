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
        self.writer.run(sql).await
    }

    /// Closes the connections that the store uses, and leaves it open.
    pub async fn close_underneath(&self) {
        self.close().await;
    }
}
