//! Tests of migrations through the crate's public functions, on every engine that is configured.
//!
//! - `migrate`: bringing a database to a schema, by push and by plans from records alone
//! - `migration_files`: the folder of migrations, and what is done with it
//! - `copy`: copying a database to another one
//! - `fixture`: what they share

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod copy;
mod fixture;
mod migrate;
mod migration_files;
