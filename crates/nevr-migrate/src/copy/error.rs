//! Why a database was not carried over.

use std::fmt;

use sea_orm::DbErr;

use crate::{files::FilesError, report::MigrateError};

/// A database was not carried over. But for [`CopyError::Commit`], no row is in the target.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// Both are one.
    #[error("the database to copy to is the one to copy from")]
    SameDatabase,
    /// Nothing is on record in the source.
    #[error("the database has no tables of nevr's: there is nothing to copy")]
    NothingToCopy,
    /// A migration of the source broke off half-way.
    #[error("a migration of the database broke off half-way")]
    Unfinished,
    /// The source is not what its records say.
    #[error("the database is not what is on record of it: it lacks {}", .0.join(", "))]
    Drifted(Vec<String>),
    /// What is on record of migration files can't be carried over.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The target is in use.
    #[error("the database to copy to holds rows already, in {}", .0.join(", "))]
    NotEmpty(Vec<String>),
    /// The source can't be read.
    #[error("the database to copy from can't be read: {0}")]
    Source(#[source] MigrateError),
    /// The target can't be brought to the source's schema.
    #[error("the database to copy to can't be given the tables: {0}")]
    Target(#[source] MigrateError),
    /// A value that the target can't hold, or that can't even be read.
    #[error("`{table}.{column}` of the row `{id}` {problem}")]
    Unfit {
        /// The table.
        table: String,
        /// The row's id; empty when that is what can't be read.
        id: String,
        /// The column.
        column: String,
        /// What is wrong with the value, which is not shown.
        problem: Unfit,
    },
    /// A row refers to one that is not there.
    #[error("`{table}.{column}` of the row `{id}` refers to a row of `{other}` that is not there")]
    Dangling {
        /// The table.
        table: String,
        /// The row's id.
        id: String,
        /// The column.
        column: String,
        /// The table that it refers to.
        other: String,
    },
    /// Rows can't be read.
    #[error("rows of `{table}` can't be read: {source}")]
    Read {
        /// The table.
        table: String,
        /// What the database says.
        source: DbErr,
    },
    /// The target refused rows.
    #[error("the rows `{first}` to `{last}` of `{table}` were refused: {source}")]
    Write {
        /// The table.
        table: String,
        /// The id of the first of them.
        first: String,
        /// The id of the last of them.
        last: String,
        /// What the database says.
        source: Box<DbErr>,
    },
    /// What was read back is not what was written.
    #[error("the copy is not the same: in `{table}`, {difference}")]
    Different {
        /// The table.
        table: String,
        /// What differs.
        difference: Difference,
    },
    /// The target failed.
    #[error("the database to copy to failed: {0}")]
    Failed(#[source] DbErr),
    /// Whether all of it is there or nothing is not known.
    #[error("the database to copy to did not say whether it keeps the rows: {0}")]
    Commit(#[source] MigrateError),
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unfit {
    /// A text with NUL in it.
    Nul,
    /// A `string` that is too long.
    TooLong,
    /// No JSON, or JSON with NUL in its texts.
    Json,
    /// A moment outside of the years 0 to 9999.
    Year,
    /// Null in a required field.
    Null,
    /// Something of another type.
    Type,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nul => "holds a NUL character, which not every database can store",
            Self::TooLong => "has more than 255 characters",
            Self::Json => "is not JSON that every database can store",
            Self::Year => "is outside of the years 0 to 9999",
            Self::Null => "is null, and the field is required",
            Self::Type => "holds something that is not of the field's type",
        })
    }
}

/// What differs between a table and its copy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Difference {
    /// A row is not in the copy.
    Missing {
        /// Its id.
        id: String,
    },
    /// A row is in the copy alone.
    Extra {
        /// Its id.
        id: String,
    },
    /// A value is another one.
    Value {
        /// The row's id.
        id: String,
        /// The column.
        column: String,
    },
    /// There are more or fewer rows.
    Count {
        /// In the source.
        source: u64,
        /// In the copy.
        copy: u64,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { id } => write!(f, "the row `{id}` is missing"),
            Self::Extra { id } => write!(f, "the row `{id}` came from elsewhere"),
            Self::Value { id, column } => {
                write!(f, "`{column}` of the row `{id}` is another value")
            }
            Self::Count { source, copy } => write!(f, "there are {copy} rows instead of {source}"),
        }
    }
}
