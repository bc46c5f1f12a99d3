//! Tests of migrations through the crate's public functions, on every engine that is configured.
//!
//! - `migrate`: bringing a database to a schema, by push and by plans from snapshots alone
//! - `migration_files`: writing, applying and rolling back the folder of migrations
//! - `copy`: copying a database to another one
//! - `fixture`: what they share

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod copy;
mod fixture;
mod migrate;
mod migration_files;
