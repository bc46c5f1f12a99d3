//! Prepared sets on SQLite: written by the writer's thread, many in one commit.

use nevr_schema::{Entity, Record};
use sea_orm::{DbBackend, DbErr};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tokio_util::task::task_tracker::TaskTrackerToken;
use tracing::Span;

use super::{
    database::{QueuedSet, Statements, Writer},
    error::StoreError,
    handle::Store,
    lookup::entity_of,
    prepared_set::{PreparedSet, PreparedStatement},
    query::{Filter, Query},
    row_cache::Committing,
    sql::{self, Lock},
    write_set::Written,
};

/// A prepared set with its caller.
struct FileSet {
    store: Store,
    set: PreparedSet,
    /// The number of rows that each statement has touched.
    touched: Vec<u64>,
    answer: oneshot::Sender<Result<Written, StoreError>>,
    /// What caches must know from before the commit until after it.
    committing: Option<Committing>,
    span: Span,
    /// The place of the unit of work, if no job has it.
    _place: Option<OwnedSemaphorePermit>,
    _work: TaskTrackerToken,
}

impl Store {
    /// Writes a prepared set, to its end even if the caller stops waiting.
    pub(super) async fn write_in_file(
        &self,
        writer: &Writer,
        set: PreparedSet,
        place: Option<OwnedSemaphorePermit>,
    ) -> Result<Written, StoreError> {
        let (answer, answered) = oneshot::channel();
        let touched = Vec::with_capacity(set.statements.len());
        let (store, span, work) = (self.clone(), Span::current(), self.shared.begin_work());
        let committing = None;
        let set =
            FileSet { store, set, touched, answer, committing, span, _place: place, _work: work };
        writer.write(Box::new(set), answered).await
    }
}

impl QueuedSet for FileSet {
    fn is_durable(&self) -> bool {
        self.set.durable
    }

    fn write(&mut self, on: &Statements<'_>) -> Result<(), StoreError> {
        self.touched.clear();
        if self.committing.is_none() {
            let slots = std::mem::take(&mut self.set.touched);
            self.committing = Some(self.store.shared.stamps.committing(slots));
        }
        for statement in &self.set.statements {
            let touched = on.execute(&statement.text, &statement.values);
            let touched = touched
                .map_err(|error| statement.of_its_set(self.store.refused(on, statement, error)))?;
            statement.check(touched)?;
            self.touched.push(touched);
        }
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Self { store, set, touched, answer, committing, span, _place, _work } = *self;
        drop(committing);
        let outcome = outcome.map(|()| {
            let (written, events) = set.written(touched.into_iter());
            span.in_scope(|| store.publish(events));
            written
        });
        // The caller may have stopped waiting.
        drop(answer.send(outcome));
    }
}

impl Store {
    /// Returns the error of a statement, with the fields that refer to nothing: SQLite does not name
    /// them.
    fn refused(
        &self,
        on: &Statements<'_>,
        statement: &PreparedStatement,
        error: DbErr,
    ) -> StoreError {
        let entity = match entity_of(&self.shared.schema, &statement.entity) {
            Ok(entity) => entity,
            Err(error) => return error,
        };
        match StoreError::from_write(error, entity) {
            StoreError::MissingReference { source, .. } => {
                let fields = statement.written().map(|row| self.missing(on, entity, row));
                match fields.transpose() {
                    Ok(fields) => StoreError::missing_reference(
                        Some(entity),
                        fields.unwrap_or_default(),
                        *source,
                    ),
                    Err(error) => error,
                }
            }
            error => error,
        }
    }

    fn missing(
        &self,
        on: &Statements<'_>,
        entity: &Entity,
        row: &Record,
    ) -> Result<Vec<String>, StoreError> {
        let mut missing = Vec::new();
        for (name, value) in row.iter().filter(|(_, value)| !value.is_null()) {
            let reference = entity.field(name).and_then(|field| field.reference.as_ref());
            let Some(to) = reference else { continue };
            let to = entity_of(&self.shared.schema, &to.entity)?;
            let referred = Query::from(to.name.clone()).filter(Filter::id(value.clone()));
            let select = sql::select(to, &referred, DbBackend::Sqlite, Lock::None)?;
            if !on.finds(&select)? {
                missing.push(name.to_string());
            }
        }
        Ok(missing)
    }
}
