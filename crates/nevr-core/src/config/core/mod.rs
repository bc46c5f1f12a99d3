//! The sections that core reads itself.
//!
//! - `options`: all of them, and their JSON Schema
//! - `database`, `database_url`: where the data is
//! - `server`: where and how requests are answered
//! - `entity`: tables of the app itself
//! - `cross_checks`: what one option says about another

mod cross_checks;
mod database;
mod database_url;
mod entity;
mod options;
mod server;

pub(super) use cross_checks::cross_check;
pub use database::{DatabaseConfig, Provider};
pub use database_url::{DatabaseUrl, DatabaseUrlError, GivenUrlError, UrlOrigin};
pub use entity::EntityOptions;
pub use options::{CoreConfig, core_schema};
pub use server::ServerConfig;
