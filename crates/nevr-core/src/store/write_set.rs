//! Write sets: transactions as data.

use std::{
    any::{Any, TypeId},
    sync::Arc,
};

use nevr_schema::{Name, Record};

use super::{
    event::{CommittedEvent, TransactionEvent, short_name},
    query::Filter,
};

/// Identifies a statement of a write set, to look up its outcome in [`Written`] or to recognise it
/// in an error. It means nothing in another set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatementId(pub(crate) usize);

/// An event with its type erased.
#[derive(Clone)]
pub(crate) struct AnyEvent {
    pub(crate) ty: TypeId,
    pub(crate) name: &'static str,
    pub(crate) event: Arc<dyn Any + Send + Sync>,
}

impl AnyEvent {
    pub(crate) fn new<E: Send + Sync + 'static>(event: Arc<E>) -> Self {
        Self { ty: TypeId::of::<E>(), name: short_name::<E>(), event }
    }
}

#[derive(Clone)]
pub(crate) enum Statement {
    Insert { entity: Name, record: Record },
    Update { entity: Name, filter: Filter, changes: Record, expect: Option<u64> },
    Delete { entity: Name, filter: Filter, expect: Option<u64> },
    Lock { entity: Name, id: String },
    Event(AnyEvent),
}

/// A transaction as data: inserts, updates and deletes, and the events that belong to them.
///
/// Fill it, then hand it to [`Store::write`](super::Store::write), which does all of it in one unit
/// of work or nothing. Hooks fill a set too; what they add joins the unit of work that they run in.
/// Nothing is checked or sent before: entities, fields and values are checked when the set is
/// written.
///
/// Prefer it to [`Store::transaction`](super::Store::transaction): no code of the caller runs while
/// the database's one writer is taken, and after a deadlock the store can write the set again. A
/// decision that seems to need a read is often an update or a delete that must touch one row:
/// [`expect`](Expectation::expect) undoes the whole set if it touched another number, which decides
/// races without a lock.
///
/// Statements take effect in the order in which they were added, and so do the hooks on them. The hooks
/// that are given a set run before the first statement is sent, unless one in the set reads; what they
/// add is written after the statement or the hook that it belongs to. The first that fails decides the
/// error, as if all were done one after the other.
///
/// ```
/// # use nevr_core::{plugin::Registry, testing::{TestApp, run}};
/// # use nevr_schema::Record;
/// use nevr_core::store::{Filter, WriteSet};
///
/// # run(async {
/// # let config = "[entities.seat]\nfields = { taken = { type = \"boolean\" } }\n\
/// #     [entities.booking]\nfields = { seat = { belongsTo = \"seat\" } }";
/// # let app = TestApp::start(Registry::new(), config).await;
/// # let store = app.store();
/// let mut set = WriteSet::new();
/// let seat = set.insert("seat", Record::new().with("taken", false));
/// let written = store.write(set).await.unwrap();
/// let seat = written.record(seat).unwrap().get::<String>("id").unwrap();
///
/// // Takes the seat if it is free, and books it in the same transaction.
/// let book = || {
///     let mut set = WriteSet::new();
///     let free = Filter::id(seat.clone()).eq("taken", false);
///     let take = set.update("seat", free, Record::new().with("taken", true)).expect(1);
///     set.insert("booking", Record::new().with("seatId", seat.clone()));
///     (set, take)
/// };
/// let (first, _) = book();
/// store.write(first).await.unwrap();
/// let (second, take) = book();
/// let error = store.write(second).await.unwrap_err();
/// assert!(error.is_mismatch_of(take));
/// assert_eq!(store.count("booking", Filter::all()).await.unwrap(), 1);
/// # });
/// ```
#[derive(Clone, Default)]
pub struct WriteSet {
    pub(crate) statements: Vec<Statement>,
    pub(crate) after_commit: Vec<AnyEvent>,
    pub(crate) durable: bool,
}

impl WriteSet {
    /// Creates a set without statements.
    pub fn new() -> Self {
        Self::default()
    }

    fn push(&mut self, statement: Statement) -> StatementId {
        self.statements.push(statement);
        StatementId(self.statements.len() - 1)
    }

    /// Adds an insert of a row.
    ///
    /// Where the record leaves them out, the store fills in a new `id`, `createdAt` and `updatedAt`
    /// of an entity with timestamps, and the fields' defaults. A required field without any of
    /// these is [`StoreError::InvalidValue`](super::StoreError::InvalidValue).
    pub fn insert(&mut self, entity: impl Into<Name>, record: Record) -> StatementId {
        self.push(Statement::Insert { entity: entity.into(), record })
    }

