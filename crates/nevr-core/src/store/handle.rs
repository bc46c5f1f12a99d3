//! The two handles, [`Store`] and [`Tx`], and the hooks that are given them.
//!
//! These types mention each other (a store holds hooks, and a hook is given a store or a
//! transaction), which is why they are defined in one file. What the handles can do is in
//! `store`, `tx` and the files that those build on.

use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::Arc,
};

use futures_util::future::BoxFuture;
use nevr_schema::{Entity, Name};

use super::{
    database::Transaction,
    dependents::Dependent,
    entity_write::{Action, EntityWrite},
    error::{Refusal, StoreError},
    lookup::entity_of,
    shared::Shared,
    unit_of_work::UnitOfWork,
    write_set::WriteSet,
};

/// How many levels deep hooks may trigger each other.
pub(super) const MAX_HOOK_DEPTH: usize = 8;

/// Reads and writes rows: the handle that handlers, tasks and plugins hold. Cheap to clone.
///
/// A handler gets it from its `Ctx` (`ctx.store()`), a hook after a commit as an argument. Plugins
/// keep none.
///
/// - [`find`](Self::find), [`find_one`](Self::find_one), [`find_with`](Self::find_with) and
///   [`count`](Self::count) read what is committed.
/// - [`write`](Self::write) takes a [`WriteSet`]: inserts, updates and deletes that are known
///   beforehand. This is the faster way to write, and enough for most endpoints.
/// - [`transaction`](Self::transaction) runs a job that reads and decides with a [`Tx`].
///
/// Entities and fields are those of the merged schema, with the fields that other plugins added.
///
/// # Units of work
///
/// Both ways of writing are units of work. They run on the database's own runtime to their end: a
/// client that disconnects, or a request that times out, stops only the waiting for the result.
/// They are committed whole or not at all, and have five seconds.
///
/// On SQLite one unit of work runs at a time. A caller that waits longer than
/// `database.acquireTimeout` for its turn gets [`StoreError::Busy`], a 503. Readers never wait for
/// it. On PostgreSQL and MySQL units of work run side by side. At most 2048 units of work run and wait;
/// one more gets [`StoreError::Crowded`], a 503 too. A client that sends requests and disconnects
/// leaves its units of work behind, which would fill the memory.
///
/// # Not inside a transaction
///
/// Inside a transaction, and inside a hook that runs in one, every method returns
/// [`StoreError::NestedTransaction`], reading methods included: a write would wait for the writer
/// that its own caller holds, and a read would not see what that caller wrote. Use the [`Tx`]
/// there.
///
/// ```
/// # use nevr_core::{plugin::Registry, testing::{TestApp, run}};
/// # use nevr_schema::Record;
/// use nevr_core::store::{Filter, Query, StoreError, Tx, WriteSet};
///
/// # run(async {
/// # let config = "[entities.account]\n\
/// #     fields = { name = { type = \"string\" }, cents = { type = \"int\" } }";
/// # let app = TestApp::start(Registry::new(), config).await;
/// # let store = app.store();
/// // What to write is known: a write set.
/// let mut set = WriteSet::new();
/// let ann = set.insert("account", Record::new().with("name", "Ann").with("cents", 500));
/// let written = store.write(set).await?;
/// let ann: String = written.record(ann).unwrap().get("id")?;
///
/// // What to write depends on what is read: a transaction.
/// let id = ann.clone();
/// let left = store.transaction(|tx: Tx| async move {
///     let account = tx.find_one(Query::by_id("account", id.clone())).await?;
///     let cents: i64 = account.map_or(Ok(0), |account| account.get("cents"))?;
///     let left = (cents - 200).max(0);
///     tx.update("account", Filter::id(id), Record::new().with("cents", left)).await?;
///     Ok::<_, StoreError>(left)
/// });
/// assert_eq!(left.await?, 300);
///
/// // Outside, what is committed can be read.
/// let account = store.find_one(Query::by_id("account", ann)).await?.unwrap();
/// assert_eq!(account.get::<i64>("cents")?, 300);
/// # Ok::<_, StoreError>(())
/// # }).unwrap();
/// ```
#[derive(Clone)]
pub struct Store {
    pub(super) shared: Arc<Shared>,
    pub(super) hooks: Arc<HookTable>,
}

