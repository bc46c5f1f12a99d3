//! Write sets sent together: sets of inserts that wait for PostgreSQL at the same time are one
//! statement, which is committed by itself.
//!
//! - `shape`: the statement for sets that write the same entities
//! - `lane`: the sets of one shape that wait, and how many statements of it run
//! - `values`: the values of a group of sets, as the statement takes them
//! - `together`: sends groups, and writes the sets of a failed one on their own

mod lane;
mod shape;
mod together;
mod values;

pub(super) use lane::Lanes;
