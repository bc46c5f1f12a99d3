//! One change of a database, in the engine's words.

use crate::catalogue::{Column, Index, Table};

/// One change. It carries all that any engine needs to write its statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// A new table with its columns (the first is `id`, the primary key) and with those foreign
    /// keys that its columns carry; without indexes.
    CreateTable(Table),
    DropTable {
        table: String,
    },
    AddColumn {
        table: String,
        column: Column,
    },
    DropColumn {
        table: String,
        column: Column,
    },
    RenameColumn {
        table: String,
        from: String,
        to: String,
    },
    /// Another type, default, or nullability; name and reference are the same.
    AlterColumn {
        table: String,
        from: Column,
        to: Column,
    },
    /// The foreign key of a column that is there.
    AddReference {
        table: String,
        column: Column,
    },
    /// `column` is as it is live: its foreign key's name is in it.
    DropReference {
        table: String,
        column: Column,
    },
    CreateIndex(Index),
    DropIndex(Index),
    /// SQLite alone: the table is built anew with these columns and gets its rows; indexes,
    /// triggers and whatever else hangs on it are put back.
    Rebuild {
        from: Table,
        to: Table,
    },
}
