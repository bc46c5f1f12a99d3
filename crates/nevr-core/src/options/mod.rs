//! Core's own options: the sections of the config file that are no plugin's.
//!
//! - `core`: all of them, and their JSON Schema
//! - `database`, `database_url`: where the data is
//! - `server`: where and how requests are answered
//! - `entity`: tables of the app itself
//! - `cross_checks`: what one option says about another

mod core;
mod cross_checks;
mod database;
mod database_url;
mod entity;
mod server;

pub use core::{CoreConfig, core_schema};
pub(crate) use cross_checks::cross_check;
pub use database::DatabaseConfig;
pub use database_url::{DatabaseUrl, DatabaseUrlError, GivenUrlError, UrlOrigin};
pub use entity::EntityOptions;
pub use server::ServerConfig;
