//! Readers and writer as one.

use std::sync::Arc;

use super::{readers::Readers, writer::Writer};
use crate::store::database::opened_file::OpenedFile;

/// The connections to a file of SQLite.
#[derive(Clone)]
pub(crate) struct File {
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
