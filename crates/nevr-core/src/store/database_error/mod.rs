//! Classifies the errors of the databases as errors of the store.
//!
//! - `failure`: the kinds of failure, and the errors of the store that they become
//! - `mysql`, `postgresql`, `sqlite`: what a database's error means

mod failure;
#[cfg(feature = "mysql")]
mod mysql;
#[cfg(feature = "postgresql")]
mod postgresql;
#[cfg(feature = "sqlite")]
mod sqlite;