/// Reads and writes inside one transaction. Cheap to clone.
///
/// [`Store::transaction`] hands it to its job, and the store hands it to hooks that are registered
/// with [`Hooks::on_tx`](super::Hooks::on_tx), [`Hooks::on_write_tx`](super::Hooks::on_write_tx) or
/// [`Hooks::answer`](super::Hooks::answer). All clones are one transaction; statements sent at once
/// through several clones run one after the other.
///
/// # Reads are locks
///
/// What it reads stays as it was read until the transaction ends. On SQLite that is so because the
/// transaction holds the one writer; on PostgreSQL and MySQL the rows are locked, and others that
/// want to change them wait. A row that does not exist yet can't be locked there: that no two are
/// inserted is a task for a unique index.
///
/// # The order of locks
///
/// Where units of work run side by side, two that want the same rows in opposite order wait for each
/// other. The database then undoes one: its caller gets [`StoreError::Contended`], a 503, on
/// PostgreSQL after a second. So every unit of work takes its locks in one order:
///
/// 1. The user: with [`lock`](Self::lock) or [`WriteSet::lock`], where it writes more than one row of
///    that user, or deletes the user.
/// 2. Its `session` rows.
/// 3. Its `account` rows.
/// 4. All other rows, each after the row that it refers to.
///
/// Changing, deleting and [`find`](Self::find) lock the rows that they touch, and inserting a row
/// locks the rows that it refers to (others can refer to them as well, but not delete them). So a set
/// that inserts a session needs no lock of the user before it, but inserts the session before it
/// changes the account. Deleting a row deletes those that refer to it, which is why a row comes after
/// the row that it refers to. One row alone, in a unit of work of its own, needs no order.
///
/// # Failures
///
/// The first failed statement, refused event or panicking hook dooms the transaction: every further
/// call returns [`StoreError::RolledBack`], and it is undone even if the job returns `Ok`. The same
/// applies to a write that is dropped before it returns, as by a `timeout` or `select!` around it.
/// So it is of no use to catch an error and continue; return it with `?`.
///
/// After its transaction a `Tx` returns [`StoreError::TransactionEnded`], so a copy kept in a task
/// does no harm.
///
/// # What does not belong inside
///
/// - The [`Store`]: it returns an error there. There is no transaction in a transaction.
/// - Anything slow (hashing, HTTP, mail): a job may take five seconds and a hook one (three on
///   PostgreSQL and MySQL, where it may wait for a row), and on SQLite all others wait meanwhile.
/// - Effects outside the database: the transaction may yet be undone. Queue an event with
///   [`after_commit`](Self::after_commit) instead.
///
/// ```
/// # use nevr_core::{plugin::Registry, testing::{TestApp, run}};
/// # use nevr_schema::Record;
/// use nevr_core::store::{Filter, StoreError, Tx};
///
/// # run(async {
/// # let config = "[entities.note]\nfields = { text = { type = \"text\" } }";
/// # let app = TestApp::start(Registry::new(), config).await;
/// # let store = app.store();
/// let outcome = store.transaction(|tx: Tx| async move {
///     tx.insert("note", Record::new().with("text", "bread")).await?;
///     // No such field: the transaction is doomed, although the error is not passed on.
///     let failed = tx.insert("note", Record::new().with("txet", "milk")).await;
///     assert!(matches!(failed, Err(StoreError::UnknownField { .. })));
///     Ok::<_, StoreError>(())
/// });
/// assert!(matches!(outcome.await, Err(StoreError::RolledBack)));
/// assert_eq!(store.count("note", Filter::all()).await.unwrap(), 0);
/// # });
/// ```
#[derive(Clone)]
pub struct Tx {
    pub(super) unit: Arc<UnitOfWork>,
    pub(super) hooks: Arc<HookTable>,
    /// How many hooks have triggered each other up to here.
    depth: usize,
}

