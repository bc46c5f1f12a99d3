//! The conformance suite: the rules that every plugin must keep.
//!
//! - `plugin_under_test`: the plugin, and configs with and without it
//! - `options`: defaults, JSON Schema, unknown options
//! - `documents`: the documentation of endpoints
//! - `limits`: limits count before anything else happens
//! - `switching`: tables and rows, while the plugin is switched off and on again
//! - `sample`: rows that must be kept meanwhile
//! - `suite`: all checks

mod documents;
mod limits;
mod options;
mod plugin_under_test;
mod sample;
mod suite;
mod switching;

pub use suite::{conformance, findings};
