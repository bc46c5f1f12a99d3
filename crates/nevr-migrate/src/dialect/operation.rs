//! One change of a database, with the engine's types and defaults.

use crate::catalogue::{Column, Index, Table};

/// One change of a database, with everything that any engine needs to write its statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    /// Creates a table with its columns, of which the first is `id`, the primary key, and with the
    /// foreign keys of its columns, but without indexes.
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
    /// Changes type, default or nullability; name and foreign key stay.
    AlterColumn {
        table: String,
        from: Column,
        to: Column,
    },
    /// Adds the foreign key of an existing column.
    AddReference {
        table: String,
        column: Column,
    },
    /// Drops the foreign key of a column; `column` is the live one, with the name of its key.
    DropReference {
        table: String,
        column: Column,
    },
    CreateIndex(Index),
    DropIndex(Index),
    /// Only on SQLite: creates the table again with these columns, copies its rows, and creates its
    /// indexes and triggers again.
    Rebuild {
        from: Table,
        to: Table,
    },
}
