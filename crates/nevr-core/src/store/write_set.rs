//! A transaction as data.

use std::{
    any::{Any, TypeId},
    sync::Arc,
};

use nevr_schema::{Name, Record};

use super::{
    event::{CommittedEvent, TransactionEvent, short_name},
    query::Filter,
};

/// Names a statement of a write set, to ask afterwards what became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatementId(pub(crate) usize);

/// An event without its type.
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
    Event(AnyEvent),
}

/// A transaction as data: inserts, updates and deletes, each with the number of rows that it must
/// touch, and the events that go with them.
///
/// Because it is data, nobody can hold the writer with it, and the store may send the sets of many
/// callers together.
///
/// ```
/// use nevr_core::store::{Filter, WriteSet};
/// use nevr_schema::Record;
/// let mut set = WriteSet::new();
/// set.insert("note", Record::new().with("text", "bread"));
/// let moved = set.update("note", Filter::id("n1"), Record::new().with("text", "milk")).expect(1);
/// # let _ = moved;
/// ```
#[derive(Clone, Default)]
pub struct WriteSet {
    pub(crate) statements: Vec<Statement>,
    pub(crate) after_commit: Vec<AnyEvent>,
    pub(crate) durable: bool,
}

impl WriteSet {
    /// A set without statements.
    pub fn new() -> Self {
        Self::default()
    }

    fn push(&mut self, statement: Statement) -> StatementId {
        self.statements.push(statement);
        StatementId(self.statements.len() - 1)
    }

    /// Inserts a row. Without an `id` it gets a new one; timestamps are the store's.
    pub fn insert(&mut self, entity: impl Into<Name>, record: Record) -> StatementId {
        self.push(Statement::Insert { entity: entity.into(), record })
    }

    /// Changes the rows that the filter is about.
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

    /// Deletes the rows that the filter is about.
    pub fn delete(&mut self, entity: impl Into<Name>, filter: Filter) -> Expectation<'_> {
        let id = self.push(Statement::Delete { entity: entity.into(), filter, expect: None });
        Expectation { set: self, id }
    }

    /// Tells an event at this place inside the transaction. Hooks add their rows after what comes
    /// before it.
    pub fn fire<E: TransactionEvent>(&mut self, event: E) -> StatementId {
        self.push(Statement::Event(AnyEvent::new(Arc::new(event))))
    }

    /// Tells an event once the set is committed.
    pub fn after_commit<E: CommittedEvent>(&mut self, event: E) {
        self.after_commit.push(AnyEvent::new(Arc::new(event)));
    }

    /// The commit must survive a power cut once it is answered: for revocations, changes of
    /// credentials, links and deletes. Costs a sync of the disk. In a set that joins a transaction,
    /// it holds for the transaction.
    pub fn durable(&mut self) -> &mut Self {
        self.durable = true;
        self
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.statements.is_empty() && self.after_commit.is_empty()
    }
}

/// A statement that was just added, to say how many rows it must touch.
pub struct Expectation<'s> {
    set: &'s mut WriteSet,
    id: StatementId,
}

impl Expectation<'_> {
    /// The statement must touch exactly this many rows; otherwise the whole set is undone and the
    /// error says which statement it was.
    pub fn expect(self, rows: u64) -> StatementId {
        match &mut self.set.statements[self.id.0] {
            Statement::Update { expect, .. } | Statement::Delete { expect, .. } => {
                *expect = Some(rows);
            }
            Statement::Insert { .. } | Statement::Event(_) => {}
        }
        self.id
    }

    /// The statement may touch any number of rows.
    pub fn id(self) -> StatementId {
        self.id
    }
}

/// What became of a write set.
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
    /// The row as it was inserted, with its id, timestamps and defaults.
    pub fn record(&self, statement: StatementId) -> Option<&Record> {
        match self.outcomes.get(statement.0)? {
            Outcome::Inserted(record) => Some(record),
            Outcome::Touched(_) => None,
        }
    }

    /// Number of rows that the statement touched.
    pub fn rows(&self, statement: StatementId) -> u64 {
        match self.outcomes.get(statement.0) {
            Some(Outcome::Inserted(_)) => 1,
            Some(Outcome::Touched(rows)) => *rows,
            None => 0,
        }
    }
}
