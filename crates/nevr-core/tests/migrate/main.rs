//! Migrations, on SQLite files with rows in every table.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod adding;
mod by_hand;
mod creating;
mod fixture;
mod owners;
mod property;
mod reading;
mod refused;
mod schemas;
mod text;
mod together;
