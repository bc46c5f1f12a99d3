//! One structural change.

use std::fmt;

use crate::schema::Owner;

/// One structural change, and the statement that makes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What changes.
    pub change: Change,
    /// Whose table, column or index it is.
    pub owner: Owner,
    /// The one statement that it runs.
    pub sql: String,
}

/// What a step changes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A new table with all its columns.
    CreateTable {
        /// The entity.
        entity: String,
    },
    /// A new column of a table that is there.
    AddColumn {
        /// The entity.
        entity: String,
        /// The field.
        field: String,
    },
    /// A new index.
    CreateIndex {
        /// The name of the index.
        index: String,
        /// The entity.
        entity: String,
        /// Whether it keeps rows from sharing a value.
        unique: bool,
    },
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.change {
            Change::CreateTable { entity } => write!(f, "create table {entity}")?,
            Change::AddColumn { entity, field } => write!(f, "add column {entity}.{field}")?,
            Change::CreateIndex { index, entity, unique } => {
                let kind = if *unique { "unique index" } else { "index" };
                write!(f, "create {kind} {index} on {entity}")?;
            }
        }
        write!(f, " ({})", self.owner.as_str())
    }
}
