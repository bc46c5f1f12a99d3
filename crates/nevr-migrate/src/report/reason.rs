//! What stands in the way of a schema.

use nevr_schema::Owner;

/// What stands in the way.
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
    /// The table is that of another owner.
    EntityOf {
        /// Whose it is.
        owner: Owner,
        /// Whether that owner is switched off.
        dormant: bool,
    },
    /// Another entity of the schema takes this name; databases compare names without case.
    SameTable {
        /// The other entity.
        other: String,
    },
    /// The table has a column of this name that nevr did not make.
    ForeignColumn {
        /// Its name in the database.
        column: String,
    },
    /// The column is that of another owner.
    FieldOf {
        /// Whose it is.
        owner: Owner,
        /// Whether that owner is switched off.
        dormant: bool,
    },
    /// A required field without a default is new on a table that is there: its rows have no value.
    RequiredAdded,
    /// The type changed.
    TypeChanged {
        /// As it is in the database.
        from: String,
        /// As it would be.
        to: String,
    },
    /// Rows hold null in what is to be required.
    Nulls {
        /// How many.
        rows: u64,
        /// A query that finds them.
        query: String,
    },
    /// Rows hold what is no id of the table that is to be referred to.
    Dangling {
        /// That table.
        to: String,
        /// How many.
        rows: u64,
        /// A query that finds them.
        query: String,
    },
    /// The column that the field is to be renamed from is there, and the field has one already.
    RenameOverBoth {
        /// The old column.
        column: String,
    },
    /// The column that the field is to be renamed from is somebody else's.
    RenameOf {
        /// The old column.
        column: String,
        /// Whose it is; none, if nevr did not make it.
        owner: Option<Owner>,
        /// Whether that owner is switched off.
        dormant: bool,
    },
    /// The table has a column of the same name but for case.
    CaseChanged {
        /// Its name in the database.
        column: String,
    },
    /// The table has to be made anew, and has what can't be made again.
    CantRebuild {
        /// What, in words.
        because: Vec<String>,
    },
    /// A column is to be renamed, and the table made anew for another change, while it has triggers
    /// that name the column.
    RenameBeforeRebuild,
    /// A column is to become a text of any length, which this database can't have an index over.
    IndexOverText {
        /// The indexes that are over it and stay, in words.
        by: Vec<String>,
    },
    /// A column is to go that something else needs.
    ColumnInUse {
        /// What needs it, in words.
        by: Vec<String>,
    },
    /// A table is to go that somebody else has something in, or refers to.
    TableInUse {
        /// What is in the way, in words.
        by: Vec<String>,
    },
    /// It is not declared any more; what is in it would be lost.
    WouldLose {
        /// How many rows hold a value.
        rows: u64,
    },
    /// Rows have the same value in what is to be unique.
    Duplicates {
        /// The index that would say they must not.
        index: String,
        /// How many values stand in more than one row.
        values: u64,
        /// In how many rows they stand.
        rows: u64,
        /// A query that finds them.
        query: String,
    },
    /// The name of an index is taken by something else.
    IndexNameTaken {
        /// The name.
        index: String,
    },
    /// The default holds a NUL character.
    UnwritableDefault,
}
