//! Objects that nevr did not create.
//!
//! - `postgresql`, `mysql`: what only these have
//! - `tables`: tables, views and columns
//! - `foreign_keys`: foreign keys of columns that have ours

mod foreign_keys;
mod mysql;
mod postgresql;
mod tables;
