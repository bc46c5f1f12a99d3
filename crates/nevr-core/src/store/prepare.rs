//! Makes prepared sets of write sets: checks the values, runs the hooks that fill write sets and
//! builds the statements, before anything waits for the database.

use futures_util::future::BoxFuture;
use nevr_schema::{Entity, Name, Record, codec::encode};
use sea_orm::{StatementBuilder, sea_query::Value as SqlValue};

use super::{
    entity_write::{Action, EntityWrite},
    error::StoreError,
    handle::{EventHook, Hook, MAX_HOOK_DEPTH, Store},
    lookup::entity_of,
    prepared_set::{PreparedSet, PreparedStatement, PreparedWrite},
    rows, sql,
    write_set::{AnyEvent, Statement, StatementId, WriteSet},
};

/// How a write set is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// Prepared at once: no hook is registered for what it does.
    Prepared,
    /// Prepared by running hooks that fill write sets.
    Hooked,
    /// Statement by statement inside a transaction, because hooks read in it, rows have to be loaded
    /// for their hooks, or a lock is held.
    Transaction,
}

/// Whose statements are added to a prepared set.
struct Part {
    /// The event or entity whose hook has added them.
    added_by: Option<Name>,
    depth: usize,
}

/// Where the preparation of a set has failed.
pub(super) struct Failed {
    /// The statements before: if one of them fails, that is the error.
    pub(super) before: PreparedSet,
    pub(super) error: StoreError,
}

/// What hooks must run for before it can be added.
enum Pending {
    Insert(StatementId, Name, Record),
    Event(AnyEvent),
}

/// Why a preparation with hooks has ended early.
enum Halt {
    Failed(StoreError),
    NeedsTransaction,
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Self {
        Self::Failed(error)
    }
}

impl Store {
    /// Returns how a set is written. Nothing in it is checked yet.
    pub(super) fn way_of(&self, set: &WriteSet) -> Way {
        set.statements.iter().map(|statement| self.way_of_one(statement)).max().unwrap_or(
            // It has nothing to send, but succeeds only if the database can be written to.
            Way::Transaction,
        )
    }

    fn way_of_one(&self, statement: &Statement) -> Way {
        let hooks = &self.hooks;
        match statement {
            Statement::Insert { entity, .. } => with(hooks.on_entity(entity, Action::Insert)),
            Statement::Event(event) => with(hooks.on_event(event.ty)),
            Statement::Update { entity, changes, .. } => {
                // Without changes it counts rows.
                let is_plain =
                    !changes.is_empty() && hooks.on_entity(entity, Action::Update).is_empty();
                if is_plain { Way::Prepared } else { Way::Transaction }
            }
            Statement::Delete { entity, .. } => {
                let is_plain = hooks.on_entity(entity, Action::Delete).is_empty()
                    && hooks.dependents(entity).is_empty();
                if is_plain { Way::Prepared } else { Way::Transaction }
            }
            Statement::Lock { .. } if self.shared.has_one_writer() => Way::Prepared,
            Statement::Lock { .. } => Way::Transaction,
        }
    }

    /// Prepares a set for which no hook has to run.
    pub(super) fn prepare(&self, set: WriteSet) -> Result<PreparedSet, Box<Failed>> {
        let mut preparing = Preparation { store: self, set: PreparedSet::default() };
        match preparing.add_plain(set) {
            Ok(()) => Ok(preparing.set),
            Err(error) => Err(preparing.failed(error)),
        }
    }

    /// Prepares a set, and runs the hooks for it. Returns `None` if one of them adds what can only be
    /// written in a transaction, where all of them are run again.
    pub(super) async fn prepare_with_hooks(
        &self,
        set: WriteSet,
    ) -> Result<Option<PreparedSet>, Box<Failed>> {
        let mut preparing = Preparation { store: self, set: PreparedSet::default() };
        match preparing.add(set, Part { added_by: None, depth: 0 }).await {
            Ok(()) => Ok(Some(preparing.set)),
            Err(Halt::NeedsTransaction) => Ok(None),
            Err(Halt::Failed(error)) => Err(preparing.failed(error)),
        }
    }
}

fn with<T>(hooks: &[Hook<T>]) -> Way {
    match hooks {
        [] => Way::Prepared,
        hooks if hooks.iter().any(Hook::reads) => Way::Transaction,
        _ => Way::Hooked,
    }
}

struct Preparation<'s> {
    store: &'s Store,
    set: PreparedSet,
}

impl<'s> Preparation<'s> {
    fn failed(self, error: StoreError) -> Box<Failed> {
        Box::new(Failed { before: self.set, error })
    }

    fn begin(&mut self, set: &mut WriteSet, part: &Part) {
        self.set.durable |= set.durable;
        self.set.after_commit.append(&mut set.after_commit);
        self.set.statements.reserve(set.statements.len());
        if part.added_by.is_none() {
            self.set.outcomes = set.statements.len();
        }
    }

    fn add_plain(&mut self, mut set: WriteSet) -> Result<(), StoreError> {
        let part = Part { added_by: None, depth: 0 };
        self.begin(&mut set, &part);
        for (at, statement) in set.statements.into_iter().enumerate() {
            self.add_one(StatementId(at), statement, &part)?;
        }
        Ok(())
    }

