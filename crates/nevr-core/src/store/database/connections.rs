//! The connections to a database, by what they are for.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sea_orm::{DatabaseConnection, DbErr};
use tokio::time::{Instant, error::Elapsed, timeout};

#[cfg(feature = "sqlite")]
use super::file::File;

/// How long closing may take. On a network that drops all packets it would never end.
const CLOSING_LIMIT: Duration = Duration::from_secs(5);

/// The connections to a database.
pub(super) struct Connections {
    pub(super) work: Work,
    /// For migrations.
    pub(super) schema: DatabaseConnection,
    /// For reading the schema.
    pub(super) schema_reader: DatabaseConnection,
    pub(super) renewal: Renewal,
}

/// The connections that reads and units of work use.
pub(super) enum Work {
    /// A file, which has one writer.
    #[cfg(feature = "sqlite")]
    File(File),
    /// A pool of connections to a server, where units of work run side by side.
    Server(DatabaseConnection),
}

impl Connections {
    /// Closes every connection. Those that are closed already are skipped.
    pub(super) async fn close(&self) {
        match &self.work {
            #[cfg(feature = "sqlite")]
            Work::File(file) => warn_if_late(timeout(CLOSING_LIMIT, file.close()).await.map(Ok)),
            Work::Server(server) => close(server).await,
        }
        close(&self.schema_reader).await;
        close(&self.schema).await;
    }
}

async fn close(connection: &DatabaseConnection) {
    warn_if_late(timeout(CLOSING_LIMIT, connection.close_by_ref()).await);
}

fn warn_if_late(closed: Result<Result<(), DbErr>, Elapsed>) {
    match closed {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "closing the database connections failed"),
        Err(_) => {
            tracing::warn!("the database does not answer: its connections are left unclosed");
        }
    }
}

/// The moment before which a connection must have been opened to be replaced at its next use, if
/// any.
#[derive(Clone, Default)]
pub(super) struct Renewal(Arc<Mutex<Option<Instant>>>);

impl Renewal {
    pub(super) fn request(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    pub(super) fn is_due(&self, age: Duration) -> bool {
        let requested = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        requested.is_some_and(|requested| requested.elapsed() < age)
    }
}
