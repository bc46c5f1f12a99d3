//! Runs one file, on a connection that holds the lock.
//!
//! Where the database can undo changes of its structure, a file runs as a whole in one transaction.
//! Where it commits them by itself (MySQL), a file runs item by item, and its progress is recorded
//! after each: rows and the record of them are committed together. A statement that changes the
//! structure commits by itself, so when a process ends, at most one of them is in doubt, the first
//! one after those on record. When the file is continued, that statement runs again and may fail
//! because it is done already.

use nevr_schema::env::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};
use sea_orm_migration::SchemaManager;

use super::{
    error::FilesError,
    folder::check_statements,
    history::{FileRecord, Progress, forget},
    migration::{Direction, Migration},
    row_watch::RowWatch,
};
use crate::{
    dialect::{Dialect, means_done},
    goal::{MigrationId, PluginMigration, Target},
    ledger,
    report::MigrateError,
    script::{Item, Kind, Script, Statement},
    sql_migration::NO_DOWN,
};

/// A file and what it runs with.
pub(super) struct Run<'r> {
    pub(super) db: &'r DatabaseTransaction,
    pub(super) dialect: &'static dyn Dialect,
    pub(super) target: &'r Target,
    /// The migrations by hand that are on record.
    pub(super) on_record: &'r [MigrationId],
    pub(super) now: Timestamp,
    pub(super) migration: &'r Migration,
    pub(super) direction: Direction,
    pub(super) script: &'r Script,
}

impl Run<'_> {
    /// Runs the whole file in the open transaction.
    pub(super) async fn run_whole(&self) -> Result<(), FilesError> {
        let mut watch = RowWatch::default();
        for item in &self.script.items {
            match item {
                Item::Statement(statement) => self.watched(statement, &mut watch).await?,
                // They need foreign keys on, and run in a transaction of their own.
                Item::ByHand(_) if self.script.foreign_keys_off => {}
                Item::ByHand(id) => {
                    self.by_hand(id).await?;
                    watch = RowWatch::default();
                }
            }
        }
        Ok(())
    }

    /// Runs the items that are not done yet, and records each.
    pub(super) async fn run_stepwise(&self, begun: &Progress) -> Result<(), FilesError> {
        for (at, item) in self.script.items.iter().enumerate() {
            if at >= begun.done {
                self.step(at, item, begun).await?;
            } else if let Item::Statement(statement) = item
                && statement.kind == Kind::Session
            {
                // What it set was lost with the earlier connection.
                self.statement(statement).await?;
            }
        }
        Ok(())
    }

    async fn step(&self, at: usize, item: &Item, begun: &Progress) -> Result<(), FilesError> {
        let done = match item {
            Item::Statement(statement) if statement.kind == Kind::Structure => {
                let in_doubt = begun.in_doubt && at == begun.done;
                self.structure(at, statement, in_doubt, begun).await
            }
            item => self.rows(at, item, begun).await,
        };
        if done.is_err() {
            // The database refused it, so it is not in doubt. If the database can't be reached any
            // more it is in doubt, and this record fails too, so that it stays as it is.
            if let Err(error) = self.record(at, false, begun).await {
                tracing::warn!(%error, "could not record where a migration stopped");
            }
        }
        done
    }

    async fn structure(
        &self,
        at: usize,
        statement: &Statement,
        in_doubt: bool,
        begun: &Progress,
    ) -> Result<(), FilesError> {
        if !in_doubt {
            self.record(at, true, begun).await?;
        }
        match self.execute(statement).await {
            Err(error) if in_doubt && means_done(&error) => {}
            done => done.map_err(|source| self.failed(statement, source))?,
        }
        Ok(self.record(at + 1, false, begun).await?)
    }

    /// Runs an item that writes rows, and records it in the same transaction.
    async fn rows(&self, at: usize, item: &Item, begun: &Progress) -> Result<(), FilesError> {
        if matches!(item, Item::Statement(it) if DELETING.contains(&it.verb.as_str())) {
            // Rows are counted around it, and others' writes must not show in the counts.
            self.db.execute_unprepared(ONE_STATE).await?;
        }
        in_transaction(self.db, async {
            match item {
                Item::Statement(statement) if DELETING.contains(&statement.verb.as_str()) => {
                    self.watched(statement, &mut RowWatch::default()).await?;
                }
                Item::Statement(statement) => self.statement(statement).await?,
                Item::ByHand(id) => self.by_hand(id).await?,
            }
            Ok(self.record(at + 1, false, begun).await?)
        })
        .await
    }

    async fn record(&self, done: usize, in_doubt: bool, begun: &Progress) -> Result<(), DbErr> {
        let progress = Progress {
            direction: self.direction,
            done,
            in_doubt,
            checksum: self.script.checksum_of_first(done),
            applied: begun.applied.clone(),
        };
        FileRecord::Begun(progress).update(self.db, &self.migration.name).await
    }

    /// Runs a statement, and fails if rows vanish from tables that it does not name.
    async fn watched(&self, statement: &Statement, watch: &mut RowWatch) -> Result<(), FilesError> {
        watch.before(self.dialect, self.db, statement).await?;
        self.statement(statement).await?;
        let gone = watch.after(self.dialect, self.db, statement).await?;
        if gone.is_empty() {
            return Ok(());
        }
        let (migration, direction) = (self.migration.name.clone(), self.direction);
        Err(FilesError::RowsGone { migration, direction, line: statement.line, gone })
    }

    async fn statement(&self, statement: &Statement) -> Result<(), FilesError> {
        self.execute(statement).await.map_err(|source| self.failed(statement, source))
    }

    async fn execute(&self, statement: &Statement) -> Result<(), DbErr> {
        self.db.execute_unprepared(&statement.sql).await.map(drop)
    }

    fn failed(&self, statement: &Statement, source: DbErr) -> FilesError {
        FilesError::Statement {
            migration: self.migration.name.clone(),
            direction: self.direction,
            line: statement.line,
            words: statement.words.clone(),
            source,
        }
    }

    /// Refuses a file with a statement that can't be in a migration, or that names a migration by
    /// hand which can't be run. Called before the first statement runs; `done` items ran before.
    pub(super) fn check(&self, done: usize) -> Result<(), FilesError> {
        self.check_by_hand()?;
        let provider = self.dialect.provider();
        Ok(check_statements(self.migration, (self.direction, self.script), provider, done)?)
    }

    /// Refuses a file that names a migration by hand which can't be run.
    pub(super) fn check_by_hand(&self) -> Result<(), FilesError> {
        for id in self.script.by_hand() {
            let missing = find(self.target, id).is_none();
            let refused = match self.direction {
                // A plugin that is switched off has no code to run: its migration runs when it is
                // back.
                Direction::Up => missing && self.target.has(&id.owner),
                Direction::Down => missing && self.on_record.contains(id),
            };
            if refused {
                let migration = self.migration.name.clone();
                return Err(FilesError::NoSuchByHand { migration, by_hand: id.clone() });
            }
        }
        Ok(())
    }

    /// Runs a migration by hand in the direction of the file, unless that is done already.
    pub(super) async fn by_hand(&self, id: &MigrationId) -> Result<(), FilesError> {
        match self.direction {
            Direction::Up => run_by_hand(self.db, self.target, self.on_record, id, self.now).await,
            Direction::Down => self.roll_back_by_hand(id).await,
        }
    }

    async fn roll_back_by_hand(&self, id: &MigrationId) -> Result<(), FilesError> {
        let found = find(self.target, id).filter(|_| self.on_record.contains(id));
        let Some(found) = found else { return Ok(()) };
        match found.migration.down(&SchemaManager::new(self.db)).await {
            Ok(()) => Ok(forget(self.db, id).await?),
            Err(error) if error.to_string().contains(NO_DOWN) => {
                Err(FilesError::NoDown { by_hand: id.clone() })
            }
            Err(source) => Err(MigrateError::Migration { migration: id.clone(), source }.into()),
        }
    }
}