impl Tx {
    pub(super) fn begin(store: &Store, transaction: Transaction) -> Self {
        let unit = Arc::new(UnitOfWork::new(store.shared.clone(), transaction));
        Self { unit, hooks: store.hooks.clone(), depth: 0 }
    }

    /// Returns the handle for a hook, one level deeper.
    pub(super) fn nested(&self) -> Result<Self, StoreError> {
        if self.depth == MAX_HOOK_DEPTH {
            return Err(StoreError::HooksTooDeep(MAX_HOOK_DEPTH));
        }
        Ok(Self { depth: self.depth + 1, ..self.clone() })
    }

    pub(super) fn entity(&self, name: &str) -> Result<&Entity, StoreError> {
        entity_of(&self.unit.shared.schema, name)
    }
}

pub(super) type AnyArc = Arc<dyn Any + Send + Sync>;
pub(super) type HookResult<T> = Result<T, Refusal>;
type HookFuture<T> = BoxFuture<'static, HookResult<T>>;

pub(super) type SetHook<E> = Arc<dyn Fn(E, &mut WriteSet) -> HookResult<E> + Send + Sync>;
type TxHook<E> = Arc<dyn Fn(E, Tx) -> HookFuture<E> + Send + Sync>;

/// A hook in a transaction: one that fills a write set, or one that is given the transaction. It
/// takes what it is called for, an event or a row, and returns it, the row perhaps changed.
pub(super) enum Hook<T> {
    Set(SetHook<T>),
    Tx(TxHook<T>),
}

impl<T> Clone for Hook<T> {
    fn clone(&self) -> Self {
        match self {
            Self::Set(hook) => Self::Set(hook.clone()),
            Self::Tx(hook) => Self::Tx(hook.clone()),
        }
    }
}

impl<T> Hook<T> {
    /// Returns whether the hook may read in the transaction.
    pub(super) fn reads(&self) -> bool {
        matches!(self, Self::Tx(_))
    }
}

pub(super) type EventHook = Hook<AnyArc>;
pub(super) type EntityHook = Hook<EntityWrite>;
pub(super) type CommittedHook = Arc<dyn Fn(AnyArc, Store) -> HookFuture<()> + Send + Sync>;

/// The answer to a question with its type erased, if there is one.
pub(super) type AnyAnswer = Option<Box<dyn Any + Send>>;
pub(super) type Answerer = Arc<dyn Fn(AnyArc, Tx) -> HookFuture<AnyAnswer> + Send + Sync>;

/// The hooks of all plugins by event and entity, each list in start order. A look-up is all that a
/// write costs where no hook is registered.
#[derive(Default)]
pub(super) struct HookTable {
    pub(super) events: HashMap<TypeId, Vec<EventHook>>,
    pub(super) entities: HashMap<(Name, Action), Vec<EntityHook>>,
    pub(super) committed: HashMap<TypeId, Vec<CommittedHook>>,
    pub(super) answers: HashMap<TypeId, Answerer>,
    pub(super) dependents: HashMap<Name, Vec<Dependent>>,
}

impl HookTable {
    pub(super) fn on_event(&self, ty: TypeId) -> &[EventHook] {
        self.events.get(&ty).map_or(&[], Vec::as_slice)
    }

    pub(super) fn on_entity(&self, entity: &Name, action: Action) -> &[EntityHook] {
        if self.entities.is_empty() {
            return &[];
        }
        self.entities.get(&(entity.clone(), action)).map_or(&[], Vec::as_slice)
    }

    pub(super) fn on_commit(&self, ty: TypeId) -> &[CommittedHook] {
        self.committed.get(&ty).map_or(&[], Vec::as_slice)
    }

    pub(super) fn answerer(&self, ty: TypeId) -> Option<&Answerer> {
        self.answers.get(&ty)
    }

    pub(super) fn dependents(&self, entity: &Name) -> &[Dependent] {
        self.dependents.get(entity).map_or(&[], Vec::as_slice)
    }
}
