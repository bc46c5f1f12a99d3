//! The one connection that writes.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::Connection;
use sea_orm::DbErr;

use super::{
    location::{Location, set},
    statement::{number, run},
};
use crate::store::{
    database::{committed::Committed, opened_file::OpenedFile, options::TRANSACTION_LIMIT},
    database_error::statement_failed,
    error::StoreError,
};

/// How many steps of a statement are between two looks at the clock: less than a millisecond.
const STEPS: i32 = 10_000;

/// The connection that writes, and what is known about it.
pub(super) struct WriteConnection {
    connection: Connection,
    location: Location,
    busy_timeout: Duration,
    file: Arc<OpenedFile>,
    /// Whether the next commit survives a power cut.
    durable: bool,
    deadline: Deadline,
    foreign: ForeignCommits,
}

/// When the running statement is interrupted, in milliseconds since the connection was opened.
#[derive(Clone)]
struct Deadline {
    began: Instant,
    at: Arc<AtomicU64>,
}

/// The number of times that others were seen to have committed.
#[derive(Default)]
struct ForeignCommits {
    seen: Option<i64>,
    count: u64,
}

impl WriteConnection {
    pub(super) fn new(
        connection: Connection,
        location: Location,
        busy_timeout: Duration,
        file: Arc<OpenedFile>,
    ) -> rusqlite::Result<Self> {
        let deadline = Deadline { began: Instant::now(), at: Arc::new(AtomicU64::new(u64::MAX)) };
        deadline.watch(&connection)?;
        let foreign = ForeignCommits::default();
        let mut this =
            Self { connection, location, busy_timeout, file, durable: false, deadline, foreign };
        this.foreign_commits();
        Ok(this)
    }

    /// Returns the connection while it is inside the transaction. SQLite may have ended that by
    /// itself, and would commit each further statement on its own.
    pub(super) fn open(&self) -> Result<&Connection, DbErr> {
        if self.is_undone() {
            return Err(DbErr::Custom("the transaction has been rolled back".to_owned()));
        }
        Ok(&self.connection)
    }

    pub(super) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Returns whether no transaction is open any more: SQLite may end it by itself when a statement
    /// fails.
    pub(super) fn is_undone(&self) -> bool {
        self.connection.is_autocommit()
    }

    /// Has statements interrupted that run beyond the time limit of a unit of work from now on.
    pub(super) fn start_clock(&self) {
        self.deadline.set(Some(TRANSACTION_LIMIT));
    }

    /// Begins a transaction. The level of durability can't be changed inside of one.
    ///
    /// Immediate: a deferred transaction that reads and then writes fails at once if another process
    /// wrote in between, without waiting for `busy_timeout`.
    pub(super) fn begin(&mut self, durable: bool) -> Result<(), StoreError> {
        self.check_file()?;
        self.make_durable(durable).map_err(statement_failed)?;
        run(&self.connection, "BEGIN IMMEDIATE").map_err(statement_failed)?;
        self.start_clock();
        Ok(())
    }

    /// Commits, and, if it is to be `synced` but began without, syncs it.
    pub(super) fn commit(&mut self, synced: bool) -> Result<Committed, StoreError> {
        self.deadline.set(None);
        run(&self.connection, "COMMIT").map_err(statement_failed)?;
        self.check_file()?;
        if !synced || self.durable {
            return Ok(Committed::as_asked());
        }
        Ok(Committed {
            synced: self.sync_commits().map_err(|error| statement_failed(error).into()),
        })
    }

    /// Makes earlier commits survive a power cut, by a commit of one page that changes nothing: with
    /// `synchronous = FULL` it syncs SQLite's whole log, and with it every commit before.
    fn sync_commits(&mut self) -> rusqlite::Result<()> {
        self.make_durable(true)?;
        let version = number(&self.connection, "PRAGMA user_version")?;
        self.connection.execute_batch(&format!("PRAGMA user_version = {version}"))
    }

    fn make_durable(&mut self, durable: bool) -> rusqlite::Result<()> {
        if durable != self.durable {
            let level = if durable { "FULL" } else { "NORMAL" };
            set(&self.connection, ("synchronous", level))?;
            self.durable = durable;
        }
        Ok(())
    }

    fn check_file(&self) -> Result<(), StoreError> {
        self.file.check()
    }

    /// Rolls back what a unit has left open. A connection that can't is replaced.
    pub(super) fn clean_up(&mut self) {
        self.deadline.set(None);
        if self.connection.is_autocommit() {
            return;
        }
        if let Err(error) = run(&self.connection, "ROLLBACK") {
            tracing::warn!(%error, "a transaction could not be rolled back");
        }
        if !self.connection.is_autocommit() {
            self.reopen();
        }
    }

    fn reopen(&mut self) {
        let opened = self.location.writer(self.busy_timeout).and_then(|connection| {
            self.deadline.watch(&connection)?;
            Ok(connection)
        });
        match opened {
            Ok(connection) => {
                self.connection = connection;
                self.durable = false;
                self.foreign.seen = None;
            }
            Err(error) => tracing::error!(%error, "the database can't be opened again"),
        }
    }

    /// Returns a number that grows when others have committed. SQLite's own changes with each commit
    /// of another connection (<https://sqlite.org/pragma.html#pragma_data_version>).
    pub(super) fn foreign_commits(&mut self) -> u64 {
        let version = number(&self.connection, "PRAGMA data_version").ok();
        // Unknown counts as changed.
        if version.is_none() || version != self.foreign.seen {
            self.foreign.count += 1;
            self.foreign.seen = version;
        }
        self.foreign.count
    }
}

impl Deadline {
    /// Has the connection look at the clock while it runs statements.
    fn watch(&self, connection: &Connection) -> rusqlite::Result<()> {
        let Self { began, at } = self.clone();
        let is_over = move || elapsed(began) >= at.load(Ordering::Relaxed);
        connection.progress_handler(STEPS, Some(is_over))
    }

    fn set(&self, limit: Option<Duration>) {
        let limit = limit.map_or(u64::MAX, |limit| elapsed(self.began) + millis(limit));
        self.at.store(limit, Ordering::Relaxed);
    }
}

fn elapsed(since: Instant) -> u64 {
    millis(since.elapsed())
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
