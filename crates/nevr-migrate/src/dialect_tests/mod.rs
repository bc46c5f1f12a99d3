//! Tests of every dialect on its database: the catalogue shows what the statements created.
//!
//! - `lab`: a database with its dialect
//! - `texts`: texts that a database could misread
//! - `random_tables`: tables of all types, defaults, references and indexes
//! - `operations`: what every database does in place, on tables with rows
//! - `alterations`: what servers do in place and SQLite rebuilds tables for
//! - `names`: names that need quotes, and long ones
//! - `foreign`: objects that nevr did not create
//! - `locks`: migrations at the same time
//! - `live_tables`: how a change affects a table in use
//! - `servers`: tests that only PostgreSQL and MySQL run
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
