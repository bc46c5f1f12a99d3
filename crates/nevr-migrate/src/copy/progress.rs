//! How far a copy is.

/// What is being done with a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Its rows are carried over.
    Copying,
    /// They are read back and compared.
    Comparing,
}

/// Somebody who is told how far a copy is.
pub trait Progress: Send + Sync {
    /// Work on a table of so many rows begins.
    fn begin(&self, stage: Stage, table: &str, rows: u64);
    /// So many of its rows more are done.
    fn advance(&self, rows: u64);
    /// The table is done.
    fn end(&self);
}

/// Nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: &str, _: u64) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
}
