//! What a plan would delete.

use std::fmt;

use nevr_schema::Owner;

/// A table or column that a plan drops, with the number of rows that lose something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The owner that declared it last.
    pub owner: Owner,
    /// The table.
    pub entity: String,
    /// The column; `None` for the whole table.
    pub field: Option<String>,
    /// How many rows hold a value in the column, or how many rows the table has.
    pub rows: u64,
}

impl Loss {
    /// Returns whether no row loses anything: the table or column is empty.
    pub fn is_nothing(&self) -> bool {
        self.rows == 0
    }
}

impl fmt::Display for Loss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (owner, rows) = (self.owner.as_str(), self.rows);
        let s = if rows == 1 { "" } else { "s" };
        match &self.field {
            Some(field) => {
                let verb = if rows == 1 { "holds" } else { "hold" };
                write!(f, "column {}.{field} ({owner}): {rows} row{s} {verb} a value", self.entity)
            }
            None => write!(f, "table {} ({owner}): {rows} row{s}", self.entity),
        }
    }
}
