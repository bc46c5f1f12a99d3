//! Migration files: names, SQL, the folder, applying and rolling back.

mod adopting;
mod applying;
mod history;
mod misplaced;
mod names;
mod project;
mod reading;
mod rolling_back;
mod splitting;
mod stopping;
mod targets;
mod there_and_back;
