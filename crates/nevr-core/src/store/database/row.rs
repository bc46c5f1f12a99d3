//! Rows, from a file or a server.

use nevr_schema::{
    FieldType, Value,
    codec::{Stored, decode, decode_stored},
};
use sea_orm::{DbBackend, DbErr, QueryResult};

/// What a read looks at in one step, which can't be interrupted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// A row.
    Rows,
    /// A whole table, to count its rows.
    Table,
}

/// A row that was read.
pub(crate) enum Row {
    /// Of a file.
    File(Vec<Stored>),
    /// Of a server.
    Server(QueryResult, DbBackend),
}

impl Row {
    /// Takes the value in a column.
    pub(crate) fn take(&mut self, column: usize, ty: FieldType) -> Result<Value, DbErr> {
        match self {
            Self::File(values) => {
                let stored = values.get_mut(column);
                decode_stored(
                    stored.map_or(Stored::Null, |s| std::mem::replace(s, Stored::Null)),
                    ty,
                )
            }
            Self::Server(row, backend) => decode(row, column, ty, *backend),
        }
    }

    /// Returns the text in a column that was not taken.
    pub(crate) fn text(&self, column: usize) -> Option<String> {
        match self {
            Self::File(values) => match values.get(column) {
                Some(Stored::Text(text)) => Some(text.clone()),
                _ => None,
            },
            Self::Server(row, _) => row.try_get_by_index(column).ok(),
        }
    }

    /// Returns the number in the first column.
    pub(crate) fn number(&self) -> Result<i64, DbErr> {
        match self {
            Self::File(values) => match values.first() {
                Some(Stored::Integer(number)) => Ok(*number),
                _ => Err(DbErr::Type("a count is not a number".to_owned())),
            },
            Self::Server(row, _) => row.try_get_by_index(0),
        }
    }
}
