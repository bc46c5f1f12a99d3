//! The project that a command is about: its config file, and the database that the config names.
//!
//! - `config_file`: where the config file is, and reading it
//! - `checked`: a config that was read without errors; opens the database
//! - `config_error`: why a config cannot be used
//! - `database_setting`: which setting names the database
//! - `open_error`: why the database could not be opened
//! - `schema_error`: why the database does not match the schema
//! - `copy_error`: why the database could not be copied
//! - `start_error`: sorts an app's error into these

mod checked;
mod config_error;
mod config_file;
mod copy_error;
mod database_setting;
mod open_error;
mod schema_error;
mod start_error;

pub(crate) use checked::Checked;
pub(crate) use config_file::{CONFIG_FILE, Project, folder_of};
