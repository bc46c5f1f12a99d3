//! Writing inside a transaction, by statement and row by row where hooks ask for it.

use futures_util::future::BoxFuture;
use sea_orm::ConnectionTrait;

use super::{
    Action, Filter, Miss, Query, StatementId, StoreError, Tx, WriteSet, Written, rows, sql,
    store::{count, find},
    write_set::{Outcome, Statement},
};
use crate::schema::{Name, OnDelete, Record, Value};

impl Tx {
    /// Boxed, because hooks on a set add sets of their own.
    pub(super) fn apply(&self, set: WriteSet) -> BoxFuture<'_, Result<Written, StoreError>> {
        Box::pin(async move {
            self.tell_later(set.after_commit);
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
        self.execute(&sql::insert(entity, &record)?).await?;
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
            let open = self.open().await?;
            return open.note(count(open.get()?, entity, filter).await);
        }
        if self.store().hooks().on_entity(name, Action::Update).is_empty() {
            return self.execute(&sql::update(entity, filter, &changes)?).await;
        }
        let rows = self.matching(name, filter).await?;
        let touched = rows.len() as u64;
        for row in rows {
            let id = Filter::id(row.get::<&str>("id")?);
            let write = self.before(entity, Action::Update, row, changes.clone()).await?;
            let changes = rows::touch(entity, &write.row.new, self.env())?;
            self.execute(&sql::update(entity, &id, &changes)?).await?;
            self.after(name, write.added).await?;
        }
        Ok(touched)
    }

    pub(super) fn delete_rows<'t>(
        &'t self,
        name: &'t Name,
        filter: &'t Filter,
    ) -> BoxFuture<'t, Result<u64, StoreError>> {
        Box::pin(async move {
            let entity = self.entity(name)?;
            let hooks = self.store().hooks();
            let hooked = !hooks.on_entity(name, Action::Delete).is_empty();
            if !hooked && hooks.dependents(name).is_empty() {
                return self.execute(&sql::delete(entity, filter)?).await;
            }
            let rows = self.matching(name, filter).await?;
            let touched = rows.len() as u64;
            for row in rows {
                let id = row.get::<String>("id")?;
                self.release_dependents(name, &id).await?;
                let write = self.before(entity, Action::Delete, row, Record::new()).await?;
                self.execute(&sql::delete(entity, &Filter::id(id))?).await?;
                self.after(name, write.added).await?;
            }
            Ok(touched)
        })
    }

    /// Does for rows with hooks what their foreign key would do without telling anybody.
    async fn release_dependents(&self, name: &Name, id: &str) -> Result<(), StoreError> {
        let hooks = self.store().hooks().clone();
        for dependent in hooks.dependents(name) {
            let theirs = Filter::all().eq(dependent.field.clone(), id);
            match dependent.on_delete {
                OnDelete::Cascade => self.delete_rows(&dependent.entity, &theirs).await?,
                OnDelete::SetNull => {
                    let changes = Record::new().with(dependent.field.clone(), Value::Null);
                    self.update_rows(&dependent.entity, &theirs, changes).await?
                }
            };
        }
        Ok(())
    }

    async fn matching(&self, name: &Name, filter: &Filter) -> Result<Vec<Record>, StoreError> {
        let query = Query::from(name.clone()).filter(filter.clone());
        let open = self.open().await?;
        open.note(find(open.get()?, self.store().schema(), &query).await)
    }

    async fn execute<S: sea_orm::StatementBuilder>(
        &self,
        statement: &S,
    ) -> Result<u64, StoreError> {
        let open = self.open().await?;
        let done = open.get()?.execute(statement).await.map_err(StoreError::from);
        Ok(open.note(done)?.rows_affected())
    }
}
