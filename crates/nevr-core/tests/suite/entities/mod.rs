//! The sea-orm entities that are written for a schema: what they look like, and that they work.
#![allow(clippy::duplicate_mod, reason = "the same tests with the files of each database")]
#![allow(clippy::useless_conversion, reason = "a moment is a type of its own on some databases")]

mod mysql;
mod postgresql;
mod schema;
mod sqlite;
mod writing;
