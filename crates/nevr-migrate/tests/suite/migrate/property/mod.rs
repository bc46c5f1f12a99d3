//! For any two schemas: what a push does to a database with rows is exactly what it should, or
//! nothing.
//!
//! - `spec`: two schemas, and what is done by hand to the database between them
//! - `check`: what must hold
//! - `there_and_back`: the same for plans that are made from records alone

mod check;
mod spec;
mod there_and_back;
