//! Migration files: their names, their SQL, their folder, and what is done with them.

mod adopting;
mod applying;
mod history;
mod names;
mod project;
mod reading;
mod rolling_back;
mod splitting;
mod stopping;
mod targets;
mod there_and_back;