    /// Adds an update of the rows that the filter selects, which sets the fields in `changes`; of
    /// an entity with timestamps also `updatedAt`.
    ///
    /// Without [`expect`](Expectation::expect) it may touch any number of rows, none included. It
    /// costs one statement; where a hook is registered on updates of the entity, the rows are
    /// loaded and updated one by one.
    pub fn update(
        &mut self,
        entity: impl Into<Name>,
        filter: Filter,
        changes: Record,
    ) -> Expectation<'_> {
        let id =
            self.push(Statement::Update { entity: entity.into(), filter, changes, expect: None });
        Expectation { set: self, id }
    }

    /// Adds a delete of the rows that the filter selects.
    ///
    /// The fields' `onDelete` decides about rows that refer to them. It costs one statement; where
    /// hooks are registered on deletes of the entity, or on what `onDelete` does to other rows, the
    /// rows are loaded and deleted one by one.
    pub fn delete(&mut self, entity: impl Into<Name>, filter: Filter) -> Expectation<'_> {
        let id = self.push(Statement::Delete { entity: entity.into(), filter, expect: None });
        Expectation { set: self, id }
    }

    /// Adds a lock of one row: until the unit of work ends, others that change it, delete it, lock it
    /// or insert rows that refer to it wait. A row that does not exist is no error, and no lock.
    ///
    /// A set that writes several rows of one user locks the user first; see
    /// [the order of locks](super::Tx#the-order-of-locks). It costs a statement on PostgreSQL and
    /// MySQL, and nothing on SQLite, where one unit of work runs at a time.
    pub fn lock(&mut self, entity: impl Into<Name>, id: impl Into<String>) -> StatementId {
        self.push(Statement::Lock { entity: entity.into(), id: id.into() })
    }

    /// Adds an event, which is fired between the statement before it and the one after it.
    ///
    /// Its hooks see the rows of the statements before it, and may refuse. Without hooks it costs
    /// nothing.
    pub fn fire<E: TransactionEvent>(&mut self, event: E) -> StatementId {
        self.push(Statement::Event(AnyEvent::new(Arc::new(event))))
    }

    /// Queues an event, which is published once the set is committed.
    pub fn after_commit<E: CommittedEvent>(&mut self, event: E) {
        self.after_commit.push(AnyEvent::new(Arc::new(event)));
    }

    /// Makes the commit survive a power cut once [`Store::write`](super::Store::write) has
    /// returned.
    ///
    /// For what must not come undone: revocations, changes of credentials, links and deletes. On
    /// SQLite it costs a sync of the disk; PostgreSQL and MySQL sync every commit. In a set that
    /// joins a transaction it applies to the whole transaction.
    pub fn durable(&mut self) -> &mut Self {
        self.durable = true;
        self
    }

    /// Returns whether the set holds neither statements nor events.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty() && self.after_commit.is_empty()
    }
}

/// The update or delete that was just added to a [`WriteSet`]: sets how many rows it must touch.
///
/// May be dropped; the statement then touches any number of rows.
pub struct Expectation<'s> {
    set: &'s mut WriteSet,
    id: StatementId,
}

impl Expectation<'_> {
    /// Requires the statement to touch exactly this many rows.
    ///
    /// Otherwise the whole unit of work is undone with an error that holds the returned id. A row
    /// counts as touched if it matches the filter, even if the new values equal the old ones.
    pub fn expect(self, rows: u64) -> StatementId {
        match &mut self.set.statements[self.id.0] {
            Statement::Update { expect, .. } | Statement::Delete { expect, .. } => {
                *expect = Some(rows);
            }
            Statement::Insert { .. } | Statement::Lock { .. } | Statement::Event(_) => {}
        }
        self.id
    }

    /// Returns the statement's id without restricting the number of rows.
    pub fn id(self) -> StatementId {
        self.id
    }
}

/// The outcomes of a write set's statements, returned once it is committed.
#[derive(Debug, Default)]
pub struct Written {
    pub(crate) outcomes: Vec<Outcome>,
}

#[derive(Debug)]
pub(crate) enum Outcome {
    Inserted(Record),
    Touched(u64),
}

impl Written {
    /// Returns the row that the statement inserted, with its id, timestamps, defaults and the
    /// changes of hooks; `None` for other statements.
    pub fn record(&self, statement: StatementId) -> Option<&Record> {
        match self.outcomes.get(statement.0)? {
            Outcome::Inserted(record) => Some(record),
            Outcome::Touched(_) => None,
        }
    }

    /// Returns the number of rows that the statement touched; 0 for an event or a lock.
    pub fn rows(&self, statement: StatementId) -> u64 {
        match self.outcomes.get(statement.0) {
            Some(Outcome::Inserted(_)) => 1,
            Some(Outcome::Touched(rows)) => *rows,
            None => 0,
        }
    }
}
