//! A transaction on the writer's thread.

use std::sync::mpsc::Sender;

use sea_orm::DbErr;
use tokio::sync::oneshot;

use super::{commands::Command, statement::Text};
use crate::store::{
    database::{committed::Committed, row::Row},
    database_error::connection_closed,
    error::StoreError,
};

/// The handle of a transaction, which has the writer to itself. Dropping it rolls back.
pub(crate) struct FileTransaction {
    commands: Sender<Command>,
}

impl FileTransaction {
    pub(super) fn new(commands: Sender<Command>) -> Self {
        Self { commands }
    }

    pub(crate) async fn query(&self, text: Text) -> Result<Vec<Row>, DbErr> {
        self.ask(|answer| Command::Query(text, answer)).await?
    }

    pub(crate) async fn execute(&self, text: Text) -> Result<u64, DbErr> {
        self.ask(|answer| Command::Execute(text, answer)).await?
    }

    pub(crate) async fn commit(self, synced: bool) -> Result<Committed, StoreError> {
        self.ask(|answer| Command::Commit { synced, answer }).await?
    }

    pub(crate) async fn roll_back(self) -> Result<(), DbErr> {
        self.ask(Command::RollBack).await
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<T>) -> Command,
    ) -> Result<T, DbErr> {
        let (answer, answered) = oneshot::channel();
        self.commands.send(command(answer)).map_err(|_| connection_closed())?;
        answered.await.map_err(|_| connection_closed())
    }
}
