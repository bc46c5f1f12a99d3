//! SQLite: a file, with several readers and one writer.
//!
//! Statements run on connections of rusqlite, where a call costs a few microseconds; migrations,
//! which are no hot path, use the connections of sea-orm.
//!
//! - `location`: where the file is, and how each connection to it is set up
//! - `statement`: binds values, runs statements, reads rows
//! - `readers`: connections that only read
//! - `commands`: what the writer's thread is asked to do
//! - `queued_set`: a write set in the queue
//! - `write_connection`: the one connection that writes
//! - `groups`: write sets that are committed together
//! - `writer_thread`: the thread that runs units of work on that connection
//! - `transaction`: a transaction on that thread
//! - `writer`: the queue before it
//! - `file`: readers and writer as one
//! - `opening`: opens all of them
//! - `access`: what tests may do to them

#[cfg(feature = "testing")]
mod access;
mod commands;
#[allow(clippy::module_inception, reason = "the file is what the folder is about")]
mod file;
mod groups;
mod location;
pub(super) mod opening;
mod queued_set;
mod readers;
mod statement;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod transaction;
mod write_connection;
mod writer;
mod writer_thread;

#[cfg(feature = "testing")]
pub use access::FileAccess;
pub(super) use file::File;
pub(crate) use queued_set::{QueuedSet, Statements};
pub(super) use readers::Readers;
pub(super) use statement::Text;
pub(super) use transaction::FileTransaction;
pub(crate) use writer::Writer;
