//! Connections that only read.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use nevr_schema::codec::Stored;
use rusqlite::Connection;
use sea_orm::{ConnAcquireErr, DbErr};
use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore, oneshot},
    time::timeout,
};

use super::{location::Location, statement::Text};
use crate::store::{
    database::row::{Reach, Row},
    database_error::{connection_closed, is_busy, statement_failed},
};

/// The connections that read. They are opened when they are needed, up to a number, and stay open.
pub(crate) struct Readers {
    pool: Arc<Pool>,
    runtime: Handle,
}

struct Pool {
    location: Location,
    idle: Mutex<Vec<Connection>>,
    places: Arc<Semaphore>,
    /// How long to wait for a free connection, and for a busy file.
    limit: Duration,
}

/// A connection that was taken from its pool, and returns there when it is dropped.
struct Reader {
    connection: Option<Connection>,
    pool: Arc<Pool>,
    _place: OwnedSemaphorePermit,
}

impl Readers {
    pub(super) fn new(
        location: Location,
        first: Connection,
        places: u32,
        limit: Duration,
        runtime: Handle,
    ) -> Self {
        let places = Arc::new(Semaphore::new(usize::try_from(places).unwrap_or(usize::MAX)));
        let pool = Pool { location, idle: Mutex::new(vec![first]), places, limit };
        Self { pool: Arc::new(pool), runtime }
    }

    /// Reads rows, each of them complete before it returns.
    ///
    /// A statement that reaches at most one row runs on the calling thread if a connection is free
    /// at once: it takes less time than changing threads. Anything that may take longer, or has to
    /// wait, runs on a thread of its own, and stops at the next row once its caller has gone.
    pub(crate) async fn query(&self, text: Text, reach: Reach) -> Result<Vec<Row>, DbErr> {
        if reach == Reach::OneRow
            && let Some(reader) = Pool::free(&self.pool)
        {
            match reader.read(|connection| text.query(connection, || true)) {
                Err(error) if is_busy(&error) => {}
                outcome => return rows(outcome),
            }
        }
        self.query_on_a_thread(text).await
    }

    async fn query_on_a_thread(&self, text: Text) -> Result<Vec<Row>, DbErr> {
        let pool = self.pool.clone();
        let place = match timeout(pool.limit, pool.places.clone().acquire_owned()).await {
            Ok(Ok(place)) => place,
            Ok(Err(_closed)) => return Err(connection_closed()),
            Err(_) => return Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)),
        };
        let (answer, answered) = oneshot::channel();
        self.runtime.spawn_blocking(move || {
            let outcome = Pool::reader(pool, place).and_then(|reader| {
                reader.read_patiently(|connection| text.query(connection, || !answer.is_closed()))
            });
            // A caller that has gone needs no answer.
            drop(answer.send(outcome));
        });
        rows(answered.await.map_err(|_| connection_closed())?)
    }

    /// Closes the connections, each once its statement has ended.
    pub(crate) fn close(&self) {
        self.pool.places.close();
        self.pool.idle().clear();
    }
}

fn rows(outcome: rusqlite::Result<Vec<Vec<Stored>>>) -> Result<Vec<Row>, DbErr> {
    match outcome {
        Ok(found) => Ok(found.into_iter().map(Row::File).collect()),
        Err(error) => Err(statement_failed(error)),
    }
}

impl Pool {
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a connection that is open and free.
    fn free(pool: &Arc<Self>) -> Option<Reader> {
        if pool.location.shares_cache {
            return None;
        }
        let place = pool.places.clone().try_acquire_owned().ok()?;
        let connection = pool.idle().pop()?;
        Some(Reader { connection: Some(connection), pool: pool.clone(), _place: place })
    }

    /// Returns a connection for a place that was waited for; opens one if all that are open are in
    /// use.
    fn reader(pool: Arc<Self>, place: OwnedSemaphorePermit) -> rusqlite::Result<Reader> {
        let idle = pool.idle().pop();
        let connection = idle.map_or_else(|| pool.location.reader(pool.limit), Ok)?;
        Ok(Reader { connection: Some(connection), pool, _place: place })
    }
}

impl Reader {
    /// Reads without waiting for a busy file.
    fn read<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.connection.as_ref().ok_or(rusqlite::Error::InvalidQuery).and_then(read)
    }

    /// Reads, and waits for a busy file.
    fn read_patiently<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.read(|connection| {
            connection.busy_timeout(self.pool.limit)?;
            let outcome = read(connection);
            connection.busy_timeout(Duration::ZERO)?;
            outcome
        })
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if !self.pool.places.is_closed()
            && let Some(connection) = self.connection.take()
        {
            self.pool.idle().push(connection);
        }
    }
}