/// Runs a migration by hand and records it, unless it is in `on_record` or its plugin is switched
/// off.
pub(super) async fn run_by_hand(
    db: &DatabaseTransaction,
    target: &Target,
    on_record: &[MigrationId],
    id: &MigrationId,
    now: Timestamp,
) -> Result<(), FilesError> {
    let Some(found) = find(target, id).filter(|_| !on_record.contains(id)) else { return Ok(()) };
    let done = found.migration.up(&SchemaManager::new(db)).await;
    done.map_err(|source| MigrateError::Migration { migration: id.clone(), source })?;
    Ok(ledger::record_migration(db, id, now).await?)
}

/// Returns the migration by hand with this id, if an active plugin has it.
fn find<'t>(target: &'t Target, id: &MigrationId) -> Option<&'t PluginMigration> {
    target.migrations.iter().find(|migration| migration.id() == *id)
}

/// First words of statements of MySQL that may delete rows of other tables, by a foreign key.
const DELETING: [&str; 3] = ["DELETE", "REPLACE", "WITH"];

/// Has the next transaction read one state of the database, beside what it writes itself.
const ONE_STATE: &str = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";

/// Runs a job in a transaction of its own, on a connection that is not in one.
pub(super) async fn in_transaction<T>(
    db: &DatabaseTransaction,
    job: impl Future<Output = Result<T, FilesError>>,
) -> Result<T, FilesError> {
    db.execute_unprepared("START TRANSACTION").await?;
    let done = job.await;
    let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
    let ended = db.execute_unprepared(end).await;
    // Of two errors, the first one is reported.
    let done = done?;
    ended?;
    Ok(done)
}
