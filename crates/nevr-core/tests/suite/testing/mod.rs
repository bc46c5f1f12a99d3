//! What `nevr_core::testing` promises to those who test with it.

mod apps;
mod conformance;
mod databases;
mod notes;
mod probe;
