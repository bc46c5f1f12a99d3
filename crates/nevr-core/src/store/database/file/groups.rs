//! Commits the write sets that wait together.

use std::sync::mpsc::Receiver;

use super::{
    commands::{Unit, WaitingSet},
    queued_set::{QueuedSet, Statements},
    statement::run,
    write_connection::WriteConnection,
};
use crate::store::{database_error::statement_failed, error::StoreError};

/// How many sets are committed together at most: others wait for the commit.
const MAX_SETS: usize = 64;

type Sets = Vec<Box<dyn QueuedSet>>;

/// Returns the sets that wait in the queue from the first one on, and what comes after them. Nothing
/// is waited for.
pub(super) fn gather(first: WaitingSet, queue: &Receiver<Unit>) -> (Sets, Option<Unit>) {
    let mut sets = Sets::from_iter(first.claim());
    while sets.len() < MAX_SETS {
        match queue.try_recv() {
            Ok(Unit::Set(next)) => sets.extend(next.claim()),
            Ok(other) => return (sets, Some(other)),
            Err(_) => break,
        }
    }
    (sets, None)
}

/// Writes sets, as many as possible in one commit. A set that fails is undone alone.
pub(super) fn write_sets(connection: &mut WriteConnection, mut sets: Sets) {
    while !sets.is_empty() {
        sets = connection.write_together(sets);
    }
}

impl WriteConnection {
    /// Writes sets in one transaction. Returns those that are to be written again: SQLite may undo
    /// all of it by itself when a statement fails.
    fn write_together(&mut self, sets: Sets) -> Sets {
        let durable = sets.iter().any(|set| set.is_durable());
        if let Err(error) = self.begin(durable) {
            fail(sets, &error);
            return Sets::new();
        }
        let is_alone = sets.len() == 1;
        let mut done = Vec::with_capacity(sets.len());
        let mut waiting = sets.into_iter();
        while let Some(mut set) = waiting.next() {
            self.start_clock();
            let outcome = if is_alone {
                self.write_set(set.as_mut())
            } else {
                self.write_apart(set.as_mut())
            };
            if outcome.is_err() && self.is_undone() {
                set.answer(outcome);
                return done.into_iter().map(|(set, _)| set).chain(waiting).collect();
            }
            done.push((set, outcome));
        }
        // A set may have failed because of a row of another one, which is there once it is committed.
        match self.commit_any(done.iter().any(|(_, outcome)| outcome.is_ok())) {
            Ok(()) => done.into_iter().for_each(|(set, outcome)| set.answer(outcome)),
            Err(error) => fail(done.into_iter().map(|(set, _)| set).collect(), &error),
        }
        Sets::new()
    }

    /// Commits if there is anything to commit, and leaves no transaction open.
    fn commit_any(&mut self, any: bool) -> Result<(), StoreError> {
        let committed = if any { self.commit(false).map(drop) } else { Ok(()) };
        self.clean_up();
        committed
    }

    fn write_set(&self, set: &mut dyn QueuedSet) -> Result<(), StoreError> {
        set.write(&Statements(self.connection()))
    }

    /// Writes a set in a savepoint, to which it is undone if it fails.
    fn write_apart(&mut self, set: &mut dyn QueuedSet) -> Result<(), StoreError> {
        run(self.connection(), "SAVEPOINT nevr_set").map_err(statement_failed)?;
        let outcome = self.write_set(set);
        if self.is_undone() {
            return outcome;
        }
        let undone = match &outcome {
            Ok(()) => Ok(()),
            Err(_) => run(self.connection(), "ROLLBACK TO nevr_set"),
        };
        if let Err(error) = undone.and_then(|()| run(self.connection(), "RELEASE nevr_set")) {
            // What of it is undone is unknown: all of it is.
            self.clean_up();
            return outcome.and(Err(statement_failed(error).into()));
        }
        outcome
    }
}

fn fail(sets: Sets, error: &StoreError) {
    for set in sets {
        set.answer(Err(error.of_the_database()));
    }
}
