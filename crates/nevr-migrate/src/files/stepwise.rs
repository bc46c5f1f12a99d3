//! Running a file on a database that commits by itself.
//!
//! After each item it is on record how far the file is. Rows and the record of them are committed
//! together. A statement that changes the structure commits by itself, so when a process ends, at
//! most one of them is in doubt: the one behind those on record. When the file goes on, that one is
//! run again, and may find that it is done.

use sea_orm::{ConnectionTrait, DbErr};

use super::{
    error::FilesError,
    records,
    run::Run,
    script::{Item, Kind, Statement},
    standing::{FileRecord, Progress},
};

impl Run<'_> {
    /// Runs what is not done of the file.
    pub(super) async fn run_stepwise(&self, begun: &Progress) -> Result<(), FilesError> {
        for (at, item) in self.script.items.iter().enumerate() {
            if at >= begun.done {
                self.step(at, item, begun).await?;
            } else if let Item::Statement(statement) = item
                && statement.kind == Kind::Session
            {
                // What it set up went with the connection that was cut.
                let again = self.execute(statement).await;
                again.map_err(|source| self.failed(statement, source))?;
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
            item => self.atomically(at, item, begun).await,
        };
        if done.is_err() {
            // The database said no, so nothing is in doubt. Where it does not answer any more, it
            // is, and stays on record as it is.
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

    /// Rows and the record of them, together or not at all.
    async fn atomically(&self, at: usize, item: &Item, begun: &Progress) -> Result<(), FilesError> {
        self.db.execute_unprepared("START TRANSACTION").await?;
        let done = match item {
            Item::Statement(statement) => {
                self.execute(statement).await.map_err(|source| self.failed(statement, source))
            }
            Item::ByHand(id) => self.by_hand(id).await,
        };
        let done = match done {
            Ok(()) => self.record(at + 1, false, begun).await.map_err(Into::into),
            Err(error) => Err(error),
        };
        let end = if done.is_ok() { "COMMIT" } else { "ROLLBACK" };
        let ended = self.db.execute_unprepared(end).await;
        // What went wrong first is the one to tell.
        done.and_then(|()| Ok(ended.map(drop)?))
    }

    async fn record(&self, done: usize, in_doubt: bool, begun: &Progress) -> Result<(), DbErr> {
        let record = FileRecord::Begun(Progress {
            direction: self.direction,
            done,
            in_doubt,
            checksum: self.script.checksum_of_first(done),
            applied: begun.applied.clone(),
        });
        records::update(self.db, &self.migration.name, &record).await
    }
}

/// Errors of MySQL and MariaDB that say of a statement that it is done: what it makes is there, or
/// what it removes or renames is gone.
const DONE: [u16; 14] = [
    1050, // table is there
    1051, // table is gone
    1054, // column is gone: it has its new name
    1060, // column is there
    1061, // index is there
    1091, // column, index or foreign key is gone
    1146, // table is gone: it has its new name
    1304, // procedure or function is there
    1305, // procedure or function is gone
    1359, // trigger is there
    1360, // trigger is gone
    1537, // event is there
    1539, // event is gone
    1826, // foreign key is there
];

fn means_done(error: &DbErr) -> bool {
    let (DbErr::Conn(runtime) | DbErr::Exec(runtime) | DbErr::Query(runtime)) = error else {
        return false;
    };
    let sea_orm::RuntimeErr::SqlxError(error) = runtime else { return false };
    let Some(error) = error.as_database_error() else { return false };
    let mysql = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>();
    // MariaDB tells of a foreign key that is there by the error of its storage, 121.
    mysql.is_some_and(|error| {
        DONE.contains(&error.number())
            || (error.number() == 1005 && error.message().contains("errno: 121"))
    })
}
