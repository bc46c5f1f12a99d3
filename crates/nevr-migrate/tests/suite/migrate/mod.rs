//! Bringing databases with rows in every table to a schema.

mod adding;
mod by_hand;
mod changing;
mod creating;
mod database;
mod dropping;
mod files;
mod half_way;
mod nothing_lost;
mod owners;
mod property;
mod reading;
mod rebuilding;
mod refused;
mod renaming;
mod schemas;
mod settings;
mod sqlite_file;
mod taking_away;
mod text;
mod together;
