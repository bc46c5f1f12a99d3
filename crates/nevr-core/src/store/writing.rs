//! Writing inside a transaction, by statement and row by row where hooks ask for it.

use futures_util::future::BoxFuture;
use nevr_schema::{Entity, Name, OnDelete, Record, Value};
use sea_orm::{ConnectionTrait, DbBackend, StatementBuilder};

use super::{
    entity_write::Action,
    error::{Miss, StoreError},
    handle::Tx,
    query::{Filter, Query},
    reading::{count, find},
    rows,
    sql::{self, Lock},
    write_set::{Outcome, Statement, StatementId, WriteSet, Written},
};

impl Tx {
    /// Boxed, because hooks on a set add sets of their own.
    pub(super) fn apply(&self, set: WriteSet) -> BoxFuture<'_, Result<Written, StoreError>> {
        Box::pin(async move {
            if set.durable {
                self.unit.be_durable();
            }
            self.unit.tell_later(set.after_commit);
            let mut outcomes = Vec::with_capacity(set.statements.len());
            for (at, statement) in set.statements.into_iter().enumerate() {
                outcomes.push(self.perform(StatementId(at), statement).await?);
            }
            Ok(Written { outcomes })
        })
    }

    async fn perform(&self, id: StatementId, statement: Statement) -> Result<Outcome, StoreError> {
        let (entity, found, expected) = match statement {
            Statement::Insert { entity, record } => {
                return Ok(Outcome::Inserted(self.insert_row(&entity, record).await?));
            }
            Statement::Event(event) => {
                self.dispatch(event).await?;
                return Ok(Outcome::Touched(0));
            }
            Statement::Update { entity, filter, changes, expect } => {
                let found = self.update_rows(&entity, &filter, changes).await?;
                (entity, found, expect)
            }
            Statement::Delete { entity, filter, expect } => {
                let found = self.delete_rows(&entity, &filter).await?;
                (entity, found, expect)
            }
        };
        match expected {
            Some(expected) if expected != found => {
                Err(Miss { statement: id, entity: entity.to_string(), expected, found }.into())
            }
            _ => Ok(Outcome::Touched(found)),
        }
    }

    pub(super) async fn insert_row(
        &self,
        name: &Name,
        record: Record,
    ) -> Result<Record, StoreError> {
        let entity = self.entity(name)?;
        let record = rows::complete(entity, &record, self.env())?;
        let write = self.before(entity, Action::Insert, Record::new(), record).await?;
        let record = rows::complete(entity, &write.row.new, self.env())?;
        self.execute(entity, |backend| sql::insert(entity, &record, backend)).await?;
        self.after(name, write.added).await?;
        Ok(record)
    }

    pub(super) async fn update_rows(
        &self,
        name: &Name,
        filter: &Filter,
        changes: Record,
    ) -> Result<u64, StoreError> {
        let entity = self.entity(name)?;
        let changes = rows::touch(entity, &changes, self.env())?;
        if changes.is_empty() {
            let open = self.unit.open().await?;
            return open.note(count(open.get()?, entity, filter).await);
        }
        if self.hooks.on_entity(name, Action::Update).is_empty() {
            let update = |backend| sql::update(entity, filter, &changes, backend);
            return self.execute(entity, update).await;
        }
        let mut touched = 0;
        for (at, row) in self.matching(name, filter.clone()).await?.into_iter().enumerate() {
            if let Some(row) = self.as_now(entity, filter, at, row).await? {
                touched += self.update_row(entity, row, changes.clone()).await?;
            }
        }
        Ok(touched)
    }

    async fn update_row(
        &self,
        entity: &Entity,
        row: Record,
        changes: Record,
    ) -> Result<u64, StoreError> {
        let id = row.get::<String>("id")?;
        let write = self.before(entity, Action::Update, row, changes).await?;
        let changes = rows::touch(entity, &write.row.new, self.env())?;
        let touched = if changes.is_empty() {
            1
        } else {
            let update = |backend| sql::update(entity, &Filter::id(id), &changes, backend);
            self.execute(entity, update).await?
        };
        self.after(&entity.name, write.added).await?;
        Ok(touched)
    }

    pub(super) async fn delete_rows(
        &self,
        name: &Name,
        filter: &Filter,
    ) -> Result<u64, StoreError> {
        self.delete_below(name, filter, Vec::new()).await
    }

    /// Deletes rows because those in `going`, which they refer to, are being deleted. Boxed,
    /// because rows refer to rows.
    fn delete_below<'t>(
        &'t self,
        name: &'t Name,
        filter: &'t Filter,
        going: Vec<(Name, String)>,
    ) -> BoxFuture<'t, Result<u64, StoreError>> {
        Box::pin(async move {
            let entity = self.entity(name)?;
            let hooked = !self.hooks.on_entity(name, Action::Delete).is_empty();
            if !hooked && self.hooks.dependents(name).is_empty() {
                return self.execute(entity, |b| sql::delete(entity, filter, b)).await;
            }
            let mut touched = 0;
            for (at, row) in self.matching(name, filter.clone()).await?.into_iter().enumerate() {
                if let Some(row) = self.as_now(entity, filter, at, row).await? {
                    touched += self.delete_row(entity, row, &going).await?;
                }
            }
            Ok(touched)
        })
    }

    async fn delete_row(
        &self,
        entity: &Entity,
        row: Record,
        going: &[(Name, String)],
    ) -> Result<u64, StoreError> {
        let id = row.get::<String>("id")?;
        let this = (entity.name.clone(), id.clone());
        // Rows may refer to each other in a circle, or to themselves.
        if going.contains(&this) {
            return Ok(0);
        }
        let going = [going, &[this]].concat();
        let write = self.before(entity, Action::Delete, row, Record::new()).await?;
        self.release_dependents(&entity.name, &id, going).await?;
        // Touches nothing where the row has gone with one of those that refer to it, in a circle.
        self.execute(entity, |backend| sql::delete(entity, &Filter::id(id), backend)).await?;
        self.after(&entity.name, write.added).await?;
        Ok(1)
    }

    /// Does for rows with hooks what their foreign key would do without telling anybody.
    async fn release_dependents(
        &self,
        name: &Name,
        id: &str,
        going: Vec<(Name, String)>,
    ) -> Result<(), StoreError> {
        for dependent in self.hooks.dependents(name) {
            let theirs = Filter::all().eq(dependent.field.clone(), id);
            match dependent.on_delete {
                OnDelete::Cascade => {
                    self.delete_below(&dependent.entity, &theirs, going.clone()).await?
                }
                OnDelete::SetNull => {
                    let changes = Record::new().with(dependent.field.clone(), Value::Null);
                    self.update_rows(&dependent.entity, &theirs, changes).await?
                }
            };
        }
        Ok(())
    }

    /// A row as it is when its turn comes, if it still matches: hooks on the rows before it may
    /// have changed or deleted it.
    async fn as_now(
        &self,
        entity: &Entity,
        filter: &Filter,
        at: usize,
        row: Record,
    ) -> Result<Option<Record>, StoreError> {
        if at == 0 {
            return Ok(Some(row));
        }
        let same = filter.clone().eq("id", row.get::<&str>("id")?);
        Ok(self.matching(&entity.name, same).await?.pop())
    }

    async fn matching(&self, name: &Name, filter: Filter) -> Result<Vec<Record>, StoreError> {
        let query = Query::from(name.clone()).filter(filter);
        let open = self.unit.open().await?;
        open.note(find(open.get()?, &self.unit.shared.schema, &query, Lock::Rows).await)
    }

    /// Sends a statement that writes rows of `entity`.
    async fn execute<S: StatementBuilder>(
        &self,
        entity: &Entity,
        statement: impl FnOnce(DbBackend) -> Result<S, StoreError>,
    ) -> Result<u64, StoreError> {
        let open = self.unit.open().await?;
        let transaction = open.get()?;
        let statement = statement(transaction.get_database_backend())?;
        let done = transaction.execute(&statement).await;
        let done = done.map_err(|error| StoreError::of_write(error, entity));
        Ok(open.note(done)?.rows_affected())
    }
}
