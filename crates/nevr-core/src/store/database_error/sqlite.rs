//! Errors of SQLite.

use sqlx::error::DatabaseError;

use super::{
    file::FileError,
    reader::{Failure, Reader, UniqueIndex},
};

/// SQLite does not name the foreign key.
pub(super) const READER: Reader = Reader { failure, unique_index, foreign_key: |_| None };

fn failure(error: &dyn DatabaseError) -> Option<Failure> {
    let code = error.try_downcast_ref::<FileError>()?.code();
    Some(code.and_then(|code| code.parse().ok()).map_or(Failure::Other, of_code))
}

/// The low byte is the primary code: PERM, BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, FULL,
/// CANTOPEN, PROTOCOL (<https://sqlite.org/rescode.html>). Corruption is not among them: trying
/// again does not help. Statements are interrupted at the time limit of their unit of work.
fn of_code(code: i32) -> Failure {
    match code & 0xff {
        3 | 5..=10 | 13..=15 => Failure::Unavailable,
        _ => Failure::Other,
    }
}

fn unique_index(error: &dyn DatabaseError) -> Option<UniqueIndex<'_>> {
    columns_in(error.try_downcast_ref::<FileError>()?.message())
}

/// Returns the columns named in `UNIQUE constraint failed: account.providerId, account.accountId`.
fn columns_in(message: &str) -> Option<UniqueIndex<'static>> {
    let (_, columns) = message.rsplit_once("failed: ")?;
    let mut entity = None;
    let mut fields = Vec::new();
    for column in columns.split(", ") {
        let (table, field) = column.split_once('.')?;
        entity = Some(table.to_owned());
        fields.push(field.to_owned());
    }
    Some(UniqueIndex::Columns(entity?, fields))
}
