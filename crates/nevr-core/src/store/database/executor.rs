//! What statements are sent to: the database, or one transaction in it.

use sea_orm::{
    ConnectionTrait, DatabaseExecutor, DatabaseTransaction, DbBackend, DbErr, StatementBuilder,
    sea_query::SelectStatement,
};

#[cfg(feature = "sqlite")]
use super::file::{FileTransaction, Readers, Text};
use super::{
    committed::Committed,
    row::{Reach, Row},
};
use crate::store::error::StoreError;

/// What a statement is sent to.
pub(crate) enum Executor<'c> {
    /// A file, to be read.
    #[cfg(feature = "sqlite")]
    File(&'c Readers),
    /// A transaction in a file.
    #[cfg(feature = "sqlite")]
    FileTransaction(&'c FileTransaction),
    /// A server, or a transaction on it.
    Server(DatabaseExecutor<'c>),
}

impl Executor<'_> {
    /// Returns the kind of database, which decides how statements are written.
    pub(crate) fn backend(&self) -> DbBackend {
        match self {
            Self::Server(server) => server.get_database_backend(),
            #[cfg(feature = "sqlite")]
            _ => DbBackend::Sqlite,
        }
    }

    /// Returns the rows that a statement selects.
    pub(crate) async fn query(
        &self,
        select: &SelectStatement,
        reach: Reach,
    ) -> Result<Vec<Row>, DbErr> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::File(readers) => readers.query(Text::of(select), reach).await,
            #[cfg(feature = "sqlite")]
            Self::FileTransaction(transaction) => transaction.query(Text::of(select)).await,
            Self::Server(server) => {
                // A server is waited for in any case.
                let _: Reach = reach;
                let found = server.query_all(select).await?;
                let backend = self.backend();
                Ok(found.into_iter().map(|row| Row::Server(row, backend)).collect())
            }
        }
    }

    /// Runs a statement that writes. Returns the number of rows that it touched.
    pub(crate) async fn execute<S: StatementBuilder>(&self, statement: &S) -> Result<u64, DbErr> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::File(_) => Err(DbErr::Custom("a file is written in a transaction".to_owned())),
            #[cfg(feature = "sqlite")]
            Self::FileTransaction(transaction) => transaction.execute(Text::of(statement)).await,
            Self::Server(server) => Ok(server.execute(statement).await?.rows_affected()),
        }
    }
}

/// A transaction that has begun.
pub(crate) enum Transaction {
    /// In a file.
    #[cfg(feature = "sqlite")]
    File(FileTransaction),
    /// On a server.
    Server(DatabaseTransaction),
}

impl Transaction {
    /// Returns what its statements are sent to.
    pub(crate) fn executor(&self) -> Executor<'_> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::File(transaction) => Executor::FileTransaction(transaction),
            Self::Server(transaction) => Executor::Server(transaction.into()),
        }
    }

    /// Commits. If the connection breaks meanwhile, it is unknown whether the commit was done. With
    /// `synced` it survives a power cut, even if the transaction began without; servers sync every
    /// commit.
    pub(crate) async fn commit(self, synced: bool) -> Result<Committed, StoreError> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::File(transaction) => transaction.commit(synced).await,
            Self::Server(transaction) => {
                let _: bool = synced;
                transaction.commit().await?;
                Ok(Committed::as_asked())
            }
        }
    }

    /// Rolls back. After a time-out a statement may still be running.
    pub(crate) async fn roll_back(self, in_time: bool) -> Result<(), DbErr> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::File(transaction) => transaction.roll_back().await,
            // The server's own limit ends the statement. Dropping the transaction rolls it back
            // after that, without the caller waiting.
            Self::Server(transaction) if !in_time => {
                drop(transaction);
                Ok(())
            }
            Self::Server(transaction) => transaction.rollback().await,
        }
    }
}
