//! Connections that only read.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
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
    database_error::{connection_closed, is_busy, is_interrupted, statement_failed},
};

/// How many steps of a statement are between two looks at its budget.
const STEPS: i32 = 1000;
/// At how many looks a statement is interrupted that runs on its caller's thread: it has taken one to
/// two thousand steps by then, as the rows of a page take, in a fraction of a millisecond. SQLite
/// counts the steps of a prepared statement on from one run to the next.
const LOOKS: u32 = 2;

/// The connections that read. They are opened when they are needed, up to a number, and stay open.
pub(crate) struct Readers {
    pool: Arc<Pool>,
    runtime: Handle,
}

struct Pool {
    location: Location,
    idle: Mutex<Vec<Budgeted>>,
    places: Arc<Semaphore>,
    /// How long to wait for a free connection, and for a busy file.
    limit: Duration,
}

/// A connection that interrupts a statement whose budget is used up.
struct Budgeted {
    connection: Connection,
    /// The looks that are left.
    budget: Arc<AtomicU32>,
}

/// A connection that was taken from its pool, and returns there when it is dropped.
struct Reader {
    connection: Option<Budgeted>,
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
    ) -> rusqlite::Result<Self> {
        let first = Budgeted::new(first)?;
        let places = Arc::new(Semaphore::new(usize::try_from(places).unwrap_or(usize::MAX)));
        let pool = Pool { location, idle: Mutex::new(vec![first]), places, limit };
        Ok(Self { pool: Arc::new(pool), runtime })
    }

    /// Reads rows, each of them complete before it returns.
    ///
    /// A statement runs on the calling thread if a connection is free at once: most take less time
    /// than changing threads. One that turns out to take longer, that looks at a whole table in one
    /// step, or has to wait, runs on a thread of its own, and stops at the next row once its caller
    /// has gone.
    pub(crate) async fn query(&self, text: Text, reach: Reach) -> Result<Vec<Row>, DbErr> {
        if reach == Reach::Rows
            && let Some(reader) = Pool::free(&self.pool)
        {
            match reader.read(LOOKS, |connection| text.query(connection, || true)) {
                Err(error) if is_busy(&error) || is_interrupted(&error) => {}
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
    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Budgeted>> {
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
        let open = || pool.location.reader(pool.limit).and_then(Budgeted::new);
        let connection = idle.map_or_else(open, Ok)?;
        Ok(Reader { connection: Some(connection), pool, _place: place })
    }
}

impl Budgeted {
    fn new(connection: Connection) -> rusqlite::Result<Self> {
        let budget = Arc::new(AtomicU32::new(u32::MAX));
        let left = budget.clone();
        let is_used_up = move || left.fetch_sub(1, Ordering::Relaxed) <= 1;
        connection.progress_handler(STEPS, Some(is_used_up))?;
        Ok(Self { connection, budget })
    }
}

impl Reader {
    /// Reads without waiting for a busy file, within a budget.
    fn read<T>(
        &self,
        budget: u32,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let reader = self.connection.as_ref().ok_or(rusqlite::Error::InvalidQuery)?;
        reader.budget.store(budget, Ordering::Relaxed);
        read(&reader.connection)
    }

    /// Reads, however long it takes, and waits for a busy file.
    fn read_patiently<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.read(u32::MAX, |connection| {
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