    /// Boxed, because hooks on a set add sets of their own.
    fn add(&mut self, mut set: WriteSet, part: Part) -> BoxFuture<'_, Result<(), Halt>> {
        Box::pin(async move {
            self.begin(&mut set, &part);
            for (at, statement) in set.statements.into_iter().enumerate() {
                match self.add_one(StatementId(at), statement, &part)? {
                    None => {}
                    Some(Pending::Insert(id, entity, record)) => {
                        self.add_hooked_row(id, entity, record, &part).await?;
                    }
                    Some(Pending::Event(event)) => self.add_event(event, &part).await?,
                }
            }
            Ok(())
        })
    }

    /// Adds a statement, unless hooks must run before it, which are the caller's to run.
    fn add_one(
        &mut self,
        id: StatementId,
        statement: Statement,
        part: &Part,
    ) -> Result<Option<Pending>, StoreError> {
        let shared = &self.store.shared;
        let backend = shared.backend();
        match statement {
            Statement::Insert { entity: name, record } => {
                let entity = self.entity(&name)?;
                let record = rows::for_insert(entity, record, &shared.env)?;
                if !self.store.hooks.on_entity(&name, Action::Insert).is_empty() {
                    return Ok(Some(Pending::Insert(id, name, record)));
                }
                self.push_insert(id, name, record, part)?;
            }
            Statement::Update { entity: name, filter, changes, expect } => {
                let entity = self.entity(&name)?;
                let changes = rows::for_update(entity, changes, &shared.env)?;
                let update = sql::update(entity, &filter, &changes, backend)?;
                self.set.touched.extend(shared.touched_by(&name, Action::Update, &filter));
                self.push(id, name, &update, PreparedWrite::Update { changes, expect }, part);
            }
            Statement::Delete { entity: name, filter, expect } => {
                let delete = sql::delete(self.entity(&name)?, &filter, backend)?;
                self.set.touched.extend(shared.touched_by(&name, Action::Delete, &filter));
                self.push(id, name, &delete, PreparedWrite::Delete { expect }, part);
            }
            Statement::Lock { entity, .. } => {
                self.entity(&entity)?;
            }
            Statement::Event(event) => {
                if !self.store.hooks.on_event(event.ty).is_empty() {
                    return Ok(Some(Pending::Event(event)));
                }
            }
        }
        Ok(None)
    }

    async fn add_hooked_row(
        &mut self,
        id: StatementId,
        name: Name,
        record: Record,
        part: &Part,
    ) -> Result<(), Halt> {
        let store = self.store;
        let entity = name.clone();
        let mut row =
            EntityWrite { entity, action: Action::Insert, old: Record::new(), new: record };
        let mut added = Vec::new();
        for hook in store.hooks.on_entity(&name, Action::Insert) {
            let (changed, set) = self.call(&name, hook, row).await?;
            row = changed;
            added.push(set);
        }
        let record = rows::for_insert(self.entity(&name)?, row.new, &store.shared.env)?;
        self.push_insert(id, name.clone(), record, part)?;
        for set in added {
            self.add_addition(name.clone(), set, part).await?;
        }
        Ok(())
    }

    async fn add_event(&mut self, event: AnyEvent, part: &Part) -> Result<(), Halt> {
        let hooks: &'s [EventHook] = self.store.hooks.on_event(event.ty);
        for hook in hooks {
            let (_, set) = self.call(event.name, hook, event.event.clone()).await?;
            self.add_addition(Name::from(event.name), set, part).await?;
        }
        Ok(())
    }

    async fn call<T: Send + 'static>(
        &self,
        trigger: &str,
        hook: &Hook<T>,
        subject: T,
    ) -> Result<(T, WriteSet), Halt> {
        match hook {
            Hook::Tx(_) => Err(Halt::NeedsTransaction),
            Hook::Set(hook) => {
                Ok(self.store.shared.call_set_hook(trigger, hook.clone(), subject).await?)
            }
        }
    }

    /// Adds the set that a hook has filled.
    async fn add_addition(
        &mut self,
        trigger: Name,
        set: WriteSet,
        part: &Part,
    ) -> Result<(), Halt> {
        if set.is_empty() {
            return Ok(());
        }
        if part.depth == MAX_HOOK_DEPTH {
            return Err(StoreError::HooksTooDeep(MAX_HOOK_DEPTH).into());
        }
        if !set.statements.is_empty() && self.store.way_of(&set) == Way::Transaction {
            return Err(Halt::NeedsTransaction);
        }
        self.add(set, Part { added_by: Some(trigger), depth: part.depth + 1 }).await
    }

    fn push_insert(
        &mut self,
        id: StatementId,
        entity: Name,
        record: Record,
        part: &Part,
    ) -> Result<(), StoreError> {
        let shared = &self.store.shared;
        let unknown = || StoreError::UnknownEntity(entity.to_string());
        let (at, _, described) = shared.schema.entities.get_full(&entity).ok_or_else(unknown)?;
        let typed = described.fields.values().zip(record.iter());
        let values =
            typed.map(|(field, (_, value))| encode(value, field.ty, shared.backend())).collect();
        self.set.statements.push(PreparedStatement {
            entity,
            text: shared.inserts.of(at),
            values,
            write: PreparedWrite::Insert(record),
            id,
            added_by: part.added_by.clone(),
        });
        Ok(())
    }

    fn push(
        &mut self,
        id: StatementId,
        entity: Name,
        statement: &impl StatementBuilder,
        write: PreparedWrite,
        part: &Part,
    ) {
        let built = StatementBuilder::build(statement, &self.store.shared.backend());
        let values: Vec<SqlValue> = built.values.map(|values| values.0).unwrap_or_default();
        let added_by = part.added_by.clone();
        let text = built.sql.into();
        self.set.statements.push(PreparedStatement { entity, text, values, write, id, added_by });
    }

    fn entity(&self, name: &str) -> Result<&'s Entity, StoreError> {
        entity_of(&self.store.shared.schema, name)
    }
}
