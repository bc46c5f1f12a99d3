//! The engine of nevr. Depend on the crate `nevr`, which re-exports what applications need.

pub mod app;
pub mod config;
pub mod copy;
pub mod entity;
pub mod env;
pub mod generate;
pub mod http;
pub mod migrate;
pub mod plugin;
pub mod rate_limit;
pub mod schema;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
