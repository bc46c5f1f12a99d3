//! The engine's tests, linked once.
#![allow(clippy::unwrap_used, clippy::expect_used)]

// What the sea-orm entities that nevr generates call it, which are compiled into these tests.
extern crate self as nevr;

pub use nevr_schema::column as entity;

mod client_address;
mod config;
mod connections;
mod cookies;
mod docs_page;
mod entities;
mod json;
mod origin;
mod origin_kinds;
mod pipeline;
mod plugins;
mod rate_limit;
mod rate_limit_properties;
mod rate_limit_table;
mod rate_limit_threads;
mod store;
mod testing;
mod timestamps;
mod typescript;
mod wire_error;
