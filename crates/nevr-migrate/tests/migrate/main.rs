//! Migrations, on SQLite files with rows in every table.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod adding;
mod by_hand;
mod changing;
mod creating;
mod database;
mod dropping;
mod files;
mod fixture;
mod half_way;
mod owners;
mod property;
mod reading;
mod rebuilding;
mod refused;
mod renaming;
mod schemas;
mod taking_away;
mod text;
mod together;
