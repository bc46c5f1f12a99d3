//! For any two schemas, a push of a database with rows does exactly what it should, or nothing.
//!
//! - `spec`: two schemas, and changes made by hand to the database between them
//! - `check`: what must hold
//! - `there_and_back`: the same for plans made from snapshots alone

mod check;
mod spec;
mod there_and_back;
