//! What can go wrong with reading and writing.

use std::{sync::Arc, time::Duration};

use nevr_schema::RecordError;
use sea_orm::DbErr;

use super::write_set::StatementId;
use crate::wire::{Code, Wire, WireError, codes};

/// How long a caller is asked to wait when the database is away or busy.
const RETRY: Duration = Duration::from_secs(1);

/// Reading or writing failed. A unit of work that fails with any of these changed nothing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database can't be reached, or can't write: away, locked, read-only, full. When it went
    /// away in the middle of a commit, nobody knows whether that was done.
    #[error("the database is not available")]
    Unavailable(#[source] DbErr),
    /// The writer was not free within `database.acquireTimeout`.
    #[error("the database is busy: no place to write within {0:?}")]
    Busy(Duration),
    /// The database undid the unit of work because it stood in a circle with others that wrote at
    /// the same time (a deadlock). On SQLite this can't be.
    #[error("others wrote the same rows at the same time")]
    Contended(#[source] DbErr),
    /// The unit of work took longer than it may.
    #[error("the transaction took longer than {0:?}")]
    TransactionTimedOut(Duration),
    /// A row with the same values of unique fields exists.
    #[error("a row with the same {} exists in `{entity}`", .fields.join(", "))]
    Conflict {
        /// The entity.
        entity: String,
        /// The fields that are unique, alone or together.
        fields: Vec<String>,
    },
    /// A row that was referred to is not there.
    #[error("a referenced row does not exist")]
    Dangling(#[source] DbErr),
    /// A statement touched another number of rows than it must.
    #[error(transparent)]
    Missed(#[from] Miss),
    /// A hook refused, for a reason of its own.
    #[error("a hook refused: {0}")]
    Refused(#[source] Refusal),
    /// A hook failed.
    #[error("a hook on {hook} failed")]
    HookFailed {
        /// The event or entity.
        hook: String,
        /// Why.
        #[source]
        source: Refusal,
    },
    /// A hook panicked.
    #[error("a hook on {0} panicked")]
    HookPanicked(String),
    /// A hook took longer than a hook in a transaction may.
    #[error("a hook on {hook} took longer than {limit:?}")]
    HookTimedOut {
        /// The event or entity.
        hook: String,
        /// The limit.
        limit: Duration,
    },
    /// Hooks make each other run without end.
    #[error("hooks cause each other more than {0} levels deep")]
    HooksTooDeep(usize),
    /// A part of this unit of work failed before, or had not ended when its job did, so the whole
    /// was undone.
    #[error("the transaction was undone because a part of it had failed")]
    Undone,
    /// A [`Tx`](super::Tx) was used after its transaction.
    #[error("the transaction has ended")]
    TransactionEnded,
    /// The store was used inside a transaction; use the `Tx` at hand.
    #[error("the store can't be used inside a transaction: use the transaction at hand")]
    NestedTransaction,
    /// The unit of work panicked.
    #[error("the transaction's code panicked")]
    Panicked,
    /// The store is closed.
    #[error("the store is closed")]
    Closed,
    /// The schema has no such entity.
    #[error("there is no entity `{0}`")]
    UnknownEntity(String),
    /// The entity has no such field.
    #[error("`{entity}` has no field `{field}`")]
    UnknownField {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
    },
    /// A value is not of its field's type, or is missing.
    #[error("`{entity}.{field}` is not {expected}")]
    InvalidValue {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
        /// What it must be.
        expected: &'static str,
    },
    /// A row holds something that can't be read.
    #[error(transparent)]
    Unreadable(#[from] RecordError),
    /// The database refused the statement.
    #[error("the database refused a statement")]
    Database(#[source] DbErr),
}

/// A statement touched another number of rows than it must.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a statement on `{entity}` touched {found} rows instead of {expected}")]
pub struct Miss {
    /// The statement, as the write set named it.
    pub statement: StatementId,
    /// The entity.
    pub entity: String,
    /// The number of rows it must touch.
    pub expected: u64,
    /// The number of rows it did touch.
    pub found: u64,
}

/// An error of a hook, kept with what the world sees of it.
#[derive(Clone, Debug)]
pub struct Refusal {
    wire: Wire,
    source: Arc<dyn std::error::Error + Send + Sync>,
}

impl Refusal {
    /// Keeps an error of any kind that knows its code.
    pub fn new(error: impl WireError) -> Self {
        Self { wire: error.wire(), source: Arc::new(error) }
    }

    /// What the world sees.
    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    /// The error as it was, if it is an `E`; also when a hook passed on what another hook refused.
    pub fn downcast_ref<E: std::error::Error + 'static>(&self) -> Option<&E> {
        let passed_on = || match self.source.downcast_ref()? {
            StoreError::Refused(refusal) => refusal.downcast_ref(),
            _ => None,
        };
        self.source.downcast_ref().or_else(passed_on)
    }

    /// Whether the caller is to blame: a refusal rather than a failure.
    pub(crate) fn is_deliberate(&self) -> bool {
        (400..500).contains(&self.wire.code.status)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.source.fmt(f)
    }
}

impl std::error::Error for Refusal {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.source()
    }
}

impl StoreError {
    /// Whether a unique field `field` of `entity` is what failed.
    pub fn is_conflict_on(&self, entity: &str, field: &str) -> bool {
        matches!(self, Self::Conflict { entity: at, fields } if at == entity && fields.iter().any(|f| f == field))
    }

    /// Whether `statement` missed its number of rows.
    pub fn is_miss_of(&self, statement: StatementId) -> bool {
        matches!(self, Self::Missed(miss) if miss.statement == statement)
    }

    /// The error of a hook that refused, if it is an `E`.
    pub fn refusal<E: std::error::Error + 'static>(&self) -> Option<&E> {
        match self {
            Self::Refused(refusal) => refusal.downcast_ref(),
            _ => None,
        }
    }
}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl WireError for StoreError {
    fn codes() -> Vec<Code> {
        vec![codes::SERVICE_UNAVAILABLE, codes::INTERNAL_ERROR]
    }

    fn wire(&self) -> Wire {
        match self {
            Self::Unavailable(_)
            | Self::Busy(_)
            | Self::Contended(_)
            | Self::TransactionTimedOut(_)
            | Self::Closed => {
                Wire { retry_after: Some(RETRY), ..codes::SERVICE_UNAVAILABLE.into() }
            }
            Self::Conflict { .. } => codes::CONFLICT.into(),
            Self::Refused(refusal) => refusal.wire.clone(),
            // The database went away under a hook.
            Self::HookFailed { source, .. }
                if source.wire.code.status == codes::SERVICE_UNAVAILABLE.status =>
            {
                source.wire.clone()
            }
            _ => codes::INTERNAL_ERROR.into(),
        }
    }
}
