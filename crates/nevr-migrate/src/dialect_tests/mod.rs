//! Every dialect against its database: what is written is what the catalogue shows.
//!
//! - `lab`: a database, its dialect, and what is there
//! - `texts`: texts that a database could trip over
//! - `random_tables`: tables of all types, defaults, references and indexes
//! - `operations`: what every database does in place, on tables with rows
//! - `alterations`: what SQLite builds tables anew for
//! - `names`: names that need quotes, and long ones
//! - `foreign`: what somebody else made beside ours
//! - `locks`: migrations that meet
//! - `live_tables`: what a table in use sees of a change
//! - `servers`: tests that PostgreSQL and MySQL alone run
//! - `pushing`: a schema that is pushed, and one that grows
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod alterations;
mod foreign;
mod lab;
mod live_tables;
mod locks;
mod names;
mod operations;
mod pushing;
mod random_tables;
mod servers;
mod texts;
