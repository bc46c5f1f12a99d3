//! Why a database can't be brought to a schema.

use nevr_schema::Owner;

/// Why something that the schema asks for can't be done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The name is taken by a table or view that nevr did not make.
    ForeignObject {
        /// `table`, `view` or `index`.
        kind: &'static str,
        /// Its name in the database.
        name: String,
    },
    /// The table belongs to another owner.
    EntityOf {
        /// That owner.
        owner: Owner,
        /// Whether that owner is switched off.
        dormant: bool,
    },
    /// Another entity has this name but for case; databases compare names without case.
    SameTable {
        /// The other entity.
        other: String,
    },
    /// The table has a column of this name that nevr did not make.
    ForeignColumn {
        /// Its name in the database.
        column: String,
    },
    /// The column belongs to another owner.
    FieldOf {
        /// That owner.
        owner: Owner,
        /// Whether that owner is switched off.
        dormant: bool,
    },
    /// A required field without a default is new on an existing table, whose rows have no value for
    /// it. On an empty table, a push adds it.
    RequiredAdded,
    /// The type changed. In a column without values, a push changes it.
    TypeChanged {
        /// The type in the database.
        from: String,
        /// The type that the schema asks for.
        to: String,
    },
    /// Rows hold null in a column that becomes required.
    Nulls {
        /// The number of rows.
        rows: u64,
        /// A query that finds them.
        query: String,
    },
    /// Rows hold values that are not ids of the table that the column would refer to.
    Dangling {
        /// That table.
        to: String,
        /// The number of rows.
        rows: u64,
        /// A query that finds them.
        query: String,
    },
    /// The column to rename the field from exists, but so does the field's own column.
    RenameOverBoth {
        /// The old column.
        column: String,
    },
    /// The column to rename the field from belongs to another owner.
    RenameOf {
        /// The old column.
        column: String,
        /// That owner; `None` if nevr did not create the column.
        owner: Option<Owner>,
        /// Whether that owner is switched off.
        dormant: bool,
    },
    /// The table has a column whose name differs only in case.
    CaseChanged {
        /// Its name in the database.
        column: String,
    },
    /// The table has to be rebuilt, and a rebuild would lose a part of it.
    CantRebuild {
        /// What it would lose, described.
        because: Vec<String>,
    },
    /// A column is renamed and the table has to be rebuilt for another change, while triggers name
    /// the column.
    RenameBeforeRebuild,
    /// A column becomes a text of any length, which this database can't index.
    IndexOverText {
        /// The indexes over it that stay, described.
        by: Vec<String>,
    },
    /// A column would be dropped that something else needs.
    ColumnInUse {
        /// What needs it, described.
        by: Vec<String>,
    },
    /// A table would be dropped in which another owner has columns, or to which another table
    /// refers.
    TableInUse {
        /// What is in the way, described.
        by: Vec<String>,
    },
    /// It is no longer declared; dropping it would lose what it holds.
    WouldLose {
        /// How many rows hold a value.
        rows: u64,
    },
    /// Rows share a value in columns that become unique.
    Duplicates {
        /// The unique index.
        index: String,
        /// The number of values that more than one row has.
        values: u64,
        /// The number of rows that have them.
        rows: u64,
        /// A query that finds them.
        query: String,
    },
    /// Another object has the name of an index.
    IndexNameTaken {
        /// The name.
        index: String,
    },
    /// The default holds a NUL character.
    UnwritableDefault,
}
