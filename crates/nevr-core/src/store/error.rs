//! Errors of the store, and the errors of hooks that they carry.

use std::{path::PathBuf, sync::Arc, time::Duration};

use nevr_schema::RecordError;
use sea_orm::DbErr;

use super::write_set::StatementId;
use crate::wire::{Code, Detail, Wire, WireError, codes};

/// The `Retry-After` of a response while the database is unavailable or busy.
const RETRY: Duration = Duration::from_secs(1);

/// Reading or writing failed.
///
/// A unit of work that fails with any of these changed nothing, with one exception: if the
/// connection broke during the commit ([`Unavailable`](Self::Unavailable)), it is unknown whether
/// the commit was done.
///
/// As a [`WireError`], an unavailable, busy or closed database is 503 `SERVICE_UNAVAILABLE` with
/// `Retry-After`, a conflict 409 `CONFLICT`, a reference to nothing in a field that clients may set
/// 400 `VALIDATION_ERROR`, a refusal whatever the hook chose, and everything else 500
/// `INTERNAL_ERROR`. Conflicts and references name the fields that clients may set in `details`. A plugin that can name the reason better matches on the variant first:
///
/// ```
/// # use nevr_core::{plugin::Registry, testing::{TestApp, run}};
/// # use nevr_schema::Record;
/// use nevr_core::{
///     store::{Store, StoreError, WriteSet},
///     wire::WireError,
///     wire_error,
/// };
///
/// wire_error! {
///     /// Why a tag could not be added.
///     pub enum TagError {
///         /// Another tag has this name.
///         Taken = (409, "TAG_TAKEN", "There is a tag of this name"),
///         Store(StoreError),
///     }
/// }
///
/// async fn add(store: &Store, name: &str) -> Result<(), TagError> {
///     let mut set = WriteSet::new();
///     set.insert("tag", Record::new().with("name", name));
///     match store.write(set).await {
///         Ok(_) => Ok(()),
///         // Not asked beforehand: two requests at once would both be told that the name is free.
///         Err(error) if error.is_conflict_on("tag", "name") => Err(TagError::Taken),
///         Err(error) => Err(error.into()),
///     }
/// }
///
/// # run(async {
/// # let config = "[entities.tag]\nfields = { name = { type = \"string\", unique = true } }";
/// # let app = TestApp::start(Registry::new(), config).await;
/// add(app.store(), "rust").await.unwrap();
/// let error = add(app.store(), "rust").await.unwrap_err();
/// assert_eq!(error.wire().code.code, "TAG_TAKEN");
/// # });
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database can't be reached or can't write: it is down, locked, read-only or full. If the
    /// connection broke during a commit, it is unknown whether that was done.
    #[error("the database is not available")]
    Unavailable(#[source] DbErr),
    /// The SQLite file was deleted or replaced while it was open: what is written would be lost.
    #[error("the database file {} was deleted or replaced while it was open", .0.display())]
    FileGone(PathBuf),
    /// SQLite's one writer was not free within `database.acquireTimeout`.
    #[error("the database is busy: its writer was not free within {0:?}")]
    Busy(Duration),
    /// So many others use the database or wait for it that nothing more may wait.
    #[error("the database is busy: {0} units of work run or wait already")]
    Crowded(usize),
    /// The database undid the unit of work because it was in a deadlock with others. A write set is
    /// written again a few times before this is returned. SQLite has no deadlocks.
    #[error("the unit of work was in a deadlock with others that write the same rows")]
    Contended(#[source] DbErr),
    /// The unit of work exceeded its time limit of five seconds.
    #[error("the transaction took longer than {0:?}")]
    TransactionTimedOut(Duration),
    /// Another row has the same values in unique fields. The error names no values.
    #[error("a row with the same {} exists in `{entity}`", .fields.join(", "))]
    Conflict {
        /// The entity.
        entity: String,
        /// The fields that must be unique, alone or together.
        fields: Vec<String>,
        /// What a client is told: a detail for each of the fields that clients may set.
        details: Vec<Detail>,
    },
    /// A reference leads to a row that does not exist.
    #[error("a row that `{entity}` refers to by {} does not exist", .fields.join(", "))]
    MissingReference {
        /// The entity whose row refers to nothing.
        entity: String,
        /// The fields that refer to nothing. PostgreSQL and MySQL name the first one only.
        fields: Vec<String>,
        /// What a client is told: a detail for each of the fields that clients may set.
        details: Vec<Detail>,
        /// The database's error.
        #[source]
        source: Box<DbErr>,
    },
    /// A statement touched another number of rows than [`Expectation::expect`] allows.
    ///
    /// [`Expectation::expect`]: super::Expectation::expect
    #[error(transparent)]
    RowCountMismatch(#[from] RowCountMismatch),
    /// A hook refused: its error has a status of 4xx, which the client sees. See
    /// [`StoreError::refusal`].
    #[error("a hook refused: {0}")]
    Refused(#[source] Refusal),
    /// A hook failed: its error has another status than 4xx.
    #[error("a hook on {hook} failed")]
    HookFailed {
        /// The event or entity that the hook is on.
        hook: String,
        /// The hook's error.
        #[source]
        source: Refusal,
    },
    /// A hook panicked.
    #[error("a hook on {0} panicked")]
    HookPanicked(String),
    /// A hook exceeded the time limit of hooks in a transaction.
    #[error("a hook on {hook} took longer than {limit:?}")]
    HookTimedOut {
        /// The event or entity that the hook is on.
        hook: String,
        /// The limit.
        limit: Duration,
    },
    /// Hooks trigger each other more than this many levels deep, most likely without end.
    #[error("hooks trigger each other more than {0} levels deep")]
    HooksTooDeep(usize),
    /// The unit of work was undone although its job returned `Ok`, because a statement in it had
    /// failed, or was still running when the job ended. Statements after a failed one get this too.
    #[error("the transaction was undone because a statement in it failed or did not finish")]
    RolledBack,
    /// A [`Tx`](super::Tx) was used after its transaction had ended.
    #[error("the transaction has ended")]
    TransactionEnded,
    /// A [`Store`](super::Store) was used inside a transaction or a hook in one; use the `Tx`
    /// there.
    #[error("the store can't be used inside a transaction: use the `Tx` instead")]
    NestedTransaction,
    /// The code of the unit of work panicked.
    #[error("the transaction's code panicked")]
    Panicked,
    /// The store is closed: the app is being stopped.
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
    /// A value is missing, or is not of its field's type.
    #[error("`{entity}.{field}` is not {expected}")]
    InvalidValue {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
        /// What the value must be.
        expected: &'static str,
    },
    /// A row holds a value that can't be read as its field's type: another program wrote it.
    #[error(
        "`{entity}.{field}` of the row `{id}` can't be read: it is not {expected}; correct it in the \
         database"
    )]
    UnreadableValue {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
        /// The id of the row; empty if that can't be read either.
        id: String,
        /// What the value must be.
        expected: &'static str,
    },
    /// A record was read as something that it does not hold.
    #[error(transparent)]
    Unreadable(#[from] RecordError),
    /// The database refused a statement for another reason.
    #[error("the database refused a statement")]
    Database(#[source] DbErr),
}

/// A statement of a write set touched another number of rows than it must.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a statement on `{entity}` touched {found} rows instead of {expected}")]
pub struct RowCountMismatch {
    /// The statement; the write set returned this id when it was added.
    pub statement: StatementId,
    /// The entity.
    pub entity: String,
    /// The number of rows that it must touch.
    pub expected: u64,
    /// The number of rows that it touched.
    pub found: u64,
}

/// The error of a hook with its type erased, and what a client sees of it.
///
/// [`downcast_ref`](Self::downcast_ref) returns the hook's own error.
#[derive(Clone, Debug)]
pub struct Refusal {
    wire: Wire,
    source: Arc<dyn std::error::Error + Send + Sync>,
}

impl Refusal {
    /// Erases the type of an error.
    pub fn new(error: impl WireError) -> Self {
        Self { wire: error.wire(), source: Arc::new(error) }
    }

    /// Returns what a client sees of the error.
    pub fn wire(&self) -> &Wire {
        &self.wire
    }

    /// Returns the hook's error if it is an `E`, also if another hook only passed it on as a
    /// [`StoreError`].
    pub fn downcast_ref<E: std::error::Error + 'static>(&self) -> Option<&E> {
        let passed_on = || match self.source.downcast_ref()? {
            StoreError::Refused(refusal) => refusal.downcast_ref(),
            _ => None,
        };
        self.source.downcast_ref().or_else(passed_on)
    }

    /// Returns whether the status is 4xx: a refusal rather than a failure.
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
    /// Returns whether this is a [`Conflict`](Self::Conflict) on the field `field` of `entity`,
    /// alone or together with others.
    pub fn is_conflict_on(&self, entity: &str, field: &str) -> bool {
        matches!(self, Self::Conflict { entity: at, fields, .. } if at == entity && fields.iter().any(|f| f == field))
    }

    /// Returns whether this is a [`MissingReference`](Self::MissingReference) by the field `field` of
    /// `entity`.
    pub fn is_missing_reference_of(&self, entity: &str, field: &str) -> bool {
        matches!(self, Self::MissingReference { entity: at, fields, .. } if at == entity && fields.iter().any(|f| f == field))
    }

    /// Returns the same error for another caller whose unit of work it has hit too: one of the
    /// database's, and of no statement.
    #[cfg(feature = "sqlite")]
    pub(super) fn of_the_database(&self) -> Self {
        match self {
            Self::FileGone(path) => Self::FileGone(path.clone()),
            Self::Unavailable(error) => Self::Unavailable(error.clone()),
            Self::Database(error) => Self::Database(error.clone()),
            other => Self::Unavailable(DbErr::Custom(other.to_string())),
        }
    }

    /// Removes the details about fields: for what a hook has written, which no client has sent.
    pub(super) fn without_details(mut self) -> Self {
        if let Self::Conflict { details, .. } | Self::MissingReference { details, .. } = &mut self {
            details.clear();
        }
        self
    }

    /// Returns whether `statement` touched another number of rows than it must.
    pub fn is_mismatch_of(&self, statement: StatementId) -> bool {
        matches!(self, Self::RowCountMismatch(mismatch) if mismatch.statement == statement)
    }

    /// Returns the error of the hook that refused, if one did and its error is an `E`.
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
            | Self::FileGone(_)
            | Self::Busy(_)
            | Self::Crowded(_)
            | Self::Contended(_)
            | Self::TransactionTimedOut(_)
            | Self::Closed => {
                Wire { retry_after: Some(RETRY), ..codes::SERVICE_UNAVAILABLE.into() }
            }
            Self::Conflict { details, .. } => {
                Wire { details: details.clone(), ..codes::CONFLICT.into() }
            }
            Self::MissingReference { details, .. } if !details.is_empty() => {
                Wire { details: details.clone(), ..codes::VALIDATION_ERROR.into() }
            }
            Self::Refused(refusal) => refusal.wire.clone(),
            // A hook could not reach the database.
            Self::HookFailed { source, .. }
                if source.wire.code.status == codes::SERVICE_UNAVAILABLE.status =>
            {
                source.wire.clone()
            }
            _ => codes::INTERNAL_ERROR.into(),
        }
    }
}
