//! Core's own options: everything in the config file besides plugins.
//!
//! - `core`: all options, and their JSON Schema
//! - `database`, `database_url`: the database and its URL
//! - `server`: the HTTP server
//! - `entity`: the app's own tables
//! - `cross_checks`: options that contradict each other

mod core;
mod cross_checks;
mod database;
mod database_url;
mod entity;
mod server;

pub use core::{CoreConfig, core_schema};
pub(crate) use cross_checks::cross_check;
pub use database::DatabaseConfig;
pub use database_url::{DatabaseUrl, DatabaseUrlError, ParseDatabaseUrlError, UrlOrigin};
pub use entity::EntityOptions;
pub use server::ServerConfig;
