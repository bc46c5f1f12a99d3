//! What a copy reports, while it runs and when it is done.

use nevr_schema::Owner;

use crate::goal::MigrationId;

/// What a copy did, returned when it is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Copied {
    /// The tables, in the order in which they were filled.
    pub tables: Vec<CopiedTable>,
    /// The foreign objects of the source, which are not in the copy: tables and views by their names,
    /// columns as `user.nickname`.
    pub foreign: Vec<String>,
    /// Migrations by hand that ran on the target before the rows were copied.
    pub ran: Vec<MigrationId>,
    /// Migrations by hand that ran on the source and are on record in the target, but did not run
    /// there because their plugins are switched off. What they made besides rows is not in the copy.
    pub only_recorded: Vec<MigrationId>,
}

/// A table that was copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopiedTable {
    /// Its name.
    pub name: String,
    /// The owner of the table.
    pub owner: Owner,
    /// The number of its rows.
    pub rows: u64,
}

impl Copied {
    /// Returns the number of rows in all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }
}

/// What a copy is doing with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Copying its rows.
    Copying,
    /// Reading the copied rows back and comparing them.
    Comparing,
}

/// Receives how far a copy is.
///
/// For each table and [`Stage`], `begin` is called once, `advance` after each page of rows, and `end`
/// once; a copy that fails calls nothing more.
pub trait Progress: Send + Sync {
    /// A stage begins on a table with this number of rows.
    fn begin(&self, stage: Stage, table: &str, rows: u64);
    /// This number of further rows is done.
    fn advance(&self, rows: u64);
    /// The stage is done with the table.
    fn end(&self);
}

/// A [`Progress`] that ignores everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: &str, _: u64) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
}
