//! Writes inside a transaction: by single statements, or row by row where hooks must run.

use futures_util::future::BoxFuture;
use nevr_schema::{Entity, Name, OnDelete, Record, Value};
use sea_orm::{DbBackend, StatementBuilder};

use super::{
    database::Reach,
    entity_write::Action,
    error::{RowCountMismatch, StoreError},
    handle::Tx,
    prepared_set::PreparedSet,
    query::{Filter, Query},
    read::count,
    rows, sql,
    unit_of_work::LockedTransaction,
    write_set::{Outcome, Statement, StatementId, WriteSet, Written},
};

impl Tx {
    /// Performs the statements of a set. Boxed, because hooks on a set add sets of their own.
    pub(super) fn apply(&self, set: WriteSet) -> BoxFuture<'_, Result<Written, StoreError>> {
        Box::pin(async move {
            if set.durable {
                self.unit.require_durable_commit();
            }
            self.unit.publish_later(set.after_commit);
            let mut outcomes = Vec::with_capacity(set.statements.len());
            for (index, statement) in set.statements.into_iter().enumerate() {
                outcomes.push(self.perform(StatementId(index), statement).await?);
            }
            Ok(Written { outcomes })
        })
    }

    async fn perform(&self, id: StatementId, statement: Statement) -> Result<Outcome, StoreError> {
        let (entity, found, expected) = match statement {
            Statement::Insert { entity, record } => {
                return Ok(Outcome::Inserted(self.insert_row(&entity, record).await?));
            }
            Statement::Lock { entity, id } => {
                self.lock_row(&entity, &id).await?;
                return Ok(Outcome::Touched(0));
            }
            Statement::Event(event) => {
                self.run_event_hooks(event).await?;
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
                Err(RowCountMismatch { statement: id, entity: entity.to_string(), expected, found }
                    .into())
            }
            _ => Ok(Outcome::Touched(found)),
        }
    }

    /// Locks a row where units of work run side by side.
    pub(super) async fn lock_row(&self, name: &Name, id: &str) -> Result<(), StoreError> {
        let entity = self.entity(name)?;
        if self.unit.shared.has_one_writer() {
            return Ok(());
        }
        let locked = self.unit.lock().await?;
        let executor = locked.get()?;
        let select = sql::lock(entity, id, executor.backend())?;
        let found = executor.query(&select, Reach::Rows).await.map_err(StoreError::from);
        locked.record_failure(found).map(drop)
    }

    pub(super) async fn insert_row(
        &self,
        name: &Name,
        record: Record,
    ) -> Result<Record, StoreError> {
        let entity = self.entity(name)?;
        let record = rows::for_insert(entity, record, self.env())?;
        let write = self.run_entity_hooks(entity, Action::Insert, Record::new(), record).await?;
        let record = rows::for_insert(entity, write.row.new, self.env())?;
        self.execute(entity, &record, |backend| sql::insert(entity, &record, backend)).await?;
        self.write_additions(name, write.added).await?;
        Ok(record)
    }

    pub(super) async fn update_rows(
        &self,
        name: &Name,
        filter: &Filter,
        changes: Record,
    ) -> Result<u64, StoreError> {
        let entity = self.entity(name)?;
        let changes = rows::for_update(entity, changes, self.env())?;
        if changes.is_empty() {
            let locked = self.unit.lock().await?;
            return locked.record_failure(count(locked.get()?, entity, filter).await);
        }
        if self.hooks.on_entity(name, Action::Update).is_empty() {
            self.unit.touch(entity, Action::Update, filter);
            let update = |backend| sql::update(entity, filter, &changes, backend);
            return self.execute(entity, &changes, update).await;
        }
        let mut touched = 0;
        for (index, row) in self.matching(name, filter.clone()).await?.into_iter().enumerate() {
            if let Some(row) = self.reload(entity, filter, index, row).await? {
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
        let write = self.run_entity_hooks(entity, Action::Update, row, changes).await?;
        let changes = rows::for_update(entity, write.row.new, self.env())?;
        let touched = if changes.is_empty() {
            1
        } else {
            let row = Filter::id(id);
            self.unit.touch(entity, Action::Update, &row);
            let update = |backend| sql::update(entity, &row, &changes, backend);
            self.execute(entity, &changes, update).await?
        };
        self.write_additions(&entity.name, write.added).await?;
        Ok(touched)
    }

    pub(super) async fn delete_rows(
        &self,
        name: &Name,
        filter: &Filter,
    ) -> Result<u64, StoreError> {
        self.delete_cascading(name, filter, Vec::new()).await
    }

    /// Deletes rows; `deleting` are the rows whose deletion led here, through references to them.
    /// Boxed, because it calls itself along the references.
    fn delete_cascading<'t>(
        &'t self,
        name: &'t Name,
        filter: &'t Filter,
        deleting: Vec<(Name, String)>,
    ) -> BoxFuture<'t, Result<u64, StoreError>> {
        Box::pin(async move {
            let entity = self.entity(name)?;
            let has_hooks = !self.hooks.on_entity(name, Action::Delete).is_empty();
            if !has_hooks && self.hooks.dependents(name).is_empty() {
                self.unit.touch(entity, Action::Delete, filter);
                let delete = |backend| sql::delete(entity, filter, backend);
                return self.execute(entity, &Record::new(), delete).await;
            }
            let mut touched = 0;
            for (index, row) in self.matching(name, filter.clone()).await?.into_iter().enumerate() {
                if let Some(row) = self.reload(entity, filter, index, row).await? {
                    touched += self.delete_row(entity, row, &deleting).await?;
                }
            }
            Ok(touched)
        })
    }

    async fn delete_row(
        &self,
        entity: &Entity,
        row: Record,
        deleting: &[(Name, String)],
    ) -> Result<u64, StoreError> {
        let id = row.get::<String>("id")?;
        let this = (entity.name.clone(), id.clone());
        // References may form a circle, or lead from a row to itself.
        if deleting.contains(&this) {
            return Ok(0);
        }
        let deleting = [deleting, &[this]].concat();
        let write = self.run_entity_hooks(entity, Action::Delete, row, Record::new()).await?;
        self.apply_on_delete(&entity.name, &id, deleting).await?;
        // In a circle the row may have been deleted already, with a row that refers to it.
        let row = Filter::id(id);
        self.unit.touch(entity, Action::Delete, &row);
        let delete = |backend| sql::delete(entity, &row, backend);
        self.execute(entity, &Record::new(), delete).await?;
        self.write_additions(&entity.name, write.added).await?;
        Ok(1)
    }

    /// Performs `onDelete` on rows with hooks, where the foreign key would do it without running
    /// them.
    async fn apply_on_delete(
        &self,
        name: &Name,
        id: &str,
        deleting: Vec<(Name, String)>,
    ) -> Result<(), StoreError> {
        for dependent in self.hooks.dependents(name) {
            let referring = Filter::all().eq(dependent.field.clone(), id);
            match dependent.on_delete {
                OnDelete::Cascade => {
                    self.delete_cascading(&dependent.entity, &referring, deleting.clone()).await?
                }
                OnDelete::SetNull => {
                    let changes = Record::new().with(dependent.field.clone(), Value::Null);
                    self.update_rows(&dependent.entity, &referring, changes).await?
                }
            };
        }
        Ok(())
    }

    /// Loads a row again when its turn comes, because hooks on the rows before it may have changed
    /// or deleted it; `None` if it does not match any more. The first row is returned as it is.
    async fn reload(
        &self,
        entity: &Entity,
        filter: &Filter,
        index: usize,
        row: Record,
    ) -> Result<Option<Record>, StoreError> {
        if index == 0 {
            return Ok(Some(row));
        }
        let still_matching = filter.clone().eq("id", row.get::<&str>("id")?);
        Ok(self.matching(&entity.name, still_matching).await?.pop())
    }

    /// Loads the rows that the filter selects.
    async fn matching(&self, name: &Name, filter: Filter) -> Result<Vec<Record>, StoreError> {
        self.find(Query::from(name.clone()).filter(filter)).await
    }

    /// Sends a statement that writes these values into rows of `entity`.
    async fn execute<S: StatementBuilder>(
        &self,
        entity: &Entity,
        values: &Record,
        statement: impl FnOnce(DbBackend) -> Result<S, StoreError>,
    ) -> Result<u64, StoreError> {
        let locked = self.unit.lock().await?;
        let statement = statement(locked.get()?.backend())?;
        let result = self.send(&locked, entity, values, &statement).await;
        locked.record_failure(result)
    }

    /// Sends the statements of a prepared set. Returns the number of rows that each has touched.
    pub(super) async fn send_prepared(&self, set: &PreparedSet) -> Result<Vec<u64>, StoreError> {
        let nothing = Record::new();
        let mut touched = Vec::with_capacity(set.statements.len());
        self.unit.touch_slots(set.touched.iter().copied());
        let locked = self.unit.lock().await?;
        for prepared in &set.statements {
            let entity = self.entity(&prepared.entity)?;
            let values = prepared.written().unwrap_or(&nothing);
            let result = self.send(&locked, entity, values, prepared).await;
            let rows = locked.record_failure(result).map_err(|error| prepared.of_its_set(error))?;
            locked.record_failure(prepared.check(rows))?;
            touched.push(rows);
        }
        Ok(touched)
    }

    async fn send(
        &self,
        locked: &LockedTransaction<'_>,
        entity: &Entity,
        values: &Record,
        statement: &impl StatementBuilder,
    ) -> Result<u64, StoreError> {
        match locked.get()?.execute(statement).await {
            Ok(touched) => Ok(touched),
            Err(error) => Err(match StoreError::from_write(error, entity) {
                StoreError::MissingReference { fields, source, .. } if fields.is_empty() => {
                    let fields = self.missing_references(locked, entity, values).await?;
                    StoreError::missing_reference(Some(entity), fields, *source)
                }
                error => error,
            }),
        }
    }

    /// Returns the fields whose values are the ids of no rows: SQLite does not name them. The others
    /// do, and accept no statement after a failed one.
    async fn missing_references(
        &self,
        locked: &LockedTransaction<'_>,
        entity: &Entity,
        values: &Record,
    ) -> Result<Vec<String>, StoreError> {
        let mut missing = Vec::new();
        if !self.unit.shared.has_one_writer() {
            return Ok(missing);
        }
        for (name, value) in values.iter().filter(|(_, value)| !value.is_null()) {
            let Some(to) = entity.field(name).and_then(|field| field.reference.as_ref()) else {
                continue;
            };
            let row = Filter::id(value.clone());
            if count(locked.get()?, self.entity(&to.entity)?, &row).await? == 0 {
                missing.push(name.to_string());
            }
        }
        Ok(missing)
    }
}
