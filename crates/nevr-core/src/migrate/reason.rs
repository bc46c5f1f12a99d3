//! What stands in the way of a schema.

use crate::schema::Owner;

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
    /// The field may be null in the database, and no longer in the schema.
    BecameRequired,
    /// The field may not be null in the database, and may in the schema.
    BecameOptional,
    /// The default changed.
    DefaultChanged {
        /// As it is in the database, in SQL.
        from: Option<String>,
        /// As it would be, in SQL.
        to: Option<String>,
    },
    /// What the field refers to changed, or what happens when that goes.
    ReferenceChanged {
        /// As it is in the database.
        from: Option<String>,
        /// As it would be.
        to: Option<String>,
    },
    /// A required field without a default is gone from the schema: new rows would lack it.
    RequiredRemoved,
    /// A unique field with a default is gone from the schema: the second new row would collide.
    UniqueDefaultRemoved,
    /// Values need no longer be unique.
    UniqueRemoved {
        /// The index that says they must.
        index: String,
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
