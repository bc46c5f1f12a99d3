//! The connections to a database, by what they are for.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sea_orm::DatabaseConnection;
use tokio::time::{Instant, timeout};

/// How long closing may take. On a network that drops all packets it would never end.
const CLOSING_LIMIT: Duration = Duration::from_secs(5);

/// The connections to a database. Some of them are the same pool: a server's reads and units of
/// work share one, whatever the durability.
pub(super) struct Connections {
    pub(super) reader: DatabaseConnection,
    /// For units of work whose commit survives a crash of the process, but perhaps no power cut.
    pub(super) writer: DatabaseConnection,
    /// For units of work whose commit survives a power cut.
    pub(super) durable_writer: DatabaseConnection,
    /// For migrations.
    pub(super) schema: DatabaseConnection,
    /// For reading the schema.
    pub(super) schema_reader: DatabaseConnection,
    /// Whether only one unit of work can run at a time.
    pub(super) one_writer: bool,
    pub(super) renewal: Renewal,
}

impl Connections {
    /// Closes every pool. Those that are closed already are skipped.
    pub(super) async fn close(&self) {
        for connection in [&self.reader, &self.writer, &self.durable_writer, &self.schema] {
            match timeout(CLOSING_LIMIT, connection.close_by_ref()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "closing the database connections failed"),
                Err(_) => tracing::warn!(
                    "the database does not answer: its connections are left unclosed"
                ),
            }
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
