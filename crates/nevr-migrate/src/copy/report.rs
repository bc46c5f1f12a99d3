//! What a copy did.

use nevr_schema::Owner;

use crate::goal::MigrationId;

/// What a copy did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Copied {
    /// The tables, in the order in which they were filled.
    pub tables: Vec<CopiedTable>,
    /// What was not made by nevr and is not in the copy: tables and views by their names, columns
    /// as `user.nickname`.
    pub foreign: Vec<String>,
    /// Hand-written migrations that ran on the target before the rows came.
    pub ran: Vec<MigrationId>,
    /// Hand-written migrations that ran on the source and are on record in the target, but did not
    /// run there, because their plugins are switched off: what they made is not in the copy.
    pub only_recorded: Vec<MigrationId>,
}

/// A table that was carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopiedTable {
    /// Its name.
    pub name: String,
    /// Whose it is.
    pub owner: Owner,
    /// How many rows it has.
    pub rows: u64,
}

impl Copied {
    /// The number of rows in all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}
