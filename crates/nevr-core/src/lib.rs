//! The engine of nevr. Depend on the crate `nevr`, which re-exports what applications need.
//!
//! A module imports only from those listed before it, and modules of one line not from each other:
//!
//! - [`wire`], [`client`], [`options`]: errors as clients see them; who a client is; core's own
//!   options
//! - [`rate_limit`], [`store`]: how often; which rows
//! - [`http`]: endpoints, and the pipeline that every request goes through
//! - [`plugin`]: what a plugin is, which exist, which are switched on
//! - [`description`]: the checked union of all plugins
//! - [`generate`]: documents and files that follow from a description
//! - [`app`]: from a description to a running app, and down again
//! - `testing`: a whole app in one process, for tests

pub mod app;
pub mod client;
pub mod description;
pub mod generate;
pub mod http;
pub mod options;
pub mod plugin;
pub mod rate_limit;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod wire;
