//! Why a database was not copied.

use std::fmt;

use sea_orm::DbErr;

use crate::{files::FilesError, report::MigrateError};

/// Why a database was not copied. After any error but [`CopyError::Commit`], the target has no rows.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CopyError {
    /// The source and the target are one database.
    #[error("the database to copy to is the one to copy from")]
    SameDatabase,
    /// The source has no tables on record.
    #[error("the database to copy from has no tables made by nevr: there is nothing to copy")]
    NothingToCopy,
    /// A migration stopped half-way on the source.
    #[error("a migration stopped half-way on the database to copy from")]
    Unfinished,
    /// The source lacks tables or columns that are on record.
    #[error("the database to copy from does not match its ledger: it lacks {}", .0.join(", "))]
    Drifted(Vec<String>),
    /// The records of migration files can't be copied.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The target has rows. Holds the names of their tables.
    #[error("the database to copy to holds rows already, in {}", .0.join(", "))]
    NotEmpty(Vec<String>),
    /// Reading the source failed.
    #[error("the database to copy from can't be read: {0}")]
    Source(#[source] MigrateError),
    /// The target can't be brought to the source's schema.
    #[error("the database to copy to can't be given the tables: {0}")]
    Target(#[source] MigrateError),
    /// A value can't be read, or not every kind of database can store it.
    #[error("`{table}.{column}` of the row `{id}` {problem}")]
    InvalidValue {
        /// The table.
        table: String,
        /// The row's id; empty if the id is what can't be read.
        id: String,
        /// The column.
        column: String,
        /// What is wrong. The value itself is not shown.
        problem: InvalidValue,
    },
    /// A row refers to a missing row.
    #[error(
        "`{table}.{column}` of the row `{id}` refers to a row of `{other}` that does not exist"
    )]
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
    /// Reading rows failed.
    #[error("rows of `{table}` can't be read: {source}")]
    Read {
        /// The table.
        table: String,
        /// The database's error.
        source: DbErr,
    },
    /// Writing rows failed.
    #[error(
        "the database to copy to refused the rows `{first}` to `{last}` of `{table}`: {source}"
    )]
    Write {
        /// The table.
        table: String,
        /// The id of the first of them.
        first: String,
        /// The id of the last of them.
        last: String,
        /// The database's error.
        source: Box<DbErr>,
    },
    /// The rows that were read back differ from the source's.
    #[error("the copy differs from the source: in `{table}`, {difference}")]
    Different {
        /// The table.
        table: String,
        /// What differs.
        difference: Difference,
    },
    /// A statement failed on the target.
    #[error("the database to copy to failed: {0}")]
    Failed(#[source] DbErr),
    /// The commit failed, and it is not known whether the target has all rows or none.
    #[error("the database to copy to did not confirm that it keeps the rows: {0}")]
    Commit(#[source] MigrateError),
}

/// Why a value can't be copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum InvalidValue {
    /// A text with a NUL character.
    Nul,
    /// A `string` that is too long.
    TooLong,
    /// Text that is not JSON, or JSON with a NUL character.
    Json,
    /// A moment outside the years 0 to 9999.
    Year,
    /// A moment with finer fractions of a second than the target can hold.
    Precision,
    /// Null in a required field.
    Null,
    /// A value of another type.
    Type,
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nul => "holds a NUL character, which not every database can store",
            Self::TooLong => "has more than 255 characters",
            Self::Json => "is not JSON that every database can store",
            Self::Year => "is outside of the years 0 to 9999",
            Self::Precision => {
                "has finer fractions of a second than the database to copy to can hold"
            }
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
    /// A row is only in the copy.
    Extra {
        /// Its id.
        id: String,
    },
    /// A value differs.
    Value {
        /// The row's id.
        id: String,
        /// The column.
        column: String,
    },
    /// The number of rows differs.
    Count {
        /// The number in the source.
        source: u64,
        /// The number in the copy.
        copy: u64,
    },
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { id } => write!(f, "the row `{id}` is missing"),
            Self::Extra { id } => write!(f, "the row `{id}` is not in the source"),
            Self::Value { id, column } => {
                write!(f, "`{column}` of the row `{id}` has another value")
            }
            Self::Count { source, copy } => write!(f, "there are {copy} rows instead of {source}"),
        }
    }
}
