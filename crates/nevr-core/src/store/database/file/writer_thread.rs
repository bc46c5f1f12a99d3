//! The thread that runs units of work, on the one connection that writes.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::Receiver,
};

use super::{
    commands::{Beginning, Command, Unit},
    groups::{gather, write_sets},
    write_connection::WriteConnection,
};
use crate::store::{database::row::Row, database_error::statement_failed};

/// What the thread runs: it owns the connection.
pub(super) struct WriterThread(pub(super) WriteConnection);

impl WriterThread {
    /// Runs the units of the queue, one after the other, until it is closed.
    pub(super) fn run(mut self, queue: &Receiver<Unit>) {
        let mut next = None;
        while let Some(unit) = next.take().or_else(|| queue.recv().ok()) {
            if let Unit::Close(closed) = unit {
                drop(self);
                // Who closes may have stopped waiting.
                closed.send(()).ok();
                return;
            }
            // Those who wait for an answer get none from a unit that panics, which they notice.
            let running = AssertUnwindSafe(|| next = self.run_unit(unit, queue));
            if catch_unwind(running).is_err() {
                tracing::error!("the thread that writes into the database panicked, and goes on");
            }
            self.0.clean_up();
        }
    }

    /// Runs a unit. Returns what was taken out of the queue beyond it.
    fn run_unit(&mut self, unit: Unit, queue: &Receiver<Unit>) -> Option<Unit> {
        match unit {
            Unit::Set(first) => {
                let (sets, next) = gather(first, queue);
                write_sets(&mut self.0, sets);
                return next;
            }
            Unit::Transaction(beginning) => self.run_transaction(beginning),
            Unit::ForeignCommits(answer) => drop(answer.send(self.0.foreign_commits())),
            #[cfg(feature = "testing")]
            Unit::Tamper(tamper, answer) => {
                drop(answer.send(tamper(self.0.connection()).map_err(statement_failed)));
            }
            Unit::Close(_) => {}
        }
        None
    }

    /// Runs a transaction: does what its handle asks for until that commits, rolls back or is
    /// dropped.
    fn run_transaction(&mut self, beginning: Beginning) {
        let Beginning { turn, durable, commands, begun } = beginning;
        if !turn.take() {
            return;
        }
        let outcome = self.0.begin(durable);
        let failed = outcome.is_err();
        if begun.send(outcome).is_err() || failed {
            return;
        }
        while let Ok(command) = commands.recv() {
            match command {
                Command::Query(text, answer) => {
                    let found = self.0.open().and_then(|connection| {
                        text.query(connection, || true).map_err(statement_failed)
                    });
                    let rows = found.map(|found| found.into_iter().map(Row::File).collect());
                    drop(answer.send(rows));
                }
                Command::Execute(text, answer) => {
                    let touched = self
                        .0
                        .open()
                        .and_then(|connection| text.execute(connection).map_err(statement_failed));
                    drop(answer.send(touched));
                }
                Command::Commit { synced, answer } => {
                    return drop(answer.send(self.0.commit(synced)));
                }
                Command::RollBack(answer) => {
                    self.0.clean_up();
                    answer.send(()).ok();
                    return;
                }
            }
        }
    }
}
