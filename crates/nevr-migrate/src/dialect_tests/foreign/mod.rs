//! Objects that nevr did not create.
//!
//! - `postgresql`, `mysql`: what only these have
//! - `tables`: tables of others, and what refers to ours

mod mysql;
mod postgresql;
mod tables;
